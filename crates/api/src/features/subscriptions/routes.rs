//! Subscriptions over HTTP: creating and reading here, changes in a file each.

pub mod cancelling;
pub mod changes;

use actix_web::{get, post, web};
use portico_shared::{
    CustomerId, Page, SubscriptionId, SubscriptionItemId,
    payment_methods::PaymentMethodType,
    subscriptions::{NextInvoicePreview, SubscriptionIn, SubscriptionItemView, SubscriptionStatus, SubscriptionView},
};

use super::{service, store::Filter};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::subscriptions::Column,
    http::{ApiResult, body::Body, idempotency::Answer, page::OrderColumn, query::Query},
};

right!(ReadSubscriptions, key SubscriptionRead, customer SubscriptionRead);
right!(WriteSubscriptions, key SubscriptionWrite);

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
    let none = [query.exact("partner"), query.exact("items.product.id")]
        .iter()
        .any(Option::is_some);
    let filter = Filter {
        customer: may.own_customer(query.one("customer"))?,
        statuses: query.many("status"),
        id: query.one("id"),
        number: query.exact("number"),
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

/// Reads what the next invoice will hold, as it would be issued today.
#[utoipa::path(tag = "Subscriptions", operation_id = "preview_next_invoice", params(("id" = SubscriptionId, Path, description = "The subscription")),
    responses((status = 200, description = "Lines, taxes and totals; `nextInvoice` is null when nothing will be billed", body = NextInvoicePreview)))]
#[get("/subscriptions/{id}/next-invoice")]
pub async fn preview_next_invoice(
    context: web::Data<Context>,
    may: May<ReadSubscriptions>,
    id: web::Path<SubscriptionId>,
) -> ApiResult<web::Json<NextInvoicePreview>> {
    Ok(web::Json(service::preview_next_invoice(&context, &may, *id).await?))
}

/// Reads one item of a subscription.
#[utoipa::path(tag = "Subscriptions", operation_id = "get_subscription_item", params(("id" = SubscriptionItemId, Path, description = "The item")),
    responses((status = 200, description = "The item", body = SubscriptionItemView)))]
#[get("/subscription-items/{id}")]
pub async fn get_subscription_item(
    context: web::Data<Context>,
    may: May<ReadSubscriptions>,
    id: web::Path<SubscriptionItemId>,
) -> ApiResult<web::Json<SubscriptionItemView>> {
    Ok(web::Json(service::get_item(&context, &may, *id).await?))
}
