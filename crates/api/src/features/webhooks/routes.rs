//! Webhooks over HTTP.

use actix_web::{delete, get, patch, post, put, web};
use portico_shared::{
    DeliveryId, EventId, Page, WebhookId,
    webhooks::{
        AvailableEvents, DeliveryState, DeliveryView, TestAccepted, WebhookEventType, WebhookIn, WebhookPatch,
        WebhookView,
    },
};

use super::{service, store::Filter};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::{webhook_deliveries, webhooks::Column},
    http::{
        ApiResult,
        body::{Body, Nothing, Update},
        idempotency::{Answer, Once},
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadWebhooks, key WebhookRead);
right!(WriteWebhooks, key WebhookWrite);

/// Lists the events that an endpoint can ask for.
#[utoipa::path(tag = "Webhooks", operation_id = "list_available_webhook_events",
    responses((status = 200, description = "The events", body = AvailableEvents)))]
#[get("/available-webhook-events")]
pub async fn list_available_webhook_events(_may: May<ReadWebhooks>) -> web::Json<AvailableEvents> {
    web::Json(service::available())
}

/// Creates an endpoint, at most 20. Its secret is shown in this answer alone.
#[utoipa::path(tag = "Webhooks", operation_id = "create_webhook", request_body = WebhookIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Created, with its secret", body = WebhookView)))]
#[post("/webhooks")]
pub async fn create_webhook(
    context: web::Data<Context>,
    may: May<WriteWebhooks>,
    body: Body<WebhookIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Lists endpoints, newest first.
#[utoipa::path(tag = "Webhooks", operation_id = "list_webhooks",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of endpoints", body = Page<WebhookView>)))]
#[get("/webhooks")]
pub async fn list_webhooks(
    context: web::Data<Context>,
    may: May<ReadWebhooks>,
    mut query: Query,
) -> ApiResult<web::Json<Page<WebhookView>>> {
    let page = query.page(&[("createdAt", OrderColumn::always(Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), &page).await?))
}

/// Reads an endpoint, without its secret.
#[utoipa::path(tag = "Webhooks", operation_id = "get_webhook", params(("id" = WebhookId, Path, description = "The endpoint")),
    responses((status = 200, description = "The endpoint", body = WebhookView)))]
#[get("/webhooks/{id}")]
pub async fn get_webhook(
    context: web::Data<Context>,
    may: May<ReadWebhooks>,
    id: web::Path<WebhookId>,
) -> ApiResult<web::Json<WebhookView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}

