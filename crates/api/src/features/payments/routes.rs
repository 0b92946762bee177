//! Payments over HTTP.

use actix_web::{HttpResponse, get, post, put, web};
use portico_shared::{
    Data, InvoiceId, PaymentId,
    invoices::{InvoiceMethodIn, InvoiceView, PayIn, PaymentIn, PaymentView, RefundIn, RefundView, TransferView},
};

use super::{giving_up, paying, refunding, service, store, transfer};
use crate::{
    auth::{May, right},
    context::Context,
    http::{
        ApiError, ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
    },
};

right!(ReadPayments, key InvoiceRead, customer InvoiceRead);
right!(ReadRefunds, key InvoiceRead);
right!(WritePayments, key InvoiceWrite);
right!(PayInvoices, key InvoiceWrite, customer InvoicePay);

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

/// Collects what is open now. The answer tells what became of it: `failed` with its reason, `underway` for debits, `pending` where
/// the provider gave no answer yet; then it goes on by itself. One that its owner has to confirm is `pending` with `actionRequired`.
#[utoipa::path(tag = "Invoices", operation_id = "pay_invoice", request_body = PayIn,
    params(("id" = InvoiceId, Path, description = "The invoice"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The payment as it stands", body = PaymentView)))]
#[post("/invoices/{id}/pay")]
pub async fn pay_invoice(
    context: web::Data<Context>,
    may: May<PayInvoices>,
    id: web::Path<InvoiceId>,
    body: Body<PayIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    let payment = paying::pay(&context, &may, body.once, (*id, body.value)).await?;
    Ok(HttpResponse::Created().json(payment))
}

/// Asks the provider what became of a payment that its owner was to confirm (`actionRequired`). It may be repeated; what nobody
/// confirms by `actionUntil` fails by itself, and paying the invoice anew takes its place.
#[utoipa::path(tag = "Invoices", operation_id = "confirm_payment", params(("id" = PaymentId, Path, description = "The payment")),
    responses((status = 200, description = "The payment as it stands", body = PaymentView)))]
#[post("/payments/{id}/confirm")]
pub async fn confirm_payment(
    context: web::Data<Context>,
    may: May<PayInvoices>,
    id: web::Path<PaymentId>,
    body: Body<Nothing>,
) -> ApiResult<web::Json<PaymentView>> {
    body.read()?;
    Ok(web::Json(paying::confirm(&context, &may, *id).await?))
}

/// Gives a payment up that got no answer for 24 hours. Its provider is asked once more, and what it answers counts; else the payment
/// is `failed` with `given_up`, and the invoice is open again. The customer is not told, and nothing is collected again by itself,
/// since the provider may have the money: it is recorded once the provider says so, unless all of it was given back there
/// (`refunded`).
#[utoipa::path(tag = "Invoices", operation_id = "give_up_payment",
    params(("id" = PaymentId, Path, description = "The payment"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The payment as it stands", body = PaymentView)))]
#[post("/payments/{id}/give-up")]
pub async fn give_up_payment(
    context: web::Data<Context>,
    may: May<WritePayments>,
    id: web::Path<PaymentId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    giving_up::give_up(&context, &may, body.once, *id).await
}

/// Chooses what an invoice is collected with; at once, where nothing else collects it already.
#[utoipa::path(tag = "Invoices", operation_id = "set_invoice_payment_method", request_body = InvoiceMethodIn,
    params(("id" = InvoiceId, Path, description = "The invoice"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The invoice after the change", body = InvoiceView)))]
#[put("/invoices/{id}/payment-method")]
pub async fn set_invoice_payment_method(
    context: web::Data<Context>,
    may: May<PayInvoices>,
    id: web::Path<InvoiceId>,
    body: Body<InvoiceMethodIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    paying::choose_method(&context, &may, body.once, (*id, body.value)).await
}

/// Where to transfer what is open to, with the code that fills the transfer in at the customer's bank (GiroCode, EPC069-12).
#[utoipa::path(tag = "Invoices", operation_id = "get_invoice_transfer", params(("id" = InvoiceId, Path, description = "The invoice")),
    responses((status = 200, description = "Account, amount and reference", body = TransferView)))]
#[get("/invoices/{id}/transfer")]
pub async fn get_invoice_transfer(
    context: web::Data<Context>,
    may: May<ReadPayments>,
    id: web::Path<InvoiceId>,
) -> ApiResult<web::Json<TransferView>> {
    Ok(web::Json(transfer::get(&context, &may, *id).await?))
}

/// Lists what was given back of a payment, here or at the provider, or tried to be, oldest first.
#[utoipa::path(tag = "Invoices", operation_id = "list_refunds", params(("id" = PaymentId, Path, description = "The payment")),
    responses((status = 200, description = "All of them", body = Data<RefundView>)))]
#[get("/payments/{id}/refunds")]
pub async fn list_refunds(
    context: web::Data<Context>,
    may: May<ReadRefunds>,
    id: web::Path<PaymentId>,
) -> ApiResult<web::Json<Data<RefundView>>> {
    let (db, scope) = (context.db.read(), may.scope());
    store::find(db, scope, *id).await?.ok_or_else(ApiError::not_found)?;
    let rows = store::list_refunds(db, scope, *id).await?;
    Ok(web::Json(Data {
        data: rows.iter().map(refunding::view).collect(),
    }))
}

/// Gives money of a payment back through the gateway that collected it, and tells the customer once it went through. What the customer
/// owes stays as it is: credit the invoice for that.
#[utoipa::path(tag = "Invoices", operation_id = "refund_payment", request_body = RefundIn,
    params(("id" = PaymentId, Path, description = "The payment"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The refund as it stands", body = RefundView)))]
#[post("/payments/{id}/refunds")]
pub async fn refund_payment(
    context: web::Data<Context>,
    may: May<WritePayments>,
    id: web::Path<PaymentId>,
    body: Body<RefundIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    let refund = refunding::refund(&context, &may, body.once, (*id, body.value)).await?;
    Ok(HttpResponse::Created().json(refund))
}
