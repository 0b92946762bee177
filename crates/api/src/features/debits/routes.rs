//! Direct debits over HTTP.

use actix_web::{HttpResponse, get, http::header, post, web};
use portico_shared::{
    DebitFileId, Page, PaymentId,
    debits::{DebitFileIn, DebitFileView, ReturnIn, WaitingDebits},
    invoices::PaymentView,
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::debit_files,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
        upload::BinaryFile,
    },
};

right!(ReadDebits, key DebitFileRead);
right!(WriteDebits, key DebitFileWrite);
right!(WritePayments, key InvoiceWrite);

/// Lists the direct debits that wait for a file, the next to be collected first.
#[utoipa::path(tag = "Direct debits", operation_id = "list_waiting_debits",
    responses((status = 200, description = "What waits", body = WaitingDebits)))]
#[get("/debits")]
pub async fn list_waiting_debits(
    context: web::Data<Context>,
    may: May<ReadDebits>,
) -> ApiResult<web::Json<WaitingDebits>> {
    Ok(web::Json(service::waiting(&context, may.scope()).await?))
}

/// Makes a file of the direct debits that wait (ISO 20022 `pain.008.001.08`), 5,000 at most. A day that the bank cannot meet any
/// more moves to the next that it can. On its day a debit counts as paid, until a return is recorded.
#[utoipa::path(tag = "Direct debits", operation_id = "create_debit_file", request_body = DebitFileIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The file", body = DebitFileView)))]
#[post("/debit-files")]
pub async fn create_debit_file(
    context: web::Data<Context>,
    may: May<WriteDebits>,
    body: Body<DebitFileIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::make(&context, &may, body.once, body.value).await
}

/// Lists the files of direct debits, newest first.
#[utoipa::path(tag = "Direct debits", operation_id = "list_debit_files",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of files", body = Page<DebitFileView>)))]
#[get("/debit-files")]
pub async fn list_debit_files(
    context: web::Data<Context>,
    may: May<ReadDebits>,
    mut query: Query,
) -> ApiResult<web::Json<Page<DebitFileView>>> {
    let page = query.page(&[("createdAt", OrderColumn::always(debit_files::Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), &page).await?))
}

/// Reads what a file of direct debits holds in sum.
#[utoipa::path(tag = "Direct debits", operation_id = "get_debit_file", params(("id" = DebitFileId, Path, description = "The file")),
    responses((status = 200, description = "The file", body = DebitFileView)))]
#[get("/debit-files/{id}")]
pub async fn get_debit_file(
    context: web::Data<Context>,
    may: May<ReadDebits>,
    id: web::Path<DebitFileId>,
) -> ApiResult<web::Json<DebitFileView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}

/// The file for the bank. IBANs stand in it in full; that it was read is in the audit log.
#[utoipa::path(tag = "Direct debits", operation_id = "get_debit_file_content", params(("id" = DebitFileId, Path, description = "The file")),
    responses((status = 200, description = "`pain.008.001.08`", body = BinaryFile, content_type = "application/xml")))]
#[get("/debit-files/{id}/content")]
pub async fn get_debit_file_content(
    context: web::Data<Context>,
    may: May<WriteDebits>,
    id: web::Path<DebitFileId>,
) -> ApiResult<HttpResponse> {
    let (name, bytes) = service::content(&context, &may, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/xml")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes))
}

/// Records that the bank gave a direct debit back: what was not credited meanwhile is open again, and the customer is told. What
/// the debtor had fetched back (`MD01`, `MD06`) is not tried again by itself.
#[utoipa::path(tag = "Direct debits", operation_id = "return_payment", request_body = ReturnIn,
    params(("id" = PaymentId, Path, description = "The payment"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The payment after it", body = PaymentView)))]
#[post("/payments/{id}/return")]
pub async fn return_payment(
    context: web::Data<Context>,
    may: May<WritePayments>,
    id: web::Path<PaymentId>,
    body: Body<ReturnIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::give_back(&context, &may, body.once, (*id, body.value)).await
}

/// Takes back a direct debit that is in no file yet, so that the invoice can be paid in another way, credited or cancelled. The
/// customer is told that it is not made.
#[utoipa::path(tag = "Direct debits", operation_id = "withdraw_payment",
    params(("id" = PaymentId, Path, description = "The payment"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The payment, `failed` with `withdrawn`", body = PaymentView)))]
#[post("/payments/{id}/withdraw")]
pub async fn withdraw_payment(
    context: web::Data<Context>,
    may: May<WritePayments>,
    id: web::Path<PaymentId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::withdraw(&context, &may, body.once, *id).await
}
