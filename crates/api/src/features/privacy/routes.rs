//! A copy of one's data, and erasing it, over HTTP.

use actix_web::{HttpResponse, delete, get, post, web};
use portico_shared::privacy::{Erasure, ErasureView};

use super::{erasure, export};
use crate::{
    auth::{May, right},
    context::Context,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
    },
};

right!(ExportData, customer DataExport);
right!(AskErasure, customer Erasure);
right!(Erase, key CustomerErase);

/// All that is stored about the customer, as a ZIP archive of JSON files and documents (articles 15 and 20 GDPR). It
/// holds what switches of the portal hide, too.
#[utoipa::path(tag = "Privacy", operation_id = "export_personal_data",
    responses((status = 200, description = "The archive", body = String, content_type = "application/zip")))]
#[get("/personal-data")]
pub async fn export_personal_data(context: web::Data<Context>, may: May<ExportData>) -> ApiResult<HttpResponse> {
    context.limiters.exports.check(may.actor.identity())?;
    let archive = export::begin(&context, &may).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header(("Content-Disposition", "attachment; filename=\"personal-data.zip\""))
        .streaming(archive))
}

/// What an erasure would do, what stands in its way, and whether it was asked for.
#[utoipa::path(tag = "Privacy", operation_id = "get_erasure_request",
    responses((status = 200, description = "As of now", body = ErasureView)))]
#[get("/erasure-request")]
pub async fn get_erasure_request(
    context: web::Data<Context>,
    may: May<AskErasure>,
) -> ApiResult<web::Json<ErasureView>> {
    Ok(web::Json(erasure::own(&context, &may).await?))
}

/// Asks the merchant to erase the customer's data (article 17 GDPR). The merchant is told by mail and carries it out; the
/// customer's main address gets a receipt. Asking again changes nothing.
#[utoipa::path(tag = "Privacy", operation_id = "request_erasure",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Asked for", body = ErasureView)))]
#[post("/erasure-request")]
pub async fn request_erasure(
    context: web::Data<Context>,
    may: May<AskErasure>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    erasure::request(&context, &may, body.once).await
}

/// Takes the request back, where it was not carried out yet.
#[utoipa::path(tag = "Privacy", operation_id = "withdraw_erasure",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Nothing is asked for any more", body = ErasureView)))]
#[delete("/erasure-request")]
pub async fn withdraw_erasure(
    context: web::Data<Context>,
    may: May<AskErasure>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    erasure::withdraw(&context, &may, body.once).await
}

/// What erasing a customer's data would do: what goes, what the law has the merchant keep and until when, and what has to
/// be settled before.
#[utoipa::path(tag = "Privacy", operation_id = "preview_erasure",
    params(("id" = String, Path, description = "The customer's id or external id")),
    responses((status = 200, description = "As of now", body = ErasureView)))]
#[get("/customers/{id}/erasure-preview")]
pub async fn preview_erasure(
    context: web::Data<Context>,
    may: May<Erase>,
    id: web::Path<String>,
) -> ApiResult<web::Json<ErasureView>> {
    Ok(web::Json(erasure::preview(&context, &may, &id).await?))
}

/// Erases a customer's data for good. Invoices stay as long as the law says (`retentionYears`), out of lists and searches;
/// contracts stay without a name. Where nothing has to be kept, the customer is gone. Refused while a subscription runs or
/// an invoice is unpaid.
#[utoipa::path(tag = "Privacy", operation_id = "erase_customer",
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Erased", body = Erasure)))]
#[post("/customers/{id}/erase")]
pub async fn erase_customer(
    context: web::Data<Context>,
    may: May<Erase>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    erasure::erase(&context, &may, body.once, &id).await
}
