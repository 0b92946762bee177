//! Payment methods over HTTP.

use std::collections::HashMap;

use actix_web::{get, patch, post, put, web};
use portico_shared::{
    CustomerId, Data, InvoiceId, Page, PaymentMethodId,
    customers::Language,
    payment_methods::{
        PaymentMethodAdded, PaymentMethodIn, PaymentMethodOption, PaymentMethodPatch, PaymentMethodStatus,
        PaymentMethodType, PaymentMethodView, RemovalIn, RemovalPreview,
    },
};

use super::{
    adding, mapping,
    options::{self, Asked},
    removing, service,
    store::{self, Filter},
};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::payment_methods,
    features::{customers, gateways, mandates},
    http::{
        ApiResult,
        body::{Body, Nothing, Update},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadPaymentMethods, key PaymentMethodRead, customer PaymentMethodRead);
right!(WritePaymentMethods, key PaymentMethodWrite, customer PaymentMethodWrite);
right!(AddPaymentMethods, key PaymentMethodWrite, customer PaymentMethodWrite, link true);
right!(ReadOptions, key PaymentMethodRead, customer PaymentMethodRead, link true);

/// Lists payment methods, newest first.
#[utoipa::path(tag = "Payment methods", operation_id = "list_payment_methods",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's"),
        ("type" = Option<PaymentMethodType>, Query, description = "Only this type"),
        ("status" = Option<PaymentMethodStatus>, Query, description = "Only this status"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of payment methods", body = Page<PaymentMethodView>)))]
#[get("/payment-methods")]
pub async fn list_payment_methods(
    context: web::Data<Context>,
    may: May<ReadPaymentMethods>,
    mut query: Query,
) -> ApiResult<web::Json<Page<PaymentMethodView>>> {
    let filter = Filter {
        customer: may.own_customer(query.one("customer"))?,
        kind: query.one("type"),
        status: query.one("status"),
    };
    let page = query.page(&[("createdAt", OrderColumn::always(payment_methods::Column::CreatedAt))]);
    query.finish()?;
    let db = context.db.read();
    let gateways = gateways::service::open(&context, db, may.scope().tenant()).await?;
    let Page { data, pagination } = store::list(db, may.scope(), filter, &page).await?;
    let owners = customers::store::find_many(db, may.scope(), data.iter().map(|row| row.customer_id).collect()).await?;
    let defaults: HashMap<_, _> = owners
        .iter()
        .map(|owner| (owner.id, owner.default_payment_method_id))
        .collect();
    let mut data = data
        .into_iter()
        .map(|row| {
            let default = defaults.get(&row.customer_id).copied().flatten();
            mapping::view_for(&may, row, default, &gateways)
        })
        .collect::<ApiResult<Vec<_>>>()?;
    mandates::service::tell(&context, db, &may, &mut data).await?;
    Ok(web::Json(Page { data, pagination }))
}

/// Adds a payment method. Where the customer has to do something (`action_required`), it can be used once
/// `POST /payment-methods/{id}/confirm` has found that they did. The card or account that a customer has already is not added
/// twice; what is for one payment alone (`futureUsageAllowed: false`) stands by itself, and pays the `invoice` that it names alone.
#[utoipa::path(tag = "Payment methods", operation_id = "create_payment_method", request_body = PaymentMethodIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Added, begun, or refused by the provider", body = PaymentMethodAdded)))]
#[post("/payment-methods")]
pub async fn create_payment_method(
    context: web::Data<Context>,
    may: May<AddPaymentMethods>,
    body: Body<PaymentMethodIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    Box::pin(adding::create(&context, &may, body.once, body.value)).await
}

/// Lists what can be added, with what a customer agrees to for it. What moves euros alone is left out where the invoice, or else
/// the customer, has another currency.
#[utoipa::path(tag = "Payment methods", operation_id = "list_payment_method_options",
    params(("customer" = Option<CustomerId>, Query, description = "For whom; with a customer's token themselves"),
        ("invoice" = Option<InvoiceId>, Query, description = "For paying this one; 404 where the customer has no such invoice"),
        ("language" = Option<Language>, Query, description = "Of a mandate's text; the customer's when absent")),
    responses((status = 200, description = "All of them", body = Data<PaymentMethodOption>)))]
#[get("/payment-methods/options")]
pub async fn list_payment_method_options(
    context: web::Data<Context>,
    may: May<ReadOptions>,
    mut query: Query,
) -> ApiResult<web::Json<Data<PaymentMethodOption>>> {
    let asked = Asked {
        customer: query.one("customer"),
        invoice: query.one("invoice"),
        language: query.one("language"),
    };
    query.finish()?;
    let data = options::list(&context, &may, asked).await?;
    Ok(web::Json(Data { data }))
}

