//! What issued documents say, where invoices are shown.

use std::collections::HashMap;

use portico_documents::invoice::{Invoice, Lacking, Payment, Seller};
use portico_shared::{
    InvoiceId, Money,
    invoices::{InvoiceParticulars, InvoicePayment, InvoicePaymentMeans, InvoiceSeller, XrechnungGap},
    settings::ElectronicInvoiceFormat,
};
use sea_orm::ConnectionTrait;

use super::{snapshot::Snapshot, store};
use crate::{
    auth::Scope,
    http::{ApiError, ApiResult},
};

#[derive(Debug)]
pub struct Facts {
    pub seller: InvoiceSeller,
    /// What it lacks for an `XRechnung`, where the customer asks for one.
    pub gaps: Vec<XrechnungGap>,
    pub particulars: InvoiceParticulars,
}

/// Of invoices that were read within the scope, those that are ours.
pub async fn list(db: &impl ConnectionTrait, scope: Scope, of: Vec<InvoiceId>) -> ApiResult<HashMap<InvoiceId, Facts>> {
    let mut all = HashMap::new();
    for row in store::list(db, scope, of).await? {
        let Snapshot { document, .. } = serde_json::from_value(row.snapshot).map_err(ApiError::internal)?;
        let gaps = match row.format {
            ElectronicInvoiceFormat::Zugferd => Vec::new(),
            _ => document.lacking_for_xrechnung().into_iter().map(gap).collect(),
        };
        let facts = Facts {
            seller: seller(document.seller.clone()),
            gaps,
            particulars: particulars(document),
        };
        all.insert(row.invoice_id, facts);
    }
    Ok(all)
}

fn seller(seller: Seller) -> InvoiceSeller {
    InvoiceSeller {
        name: seller.name,
        street: seller.street,
        zip: seller.zip,
        city: seller.city,
        country_code: seller.country_code,
        vat_id: seller.vat_id,
        tax_number: seller.tax_number,
    }
}

fn particulars(document: Invoice) -> InvoiceParticulars {
    let exemption_reasons = document.exemption_reasons();
    let told = document.accounting;
    InvoiceParticulars {
        order_reference: document.order_reference,
        buyer_reference: document.buyer_reference,
        exemption_reasons,
        tax_in_own_currency: told.as_ref().map(|told| Money::new(told.tax_amount, told.currency)),
        exchange_rate: told.map(|told| told.rate),
        payment: payment(document.payment),
    }
}

fn payment(payment: Payment) -> Option<InvoicePayment> {
    let by = |means, account| InvoicePayment {
        means,
        account,
        account_holder: None,
        bic: None,
        reference: None,
        mandate_reference: None,
        creditor_identifier: None,
        collect_on: None,
    };
    Some(match payment {
        Payment::None => return None,
        Payment::Transfer {
            holder,
            iban,
            bic,
            reference,
            ..
        } => InvoicePayment {
            account_holder: Some(holder),
            bic,
            reference: Some(reference),
            ..by(InvoicePaymentMeans::Transfer, Some(iban))
        },
        Payment::DirectDebit {
            creditor_identifier,
            mandate_reference,
            masked_iban,
            collect_on,
        } => InvoicePayment {
            mandate_reference: Some(mandate_reference),
            creditor_identifier: Some(creditor_identifier),
            collect_on,
            ..by(InvoicePaymentMeans::DirectDebit, Some(masked_iban))
        },
        Payment::Card { brand, last_digits } => {
            let parts: Vec<_> = [brand, last_digits].into_iter().flatten().collect();
            let card = Some(parts.join(" ")).filter(|card| !card.is_empty());
            by(InvoicePaymentMeans::Card, card)
        }
        Payment::Online { name } => by(InvoicePaymentMeans::Online, name),
    })
}

const fn gap(lacking: Lacking) -> XrechnungGap {
    match lacking {
        Lacking::BuyerReference => XrechnungGap::BuyerReference,
        Lacking::SellerContactName => XrechnungGap::ContactName,
        Lacking::SellerPhone => XrechnungGap::Phone,
        Lacking::SellerEmail => XrechnungGap::Email,
        Lacking::Payment => XrechnungGap::Payment,
        Lacking::BuyerEmail => XrechnungGap::BuyerEmail,
        Lacking::SellerPostcode => XrechnungGap::Zip,
        Lacking::SellerCity => XrechnungGap::City,
        Lacking::BuyerPostcode => XrechnungGap::BuyerZip,
        Lacking::BuyerCity => XrechnungGap::BuyerCity,
    }
}
