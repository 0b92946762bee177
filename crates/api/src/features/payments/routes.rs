//! Payments over HTTP.

use actix_web::{get, post, web};
use portico_shared::{
    Data, InvoiceId,
    invoices::{PaymentIn, PaymentView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    http::{ApiResult, body::Body, idempotency::Answer},
};

right!(ReadPayments, key InvoiceRead);
right!(WritePayments, key InvoiceWrite);

/// Lists what was paid for an invoice, or tried to be collected, oldest first.
#[utoipa::path(tag = "Invoices", operation_id = "list_payments", params(("id" = InvoiceId, Path, description = "The invoice")),
    responses((status = 200, description = "All of them", body = Data<PaymentView>)))]
#[get("/invoices/{id}/payments")]
pub async fn list_payments(
    context: web::Data<Context>,
    may: May<ReadPayments>,
    id: web::Path<InvoiceId>,
) -> ApiResult<web::Json<Data<PaymentView>>> {
    let data = service::list(&context, &may, *id).await?;
    Ok(web::Json(Data { data }))
}

/// Records money that came in elsewhere. Once nothing is open, the invoice is paid.
#[utoipa::path(tag = "Invoices", operation_id = "record_payment", request_body = PaymentIn,
    params(("id" = InvoiceId, Path, description = "The invoice"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Recorded", body = PaymentView)))]
#[post("/invoices/{id}/payments")]
pub async fn record_payment(
    context: web::Data<Context>,
    may: May<WritePayments>,
    id: web::Path<InvoiceId>,
    body: Body<PaymentIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::record(&context, &may, body.once, *id, body.value).await
}