/// Reads one payment method.
#[utoipa::path(tag = "Payment methods", operation_id = "get_payment_method", params(("id" = PaymentMethodId, Path, description = "The payment method")),
    responses((status = 200, description = "The payment method", body = PaymentMethodView)))]
#[get("/payment-methods/{id}")]
pub async fn get_payment_method(
    context: web::Data<Context>,
    may: May<ReadPaymentMethods>,
    id: web::Path<PaymentMethodId>,
) -> ApiResult<web::Json<PaymentMethodView>> {
    Ok(web::Json(service::get(&context, &may, *id).await?))
}

/// Asks the provider what became of a payment method that was begun.
#[utoipa::path(tag = "Payment methods", operation_id = "confirm_payment_method", params(("id" = PaymentMethodId, Path, description = "The payment method")),
    responses((status = 200, description = "Where it stands; a refused one is gone", body = PaymentMethodAdded)))]
#[post("/payment-methods/{id}/confirm")]
pub async fn confirm_payment_method(
    context: web::Data<Context>,
    may: May<AddPaymentMethods>,
    id: web::Path<PaymentMethodId>,
    body: Body<Nothing>,
) -> ApiResult<web::Json<PaymentMethodAdded>> {
    body.read()?;
    Ok(web::Json(adding::confirm(&context, &may, *id).await?))
}

/// Gives a payment method another name.
#[utoipa::path(tag = "Payment methods", operation_id = "update_payment_method", request_body = PaymentMethodPatch,
    params(("id" = PaymentMethodId, Path, description = "The payment method"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The payment method after the change", body = PaymentMethodView)))]
#[put("/payment-methods/{id}")]
pub async fn update_payment_method(
    context: web::Data<Context>,
    may: May<WritePaymentMethods>,
    id: web::Path<PaymentMethodId>,
    body: Update<PaymentMethodPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// The same as `PUT`.
#[utoipa::path(tag = "Payment methods", operation_id = "patch_payment_method", request_body = PaymentMethodPatch,
    params(("id" = PaymentMethodId, Path, description = "The payment method"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The payment method after the change", body = PaymentMethodView)))]
#[patch("/payment-methods/{id}")]
pub async fn patch_payment_method(
    context: web::Data<Context>,
    may: May<WritePaymentMethods>,
    id: web::Path<PaymentMethodId>,
    body: Update<PaymentMethodPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// Makes a payment method the default: new invoices, and subscriptions that name none themselves, are collected with it. The
/// customer is told by mail.
#[utoipa::path(tag = "Payment methods", operation_id = "set_default_payment_method",
    params(("id" = PaymentMethodId, Path, description = "The payment method"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The new default", body = PaymentMethodView)))]
#[put("/payment-methods/{id}/default")]
pub async fn set_default_payment_method(
    context: web::Data<Context>,
    may: May<WritePaymentMethods>,
    id: web::Path<PaymentMethodId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::make_default(&context, &may, body.once, *id).await
}

/// Says what removing a payment method touches, and what has to be chosen.
#[utoipa::path(tag = "Payment methods", operation_id = "preview_removal", params(("id" = PaymentMethodId, Path, description = "The payment method")),
    responses((status = 200, description = "What it touches", body = RemovalPreview)))]
#[get("/payment-methods/{id}/removal-preview")]
pub async fn preview_removal(
    context: web::Data<Context>,
    may: May<ReadPaymentMethods>,
    id: web::Path<PaymentMethodId>,
) -> ApiResult<web::Json<RemovalPreview>> {
    Ok(web::Json(removing::preview(&context, &may, *id).await?))
}

/// Removes a payment method, with a new default and a place for each subscription that names it, all at once. Customers need a
/// fresh proof (`POST /step-up`) while `stepUpForPaymentMethods` is on.
#[utoipa::path(tag = "Payment methods", operation_id = "remove_payment_method", request_body = RemovalIn,
    params(("id" = PaymentMethodId, Path, description = "The payment method"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "Removed")))]
#[post("/payment-methods/{id}/remove")]
pub async fn remove_payment_method(
    context: web::Data<Context>,
    may: May<WritePaymentMethods>,
    id: web::Path<PaymentMethodId>,
    body: Body<RemovalIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    removing::remove(&context, &may, body.once, (*id, body.value)).await
}
