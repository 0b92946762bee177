//! Other changes of subscriptions over HTTP.

use actix_web::{patch, put, web};
use portico_shared::{
    SubscriptionId, SubscriptionItemId,
    subscriptions::{
        ActivateIn, ExtendTrialIn, InvoiceAddressIn, QuantityIn, ResumeIn, SubscriptionItemView, SubscriptionMethodIn,
        SubscriptionView,
    },
};

use super::WriteSubscriptions;
use crate::{
    auth::{May, right},
    context::Context,
    features::subscriptions::service::changes,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
    },
};

right!(ChangeInvoiceAddress, key SubscriptionWrite, customer SubscriptionAddress);
right!(ChangePaymentMethod, key SubscriptionWrite, customer SubscriptionMethod);

/// Activates a draft; billing begins with its trial's end or its contract's start.
#[utoipa::path(tag = "Subscriptions", operation_id = "activate_subscription", request_body = ActivateIn,
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Active", body = SubscriptionView)))]
#[put("/subscriptions/{id}/activate")]
pub async fn activate_subscription(
    context: web::Data<Context>,
    may: May<WriteSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<ActivateIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::activate(&context, &may, body.once, *id, body.value).await
}

/// Pauses billing. Terms and notice run on.
#[utoipa::path(tag = "Subscriptions", operation_id = "pause_subscription",
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Paused", body = SubscriptionView)))]
#[put("/subscriptions/{id}/pause")]
pub async fn pause_subscription(
    context: web::Data<Context>,
    may: May<WriteSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::pause(&context, &may, body.once, *id).await
}

/// Resumes billing: bills the periods that fell into the pause, or skips them.
#[utoipa::path(tag = "Subscriptions", operation_id = "resume_subscription", request_body = ResumeIn,
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Active again", body = SubscriptionView)))]
#[put("/subscriptions/{id}/resume")]
pub async fn resume_subscription(
    context: web::Data<Context>,
    may: May<WriteSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<ResumeIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::resume(&context, &may, body.once, *id, body.value).await
}

/// Extends a running trial.
#[utoipa::path(tag = "Subscriptions", operation_id = "extend_trial", request_body = ExtendTrialIn,
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The trial is longer", body = SubscriptionView)))]
#[put("/subscriptions/{id}/extend-trial")]
pub async fn extend_trial(
    context: web::Data<Context>,
    may: May<WriteSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<ExtendTrialIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::extend_trial(&context, &may, body.once, *id, body.value).await
}

/// Ends a running trial today: billing begins at once.
#[utoipa::path(tag = "Subscriptions", operation_id = "revoke_trial",
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The trial is over", body = SubscriptionView)))]
#[put("/subscriptions/{id}/revoke-trial")]
pub async fn revoke_trial(
    context: web::Data<Context>,
    may: May<WriteSubscriptions>,
    id: web::Path<SubscriptionId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::revoke_trial(&context, &may, body.once, *id).await
}

/// Sets where its invoices go; null: the customer's default.
#[utoipa::path(tag = "Subscriptions", operation_id = "set_invoice_address", request_body = InvoiceAddressIn,
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Invoices go there from now on", body = SubscriptionView)))]
#[put("/subscriptions/{id}/invoice-address")]
pub async fn set_invoice_address(
    context: web::Data<Context>,
    may: May<ChangeInvoiceAddress>,
    id: web::Path<SubscriptionId>,
    body: Body<InvoiceAddressIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::set_invoice_address(&context, &may, body.once, *id, body.value).await
}

/// Sets what it is paid with; null: the customer's default.
#[utoipa::path(tag = "Subscriptions", operation_id = "set_payment_method", request_body = SubscriptionMethodIn,
    params(("id" = SubscriptionId, Path, description = "The subscription"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "It is paid with that from now on", body = SubscriptionView)))]
#[patch("/subscriptions/{id}/payment-method")]
pub async fn set_payment_method(
    context: web::Data<Context>,
    may: May<ChangePaymentMethod>,
    id: web::Path<SubscriptionId>,
    body: Body<SubscriptionMethodIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::set_payment_method(&context, &may, body.once, *id, body.value).await
}

/// Changes the quantity of an item; it counts from the next period that is billed.
#[utoipa::path(tag = "Subscriptions", operation_id = "set_quantity", request_body = QuantityIn,
    params(("id" = SubscriptionItemId, Path, description = "The item"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The item with its new quantity", body = SubscriptionItemView)))]
#[put("/subscription-items/{id}/quantity")]
pub async fn set_quantity(
    context: web::Data<Context>,
    may: May<WriteSubscriptions>,
    id: web::Path<SubscriptionItemId>,
    body: Body<QuantityIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    changes::set_quantity(&context, &may, body.once, *id, body.value).await
}
