//! Cancelling over HTTP.

use actix_web::{get, put, web};
use portico_shared::{
    SubscriptionId,
    subscriptions::{CancelIn, CancellationPreview, ReasonGiven, SubscriptionView},
};

use crate::{
    auth::{May, right},
    context::Context,
    features::subscriptions::service::cancelling,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
    },
};

right!(CancelSubscriptions, key SubscriptionWrite, customer SubscriptionCancel);

/// Says what a cancellation declared now would do. Changes nothing.
#[utoipa::path(tag = "Subscriptions", operation_id = "preview_cancellation", params(("id" = SubscriptionId, Path, description = "The subscription")),
    responses((status = 200, description = "Date and consequences", body = CancellationPreview)))]
#[get("/subscriptions/{id}/cancellation-preview")]
pub async fn preview_cancellation(
    context: web::Data<Context>,
    may: May<CancelSubscriptions>,
    id: web::Path<SubscriptionId>,
) -> ApiResult<web::Json<CancellationPreview>> {
    Ok(web::Json(cancelling::preview(&context, &may, *id).await?))
}

/// Cancels a subscription. Customers always get the next possible date; a reason is never required.
#[utoipa::path(tag = "Subscriptions", operation_id = "cancel_subscription", request_body = CancelIn,
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Cancelled, or its cancellation is pending", body = SubscriptionView)))]
#[put("/subscriptions/{id}/cancel")]
pub async fn cancel_subscription(
    context: web::Data<Context>,
    may: May<CancelSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<CancelIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    cancelling::cancel(&context, &may, body.once, *id, body.value).await
}

/// Takes a pending cancellation back; everything is as it was.
#[utoipa::path(tag = "Subscriptions", operation_id = "revoke_cancellation",
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The subscription goes on", body = SubscriptionView)))]
#[put("/subscriptions/{id}/revoke-cancellation")]
pub async fn revoke_cancellation(
    context: web::Data<Context>,
    may: May<CancelSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    cancelling::revoke(&context, &may, body.once, *id).await
}

/// Says why it was cancelled, after the declaration. Customers can do so for their own cancellation.
#[utoipa::path(tag = "Subscriptions", operation_id = "give_cancellation_reason", request_body = ReasonGiven,
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The subscription with its reason", body = SubscriptionView)))]
#[put("/subscriptions/{id}/cancellation-reason")]
pub async fn give_cancellation_reason(
    context: web::Data<Context>,
    may: May<CancelSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<ReasonGiven>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    cancelling::give_reason(&context, &may, body.once, *id, body.value).await
}
