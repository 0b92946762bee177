//! Subscriptions over HTTP.

use actix_web::{get, post, put, web};
use portico_shared::{
    CustomerId, Page, SubscriptionId,
    payment_methods::PaymentMethodType,
    subscriptions::{CancelIn, CancellationPreview, SubscriptionIn, SubscriptionStatus, SubscriptionView},
};

use super::{service, store::Filter};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::subscriptions::Column,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadSubscriptions, key SubscriptionRead, customer SubscriptionRead);
right!(WriteSubscriptions, key SubscriptionWrite);
right!(CancelSubscriptions, key SubscriptionWrite, customer SubscriptionCancel);

/// Lists subscriptions, newest first. Customers see their own.
#[utoipa::path(tag = "Subscriptions", operation_id = "list_subscriptions",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's"),
        ("status" = Option<Vec<SubscriptionStatus>>, Query, description = "Only these; repeat as `status` or `status[]`"),
        ("id" = Option<SubscriptionId>, Query, description = "Exactly"),
        ("number" = Option<String>, Query, description = "Exactly"),
        ("search" = Option<String>, Query, description = "Words in number, name, external id or PO number"),
        ("paymentMethod.type" = Option<PaymentMethodType>, Query, description = "Of the method that is used, its own or the customer's default"),
        ("partner" = Option<String>, Query, description = "Known for compatibility; there are no partners, so it finds nothing"),
        ("items.product.id" = Option<String>, Query, description = "Known for compatibility; there is no catalogue, so it finds nothing"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[activatedAt]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[contractDetails.contractEnd]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[status]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[trialEndsOn]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of subscriptions", body = Page<SubscriptionView>)))]
#[get("/subscriptions")]
pub async fn list_subscriptions(
    context: web::Data<Context>,
    may: May<ReadSubscriptions>,
    mut query: Query,
) -> ApiResult<web::Json<Page<SubscriptionView>>> {
    let none = [query.text("partner"), query.text("items.product.id")]
        .iter()
        .any(Option::is_some);
    let filter = Filter {
        customer: may.own_customer(query.one("customer"))?,
        statuses: query.many("status"),
        id: query.one("id"),
        number: query.text("number"),
        search: query.text("search"),
        payment_method_type: query.one("paymentMethod.type"),
        none,
    };
    let page = query.page(&[
        ("createdAt", OrderColumn::always(Column::CreatedAt)),
        ("activatedAt", OrderColumn::nullable(Column::ActivatedAt)),
        ("contractDetails.contractEnd", OrderColumn::nullable(Column::TermEnd)),
        ("status", OrderColumn::always(Column::Status)),
        ("trialEndsOn", OrderColumn::nullable(Column::TrialEndsOn)),
    ]);
    query.finish()?;
    Ok(web::Json(service::list(&context, &may, filter, &page).await?))
}

/// Creates a subscription, active or as a draft.
#[utoipa::path(tag = "Subscriptions", operation_id = "create_subscription", request_body = SubscriptionIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Created", body = SubscriptionView)))]
#[post("/subscriptions")]
pub async fn create_subscription(
    context: web::Data<Context>,
    may: May<WriteSubscriptions>,
    body: Body<SubscriptionIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Reads a subscription.
#[utoipa::path(tag = "Subscriptions", operation_id = "get_subscription", params(("id" = SubscriptionId, Path, description = "The subscription")),
    responses((status = 200, description = "The subscription", body = SubscriptionView)))]
#[get("/subscriptions/{id}")]
pub async fn get_subscription(
    context: web::Data<Context>,
    may: May<ReadSubscriptions>,
    id: web::Path<SubscriptionId>,
) -> ApiResult<web::Json<SubscriptionView>> {
    Ok(web::Json(service::get(&context, &may, *id).await?))
}

/// Says what a cancellation declared now would do. Changes nothing.
#[utoipa::path(tag = "Subscriptions", operation_id = "preview_cancellation", params(("id" = SubscriptionId, Path, description = "The subscription")),
    responses((status = 200, description = "Date and consequences", body = CancellationPreview)))]
#[get("/subscriptions/{id}/cancellation-preview")]
pub async fn preview_cancellation(
    context: web::Data<Context>,
    may: May<CancelSubscriptions>,
    id: web::Path<SubscriptionId>,
) -> ApiResult<web::Json<CancellationPreview>> {
    Ok(web::Json(service::preview(&context, &may, *id).await?))
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
    service::cancel(&context, &may, body.once, *id, body.value).await
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
    service::revoke(&context, &may, body.once, *id).await
}
