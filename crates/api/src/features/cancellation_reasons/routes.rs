//! Cancellation reasons over HTTP.

use actix_web::{delete, get, patch, post, put, web};
use portico_shared::{
    Data,
    subscriptions::{CancellationReasonIn, CancellationReasonPatch, CancellationReasonView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    http::{
        ApiResult,
        body::{Body, Nothing, Update},
        idempotency::Answer,
    },
};

right!(ReadReasons, key SubscriptionRead, customer SubscriptionCancel);
right!(WriteReasons, key SettingsWrite);

/// Lists the reasons in their order; customers get those that are offered.
#[utoipa::path(tag = "Cancellation reasons", operation_id = "list_cancellation_reasons",
    responses((status = 200, description = "All of them, in order", body = Data<CancellationReasonView>)))]
#[get("/cancellation-reasons")]
pub async fn list_cancellation_reasons(
    context: web::Data<Context>,
    may: May<ReadReasons>,
) -> ApiResult<web::Json<Data<CancellationReasonView>>> {
    let data = service::list(&context, &may).await?;
    Ok(web::Json(Data { data }))
}

/// Adds a reason.
#[utoipa::path(tag = "Cancellation reasons", operation_id = "create_cancellation_reason", request_body = CancellationReasonIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Added", body = CancellationReasonView)))]
#[post("/cancellation-reasons")]
pub async fn create_cancellation_reason(
    context: web::Data<Context>,
    may: May<WriteReasons>,
    body: Body<CancellationReasonIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Changes a reason: its texts, its place, whether it is offered.
#[utoipa::path(tag = "Cancellation reasons", operation_id = "update_cancellation_reason", request_body = CancellationReasonPatch,
    params(("code" = String, Path, description = "The reason's code"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The reason after the change", body = CancellationReasonView)))]
#[put("/cancellation-reasons/{code}")]
pub async fn update_cancellation_reason(
    context: web::Data<Context>,
    may: May<WriteReasons>,
    code: web::Path<String>,
    body: Update<CancellationReasonPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, &code, body.read()?).await
}

/// The same as `PUT`.
#[utoipa::path(tag = "Cancellation reasons", operation_id = "patch_cancellation_reason", request_body = CancellationReasonPatch,
    params(("code" = String, Path, description = "The reason's code"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The reason after the change", body = CancellationReasonView)))]
#[patch("/cancellation-reasons/{code}")]
pub async fn patch_cancellation_reason(
    context: web::Data<Context>,
    may: May<WriteReasons>,
    code: web::Path<String>,
    body: Update<CancellationReasonPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, &code, body.read()?).await
}

/// Deletes a reason that no cancellation names.
#[utoipa::path(tag = "Cancellation reasons", operation_id = "delete_cancellation_reason",
    params(("code" = String, Path, description = "The reason's code"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "Deleted")))]
#[delete("/cancellation-reasons/{code}")]
pub async fn delete_cancellation_reason(
    context: web::Data<Context>,
    may: May<WriteReasons>,
    code: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::delete(&context, &may, body.read()?.once, &code).await
}
