//! The mandate as a document to keep.

use portico_documents::mandate::{
    Account, Address, AmendedBy, Amendment, Consent, Creditor, Debtor, Mandate, Recurrence,
};
use portico_shared::{PaymentMethodId, payment_methods::DebtorAddress};
use serde::Deserialize;
use serde_json::json;

use super::{
    changing,
    service::{self, Body, Earlier},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{mandates, tenants as tenants_table},
    features::{
        audit::{self, Change},
        media,
        payment_methods::linked,
        tenants,
    },
    http::{ApiError, ApiResult},
};

/// A document and the name that it is stored under.
#[derive(Debug)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Makes it. That the merchant's staff or programs read it is written down: the account stands in it in full.
pub async fn make(context: &Context, caller: &Caller, id: PaymentMethodId) -> ApiResult<File> {
    let db = context.db.read();
    let (method, row) = changing::find_kept(db, caller.scope(), id).await?;
    linked::check_made(caller, &method)?;
    let tenant = tenants::store::find(db, row.tenant_id).await?;
    let pages = tenant.pages().map_err(ApiError::internal)?;
    let is_whole = reads_whole(context, caller, &row);
    let logo = match pages.logo {
        Some(logo) => media::store::find(db, Scope::of_tenant(tenant.id), logo).await?,
        None => None,
    };
    let page = page(context, &row, &tenant, (logo.map(|picture| picture.bytes), is_whole))?;
    if caller.actor.is_merchant() {
        let change = Change {
            action: "mandate.document_read",
            subject_kind: "payment-method",
            subject: id.0,
            // Not among what the customer did or was done to: nothing changed.
            after: Some(json!({ "mandateReference": row.reference })),
            ..Change::default()
        };
        let tx = context.db.begin().await?;
        audit::record(&tx, context, caller, change).await?;
        context.commit(tx).await?;
    }
    let name = format!("{}.pdf", row.reference.replace(['/', ':', '?'], "-"));
    // Setting type takes the processor for a moment: the threads that answer others go on.
    let bytes = tokio::task::spawn_blocking(move || page.to_pdf())
        .await
        .map_err(ApiError::internal)?
        .map_err(ApiError::internal)?;
    Ok(File { name, bytes })
}

/// Whoever only looks, or has not proved their mailbox a moment ago, reads no more of the number than on the page. Whoever holds a
/// link typed it in, unless another took its place since.
fn reads_whole(context: &Context, caller: &Caller, row: &mandates::Model) -> bool {
    if caller.actor.link().is_some() {
        return row.amended_at.is_none();
    }
    caller.actor.is_merchant() || caller.check_fresh(context.now()).is_ok()
}

fn page(
    context: &Context,
    row: &mandates::Model,
    tenant: &tenants_table::Model,
    (logo, is_whole): (Option<Vec<u8>>, bool),
) -> ApiResult<Mandate> {
    let debtor_address = DebtorAddress::deserialize(&row.address).map_err(ApiError::internal)?;
    let body = Body::deserialize(&row.body).map_err(ApiError::internal)?;
    let consent = row.consented_at.map(|at| Consent {
        at: at.with_timezone(&tenant.zone()).fixed_offset(),
        client_address: row.client_address.clone(),
    });
    Ok(Mandate {
        language: row.language,
        merchant: tenant.name.clone(),
        logo,
        creditor: Creditor {
            name: row.creditor_name.clone(),
            address: body.creditor_address.map(address),
            identifier: row.creditor_identifier.clone(),
        },
        reference: row.reference.clone(),
        recurrence: if row.is_recurrent {
            Recurrence::Recurrent
        } else {
            Recurrence::OneOff
        },
        text: body.text,
        debtor: Debtor {
            name: row.account_holder.clone(),
            address: address(debtor_address),
            iban: if is_whole {
                service::open(context, row, &row.iban)?
            } else {
                row.iban_masked.clone()
            },
            bic: row.bic.clone(),
            bank_name: row.bank_name.clone(),
        },
        signed_on: row.signed_on,
        consent,
        amendments: amendments(row, tenant)?,
    })
}

/// Each from the account of its entry to that of the next one, the last to the one that is debited now.
fn amendments(row: &mandates::Model, tenant: &tenants_table::Model) -> ApiResult<Vec<Amendment>> {
    let earlier: Vec<Earlier> = Vec::deserialize(&row.earlier).map_err(ApiError::internal)?;
    let before = earlier.iter().map(|one| Account {
        holder: one.account_holder.clone(),
        masked_iban: one.iban_masked.clone(),
    });
    let now = Account {
        holder: row.account_holder.clone(),
        masked_iban: row.iban_masked.clone(),
    };
    let after = before.clone().skip(1).chain([now]);
    let told = earlier.iter().zip(before.zip(after)).filter_map(|(one, (from, to))| {
        let how = one.amendment.as_ref()?;
        Some(Amendment {
            by: if how.by_merchant {
                AmendedBy::Creditor
            } else {
                AmendedBy::Debtor
            },
            consent: Consent {
                at: how.at.with_timezone(&tenant.zone()).fixed_offset(),
                client_address: how.client_address.clone(),
            },
            from,
            to,
        })
    });
    Ok(told.collect())
}

fn address(stored: DebtorAddress) -> Address {
    Address {
        street: stored.street,
        zip: stored.zip,
        city: stored.city,
        country_code: stored.country_code,
    }
}
