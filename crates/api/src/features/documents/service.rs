//! The use cases of documents.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode};
use chrono::TimeDelta;
use portico_shared::{
    ErrorCode, InvoiceId,
    documents::{DocumentFormat, DownloadLinkView},
    invoices::{InvoiceStatus, InvoiceView},
};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};

use super::{
    files::{self, File, Stored},
    links::{self, Asked, Opened},
    store,
};
use crate::{
    auth::{Caller, Scope, secrets::hex},
    context::Context,
    db::{
        Recent,
        entities::{invoice_exports, invoices},
    },
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        invoice_exports::{self as exports, words::Words},
        invoices::{files as invoice_files, service as invoice_service, store as invoice_store},
        people::store as people_store,
    },
    http::{
        ApiError, ApiResult, check, hosts,
        idempotency::{Answer, Once},
        upload::PdfUpload,
    },
};

/// How long an address lives, in seconds.
const LEAST: i64 = 5;
const MOST: i64 = 7 * 24 * 60 * 60;
const USUAL: i64 = 24 * 60 * 60;

/// An address for a file of an invoice.
pub async fn link(
    context: &Context,
    caller: &Caller,
    id: InvoiceId,
    (format, seconds): (DocumentFormat, Option<i64>),
) -> ApiResult<DownloadLinkView> {
    let seconds = seconds.unwrap_or(USUAL);
    if !(LEAST..=MOST).contains(&seconds) {
        return Err(check::refused("secondsValid", "out-of-range", "5 to 604800 seconds"));
    }
    let invoice = find(context, caller, id).await?;
    if !files::exists(context, &invoice, format).await? {
        return Err(ApiError::not_found());
    }
    let expires_at = context.now() + TimeDelta::seconds(seconds);
    let name = format!("{}.{}", files::file_name(&invoice), format.as_str());
    let made = links::make(context, &caller.actor, Asked::Invoice(id, format), (name, expires_at)).await?;
    made.ok_or_else(ApiError::not_found)
}

async fn find(context: &Context, caller: &Caller, id: InvoiceId) -> ApiResult<invoices::Model> {
    let found = invoice_store::find(context.db.read(), caller.scope(), id).await?;
    let is_hidden = |row: &invoices::Model| row.status == InvoiceStatus::Draft && caller.actor.person().is_some();
    found
        .filter(|row| !is_hidden(row) && (row.kept_until.is_none() || invoice_service::sees_kept(caller)))
        .ok_or_else(ApiError::not_found)
}

/// What an address leads to.
pub enum Found {
    File(File),
    /// With the words of whoever fetches it.
    Export((Scope, Words), invoice_exports::Model),
}

/// Where addresses that were used a moment ago lead, and until when; by the SHA-256 of host and address.
pub type Addresses = Recent<[u8; 32], Arc<(Stored, i64)>>;

/// None for every reason for which an address leads nowhere. Many fetch the same file at once: who may is asked for the first.
pub async fn fetch(context: &Context, request: &HttpRequest, signature: &str) -> ApiResult<Option<Found>> {
    let host = hosts::host(request);
    let key = Sha256::new()
        .chain_update(host)
        .chain_update([0])
        .chain_update(signature);
    let find = find_stored(context, request, signature);
    let (changes, now) = (context.db.changes(), context.now());
    let recent = context
        .addresses
        .or_read(changes, now, key.finalize().into(), find)
        .await?;
    if let Some(recent) = recent.filter(|recent| recent.1 > now.timestamp())
        && let Some(file) = files::read(context, &recent.0).await?
    {
        return Ok(Some(Found::File(file)));
    }
    find_any(context, request, signature).await
}

/// A file that was made before and stands in the store: what nearly all addresses lead to.
async fn find_stored(
    context: &Context,
    request: &HttpRequest,
    signature: &str,
) -> ApiResult<Option<Arc<(Stored, i64)>>> {
    let Some(opened) = links::open(context, request, signature).await? else {
        return Ok(None);
    };
    let Asked::Invoice(id, format) = opened.ticket.file else {
        return Ok(None);
    };
    let invoice = invoice_store::find(context.db.read(), opened.ticket.scope(), id).await?;
    let Some(invoice) = invoice.filter(|invoice| invoice.kept_until.is_none()) else {
        return Ok(None);
    };
    let stored = files::stored(context, &invoice, format).await?;
    Ok(stored.map(|stored| Arc::new((stored, opened.ticket.expires))))
}

