//! Mandates over HTTP.

use actix_web::{HttpResponse, get, http::header, post, put, web};
use portico_shared::{
    PaymentMethodId,
    payment_methods::{IbanIn, IbanView, MandateAccountIn, MandateView, PaymentMethodView},
};

use super::{changing, document, service};
use crate::{
    auth::{May, right},
    context::Context,
    features::tenants,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        upload::BinaryFile,
    },
};

right!(ReadMandates, key PaymentMethodRead, customer PaymentMethodRead);
right!(WriteMandates, key PaymentMethodWrite, customer PaymentMethodWrite);
right!(KeepMandates, key PaymentMethodWrite, customer PaymentMethodWrite, link true);
right!(CheckIbans, key PaymentMethodRead, customer IbanCheck, link true);

/// Checks an IBAN that somebody types in: country, length and check digits; of German ones it tells the bank. Whether there is
/// such an account only the bank knows.
#[utoipa::path(tag = "Payment methods", operation_id = "check_iban", request_body = IbanIn,
    responses((status = 200, description = "It is well formed", body = IbanView)))]
#[post("/payment-methods/check-iban")]
pub async fn check_iban(_: May<CheckIbans>, body: Body<IbanIn>) -> ApiResult<web::Json<IbanView>> {
    Ok(web::Json(service::look_up(&body.read()?.value.iban)?))
}

/// Reads the mandate of a direct debit at the merchant's own bank, also after its payment method was removed.
#[utoipa::path(tag = "Payment methods", operation_id = "get_mandate", params(("id" = PaymentMethodId, Path, description = "The payment method")),
    responses((status = 200, description = "The mandate", body = MandateView)))]
#[get("/payment-methods/{id}/mandate")]
pub async fn get_mandate(
    context: web::Data<Context>,
    may: May<ReadMandates>,
    id: web::Path<PaymentMethodId>,
) -> ApiResult<web::Json<MandateView>> {
    let db = context.db.read();
    let (_, row) = changing::find_kept(db, may.scope(), *id).await?;
    let today = tenants::store::find(db, row.tenant_id).await?.today(context.now());
    Ok(web::Json(service::view(&row, today)?))
}

/// The mandate as a PDF to keep (PDF/A-3a and PDF/UA-1). The IBAN stands in it in full, for customers only after a fresh proof
/// (`POST /step-up`) and else masked; that the merchant read it is in the audit log. With a link's token: of the mandate that was
/// given by it, masked once another account took the place of the one typed in.
#[utoipa::path(tag = "Payment methods", operation_id = "get_mandate_document", params(("id" = PaymentMethodId, Path, description = "The payment method")),
    responses((status = 200, description = "The document", body = BinaryFile, content_type = "application/pdf")))]
#[get("/payment-methods/{id}/mandate/document")]
pub async fn get_mandate_document(
    context: web::Data<Context>,
    may: May<KeepMandates>,
    id: web::Path<PaymentMethodId>,
) -> ApiResult<HttpResponse> {
    let file = document::make(&context, &may, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", file.name),
        ))
        .body(file.bytes))
}

/// Has the same mandate debit another account: an amendment, which the bank is told with the next debit. The customer is told by
/// mail. The account that is debited already is refused (`iban-unchanged`), unless its holder has another name. A mandate for one
/// debit stays as it is. Customers need a fresh proof (`POST /step-up`) while `stepUpForPaymentMethods` is
/// on.
#[utoipa::path(tag = "Payment methods", operation_id = "amend_mandate", request_body = MandateAccountIn,
    params(("id" = PaymentMethodId, Path, description = "The payment method"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The payment method after the change", body = PaymentMethodView)))]
#[put("/payment-methods/{id}/mandate/account")]
pub async fn amend_mandate(
    context: web::Data<Context>,
    may: May<WriteMandates>,
    id: web::Path<PaymentMethodId>,
    body: Body<MandateAccountIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changing::amend(&context, &may, body.once, (*id, body.value)).await
}

/// Takes a mandate back, and tells the customer. Nothing is collected under it any more; debits that wait for a file are dropped, and
/// those that the bank has already are not called back.
#[utoipa::path(tag = "Payment methods", operation_id = "revoke_mandate",
    params(("id" = PaymentMethodId, Path, description = "The payment method"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The payment method, `revoked`", body = PaymentMethodView)))]
#[post("/payment-methods/{id}/mandate/revoke")]
pub async fn revoke_mandate(
    context: web::Data<Context>,
    may: May<WriteMandates>,
    id: web::Path<PaymentMethodId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changing::revoke(&context, &may, body.once, *id).await
}
