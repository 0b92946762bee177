//! From debits to the file for the bank.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use portico_documents::pain008::{
    Address, Amendment, Collection, Creditor as FileCreditor, DebitFile, Debtor, Mandate, OriginalAccount, Sequence,
};
use portico_domain::{
    iban,
    mandates::{self as rules, SequenceType},
    sepa,
};
use portico_shared::{ErrorCode, payment_methods::DebtorAddress};
use serde::Deserialize;

use crate::{
    context::Context,
    db::entities::{mandates, payments},
    features::{gateways::service::Creditor, mandates::service as mandate_service},
    http::{ApiError, ApiResult},
};

/// A debit, its mandate, and what the debtor reads on the statement.
#[derive(Debug)]
pub struct Debit {
    pub payment: payments::Model,
    pub mandate: mandates::Model,
    pub collect_on: NaiveDate,
    pub invoice: String,
}

pub fn file(
    context: &Context,
    creditor: &Creditor,
    (message_id, now): (&str, DateTime<Utc>),
    debits: &[Debit],
) -> ApiResult<Vec<u8>> {
    let mut begun = HashSet::new();
    let mut collections = Vec::with_capacity(debits.len());
    for debit in debits {
        let was_used = !begun.insert(debit.mandate.id);
        collections.push(collection(context, creditor, debit, was_used)?);
    }
    let name = sepa::to_sepa_text(&creditor.name, 70);
    let file = DebitFile {
        message_id: message_id.into(),
        created_at: now,
        initiator: name.clone(),
        creditor: FileCreditor {
            name,
            iban: creditor.iban.clone(),
            bic: creditor.bic.clone(),
            creditor_identifier: creditor.creditor_identifier.clone(),
        },
        collections,
    };
    // Names the payment, and no value.
    file.to_xml().map_err(|error| {
        let detail = format!("A bank would refuse the file: {error}. Withdraw that payment, then make it again.");
        ApiError::new(ErrorCode::WrongState, detail)
    })
}

/// `was_used`: an earlier debit of the same mandate is in this file.
fn collection(context: &Context, creditor: &Creditor, debit: &Debit, was_used: bool) -> ApiResult<Collection> {
    let Debit {
        payment,
        mandate,
        collect_on,
        invoice,
    } = debit;
    let iban = mandate_service::open(context, mandate, &mandate.iban)?;
    let original = match &mandate.original_iban {
        Some(sealed) if tells(mandate, was_used) => Some(mandate_service::open(context, mandate, sealed)?),
        _ => None,
    };
    let address = DebtorAddress::deserialize(&mandate.address).map_err(ApiError::internal)?;
    let was_collected = was_used || mandate.last_debit_on.is_some();
    let sequence = match rules::sequence(mandate.is_recurrent, was_collected) {
        SequenceType::First => Sequence::First,
        SequenceType::Recurring => Sequence::Recurrent,
        SequenceType::OneOff => Sequence::OneOff,
        SequenceType::Final => Sequence::Final,
    };
    Ok(Collection {
        end_to_end_id: payment.id.0.simple().to_string(),
        amount_cents: payment.amount,
        sequence,
        collection_date: *collect_on,
        mandate: Mandate {
            reference: mandate.reference.clone(),
            signed_on: mandate.signed_on,
            amendment: original.map(|original| Amendment {
                original_reference: None,
                original_account: Some(original_account(original, &iban)),
            }),
        },
        debtor: Debtor {
            name: sepa::to_sepa_text(&mandate.account_holder, 70),
            iban,
            bic: mandate.bic.clone(),
            address: Some(Address {
                street: Some(sepa::to_sepa_text(&address.street, 70)).filter(|street| !street.is_empty()),
                building_number: None,
                postcode: address
                    .zip
                    .as_deref()
                    .map(|zip| sepa::to_sepa_text(zip, 16))
                    .filter(|zip| !zip.is_empty()),
                town: sepa::to_sepa_text(&address.city, 35),
                country: address.country_code,
            }),
        },
        remittance: sepa::to_sepa_text(&format!("{invoice} {}", creditor.name), 140),
    })
}

/// Whether this debit tells the bank of another account: the first one after the amendment, and the next if that came back before
/// it was settled.
pub fn tells(mandate: &mandates::Model, was_used: bool) -> bool {
    !was_used && mandate.original_iban.is_some() && mandate.amendment_payment_id.is_none()
}

/// The account before the amendment is named where it was at the same bank; else the scheme has it left out (`SMNDA`).
fn original_account(original: String, now: &str) -> OriginalAccount {
    let bank = |text: &str| {
        iban::parse(text)
            .ok()
            .and_then(|one| one.bank_code().map(str::to_owned))
    };
    match (bank(&original), bank(now)) {
        (Some(before), Some(after)) if before == after => OriginalAccount::Iban(original),
        _ => OriginalAccount::Undisclosed,
    }
}
