//! Further recipients of invoices over HTTP.

use actix_web::{HttpRequest, delete, get, post, web};
use portico_shared::{
    InvoiceRecipientId,
    documents::{InvoiceRecipientConfirmed, InvoiceRecipientView, InvoiceRecipients, NewInvoiceRecipient},
    sessions::{LoginIn, Success},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    features::sessions::routes::{limit_tries, seen},
    http::{
        ApiResult,
        body::{Body, Nothing},
        hosts::HostTenant,
        idempotency::Answer,
    },
};

right!(ReadRecipients, key CustomerRead, customer InvoiceRead);
right!(WriteRecipients, key CustomerWrite, customer InvoicePreferences);

/// Lists who gets a customer's invoices by mail beside the customer, oldest first.
#[utoipa::path(tag = "Invoices", operation_id = "list_invoice_recipients",
    params(("id" = String, Path, description = "The customer's id or external id")),
    responses((status = 200, description = "All of them", body = InvoiceRecipients)))]
#[get("/customers/{id}/invoice-recipients")]
pub async fn list_invoice_recipients(
    context: web::Data<Context>,
    may: May<ReadRecipients>,
    id: web::Path<String>,
) -> ApiResult<web::Json<InvoiceRecipients>> {
    Ok(web::Json(service::list(&context, &may, &id).await?))
}

/// Has a customer's invoices mailed to one more address. It counts once the link in the mail that goes there was used. At
/// most 10. Customers need a fresh proof (`POST /step-up`) while `stepUpForEmail` is on.
#[utoipa::path(tag = "Invoices", operation_id = "add_invoice_recipient", request_body = NewInvoiceRecipient,
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Waits for the proof", body = InvoiceRecipientView)))]
#[post("/customers/{id}/invoice-recipients")]
pub async fn add_invoice_recipient(
    context: web::Data<Context>,
    may: May<WriteRecipients>,
    id: web::Path<String>,
    body: Body<NewInvoiceRecipient>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::add(&context, &may, body.once, &id, body.value).await
}

/// Asks a further recipient of invoices for the proof once more, with a new link.
#[utoipa::path(tag = "Invoices", operation_id = "ask_invoice_recipient_again",
    params(("id" = String, Path, description = "The customer's id or external id"), ("recipient" = InvoiceRecipientId, Path, description = "The recipient"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The mail is on its way", body = Success)))]
#[post("/customers/{id}/invoice-recipients/{recipient}/confirmation")]
pub async fn ask_invoice_recipient_again(
    context: web::Data<Context>,
    may: May<WriteRecipients>,
    path: web::Path<(String, InvoiceRecipientId)>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::ask_again(&context, &may, body.read()?.once, (&path.0, path.1)).await
}

/// Mails no more invoices to an address.
#[utoipa::path(tag = "Invoices", operation_id = "remove_invoice_recipient",
    params(("id" = String, Path, description = "The customer's id or external id"), ("recipient" = InvoiceRecipientId, Path, description = "The recipient"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "Gets none any more")))]
#[delete("/customers/{id}/invoice-recipients/{recipient}")]
pub async fn remove_invoice_recipient(
    context: web::Data<Context>,
    may: May<WriteRecipients>,
    path: web::Path<(String, InvoiceRecipientId)>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::remove(&context, &may, body.read()?.once, (&path.0, path.1)).await
}

/// Proves the address of a further recipient of invoices with the link that was mailed there.
#[utoipa::path(tag = "Sign-in", operation_id = "confirm_invoice_recipient", request_body = LoginIn, security(()),
    responses((status = 200, description = "Gets invoices from now on", body = InvoiceRecipientConfirmed)))]
#[post("/public/customer/confirm-invoice-recipient")]
pub async fn confirm_invoice_recipient(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginIn>,
) -> ApiResult<web::Json<InvoiceRecipientConfirmed>> {
    let body = body.read()?;
    limit_tries(&context, &request, "link")?;
    let address = seen(&context, &request).address;
    Ok(web::Json(
        service::confirm(&context, tenant.0.id, &body.value.token, address).await?,
    ))
}