/// Changes an endpoint: an absent field stays, `null` clears. Switching it on again forgets that it failed.
#[utoipa::path(tag = "Webhooks", operation_id = "update_webhook", request_body = WebhookPatch,
    params(("id" = WebhookId, Path, description = "The endpoint"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The endpoint after the change", body = WebhookView)))]
#[put("/webhooks/{id}")]
pub async fn update_webhook(
    context: web::Data<Context>,
    may: May<WriteWebhooks>,
    id: web::Path<WebhookId>,
    body: Update<WebhookPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// Changes an endpoint: an absent field stays, `null` clears. Switching it on again forgets that it failed.
#[utoipa::path(tag = "Webhooks", operation_id = "patch_webhook", request_body = WebhookPatch,
    params(("id" = WebhookId, Path, description = "The endpoint"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The endpoint after the change", body = WebhookView)))]
#[patch("/webhooks/{id}")]
pub async fn patch_webhook(
    context: web::Data<Context>,
    may: May<WriteWebhooks>,
    id: web::Path<WebhookId>,
    body: Update<WebhookPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// Deletes an endpoint with its deliveries; what still waited is not sent any more.
#[utoipa::path(tag = "Webhooks", operation_id = "delete_webhook",
    params(("id" = WebhookId, Path, description = "The endpoint"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "It is gone")))]
#[delete("/webhooks/{id}")]
pub async fn delete_webhook(
    context: web::Data<Context>,
    may: May<WriteWebhooks>,
    id: web::Path<WebhookId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let once: Once = body.read()?.once;
    service::delete(&context, &may, once, *id).await
}

/// Makes a new secret and shows it once. For 24 hours `webhook-signature` is made with the old one as well;
/// `X-Webhook-Signature` is made with the new one at once.
#[utoipa::path(tag = "Webhooks", operation_id = "rotate_webhook_secret",
    params(("id" = WebhookId, Path, description = "The endpoint"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The endpoint with its new secret", body = WebhookView)))]
#[post("/webhooks/{id}/rotate-secret")]
pub async fn rotate_webhook_secret(
    context: web::Data<Context>,
    may: May<WriteWebhooks>,
    id: web::Path<WebhookId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::rotate_secret(&context, &may, body.read()?.once, *id).await
}

/// Sends the event `webhook.test` to an endpoint, once; what became of it is in its deliveries.
#[utoipa::path(tag = "Webhooks", operation_id = "test_webhook",
    params(("id" = WebhookId, Path, description = "The endpoint"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 202, description = "It is on its way", body = TestAccepted)))]
#[post("/webhooks/{id}/test")]
pub async fn test_webhook(
    context: web::Data<Context>,
    may: May<WriteWebhooks>,
    id: web::Path<WebhookId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::test(&context, &may, body.read()?.once, *id).await
}

/// Lists what was sent to endpoints in the last 30 days and what became of it, newest first.
#[utoipa::path(tag = "Webhooks", operation_id = "list_webhook_deliveries",
    params(("webhook" = Option<WebhookId>, Query, description = "Only to this endpoint"),
        ("event" = Option<EventId>, Query, description = "Only of this event"),
        ("eventType" = Option<Vec<WebhookEventType>>, Query, description = "Only these; repeat as `eventType` or `eventType[]`"),
        ("state" = Option<Vec<DeliveryState>>, Query, description = "Only these; repeat as `state` or `state[]`"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of deliveries", body = Page<DeliveryView>)))]
#[get("/webhook-deliveries")]
pub async fn list_webhook_deliveries(
    context: web::Data<Context>,
    may: May<ReadWebhooks>,
    mut query: Query,
) -> ApiResult<web::Json<Page<DeliveryView>>> {
    let filter = Filter {
        webhook: query.one("webhook"),
        event: query.one("event"),
        kinds: query.many("eventType"),
        states: query.many("state"),
    };
    let page = query.page(&[("createdAt", OrderColumn::always(webhook_deliveries::Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(
        service::list_deliveries(&context, may.scope(), filter, &page).await?,
    ))
}

/// Reads a delivery with what is sent, each try, and what the endpoint answered.
#[utoipa::path(tag = "Webhooks", operation_id = "get_webhook_delivery", params(("id" = DeliveryId, Path, description = "The delivery")),
    responses((status = 200, description = "The delivery", body = DeliveryView)))]
#[get("/webhook-deliveries/{id}")]
pub async fn get_webhook_delivery(
    context: web::Data<Context>,
    may: May<ReadWebhooks>,
    id: web::Path<DeliveryId>,
) -> ApiResult<web::Json<DeliveryView>> {
    Ok(web::Json(service::get_delivery(&context, may.scope(), *id).await?))
}

/// Sends an event to the endpoint once more, as it was, as a delivery of its own.
#[utoipa::path(tag = "Webhooks", operation_id = "resend_webhook_delivery",
    params(("id" = DeliveryId, Path, description = "The delivery to repeat"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The new delivery, which waits to be sent", body = DeliveryView)))]
#[post("/webhook-deliveries/{id}/resend")]
pub async fn resend_webhook_delivery(
    context: web::Data<Context>,
    may: May<WriteWebhooks>,
    id: web::Path<DeliveryId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::resend(&context, &may, body.read()?.once, *id).await
}