async fn find_any(context: &Context, request: &HttpRequest, signature: &str) -> ApiResult<Option<Found>> {
    let Some(opened) = links::open(context, request, signature).await? else {
        return Ok(None);
    };
    let (db, scope) = (context.db.read(), opened.ticket.scope());
    match opened.ticket.file {
        Asked::Invoice(id, format) => {
            let Some(invoice) = invoice_store::find(db, scope, id).await? else {
                return Ok(None);
            };
            if invoice.kept_until.is_some() && !shows_kept(db, &opened, &invoice).await? {
                return Ok(None);
            }
            match files::open(context, &invoice, format).await {
                Ok(file) => Ok(Some(Found::File(file))),
                // A PDF that was taken back since.
                Err(error) if error.code == ErrorCode::NotFound => Ok(None),
                Err(error) => Err(error),
            }
        }
        Asked::Export(id) => {
            let Some(export) = exports::store::find(db, scope, id).await? else {
                return Ok(None);
            };
            let person = match opened.person {
                Some(person) => people_store::find(db, scope, person).await?,
                None => None,
            };
            let words = Words(person.map(|person| person.language));
            Ok(Some(Found::Export((scope, words), export)))
        }
    }
}

/// Kept for the law alone: for who may erase, and at no address that was given away before.
async fn shows_kept(db: &impl ConnectionTrait, opened: &Opened, invoice: &invoices::Model) -> ApiResult<bool> {
    let owner = customer_store::find(db, opened.ticket.scope(), invoice.customer_id).await?;
    let erased_at = owner.and_then(|owner| owner.erased_at);
    Ok(opened.sees_kept && erased_at.is_some_and(|at| opened.ticket.is_made_after(at)))
}

/// Serves a PDF of the merchant's own in place of ours.
pub async fn upload(context: &Context, caller: &Caller, id: InvoiceId, upload: PdfUpload) -> ApiResult<Answer> {
    // Of another's invoice nobody learns what is wrong with the file.
    issued(context.db.read(), caller, id).await?;
    let (bytes, once) = upload.read()?;
    if let Some((code, message)) = invoice_files::fault(&bytes) {
        return Err(check::refused("(body)", code, message));
    }
    once.run(
        context,
        &caller.actor,
        StatusCode::OK,
        async |tx| -> ApiResult<InvoiceView> {
            let invoice = issued(tx, caller, id).await?;
            store::save_upload(tx, files::sent(context, &invoice, &bytes)).await?;
            let change = Change {
                action: "invoice.pdf_uploaded",
                subject_kind: "invoice",
                subject: id.0,
                customer: Some(invoice.customer_id),
                after: Some(serde_json::json!({ "sha256": hex(&Sha256::digest(&bytes)), "bytes": bytes.len() })),
                ..Change::default()
            };
            audit::record(tx, context, caller, change).await?;
            invoice_service::load(tx, context, caller, id).await
        },
    )
    .await
}

/// Takes back a PDF that was sent: ours is served again, where there is one.
pub async fn remove_upload(context: &Context, caller: &Caller, once: Once, id: InvoiceId) -> ApiResult<Answer> {
    once.run(
        context,
        &caller.actor,
        StatusCode::OK,
        async |tx| -> ApiResult<InvoiceView> {
            let invoice = issued(tx, caller, id).await?;
            let Some((_, hash)) = invoice_files::list_hashes(tx, caller.scope(), vec![id]).await?.pop() else {
                let detail = "No PDF was sent for this invoice: there is none to take back.";
                return Err(ApiError::new(ErrorCode::NotFound, detail));
            };
            store::delete_upload(tx, caller.scope(), id).await?;
            let change = Change {
                action: "invoice.pdf_removed",
                subject_kind: "invoice",
                subject: id.0,
                customer: Some(invoice.customer_id),
                before: Some(serde_json::json!({ "sha256": hex(&hash) })),
                ..Change::default()
            };
            audit::record(tx, context, caller, change).await?;
            invoice_service::load(tx, context, caller, id).await
        },
    )
    .await
}

async fn issued(db: &impl ConnectionTrait, caller: &Caller, id: InvoiceId) -> ApiResult<invoices::Model> {
    let found = invoice_store::find(db, caller.scope(), id).await?;
    found
        .filter(|row| row.kept_until.is_none() && row.status != InvoiceStatus::Draft)
        .ok_or_else(ApiError::not_found)
}
