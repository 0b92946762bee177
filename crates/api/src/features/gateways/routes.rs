//! Gateways over HTTP.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put, web};
use portico_shared::{
    Data,
    gateways::{GatewayCheck, GatewayPatch, GatewayView},
    payment_methods::Gateway,
};

use super::{notices, service};
use crate::{
    auth::{May, right},
    context::Context,
    http::{
        ApiError, ApiResult,
        body::{Body, Nothing, Update},
        client,
        hosts::HostTenant,
        idempotency::Answer,
    },
    ports::payment::Delivery,
};

right!(ReadGateways, key SettingsRead);
right!(WriteGateways, key SettingsWrite);

fn gateway(text: &str) -> ApiResult<Gateway> {
    text.parse().map_err(|_| ApiError::not_found())
}

/// Lists the payment gateways that this instance knows, set up or not.
#[utoipa::path(tag = "Payment gateways", operation_id = "list_payment_gateways",
    responses((status = 200, description = "All of them", body = Data<GatewayView>)))]
#[get("/payment-gateways")]
pub async fn list_payment_gateways(
    context: web::Data<Context>,
    may: May<ReadGateways>,
) -> ApiResult<web::Json<Data<GatewayView>>> {
    let data = service::list(&context, may.scope()).await?;
    Ok(web::Json(Data { data }))
}

/// Reads how a payment gateway is set up.
#[utoipa::path(tag = "Payment gateways", operation_id = "get_payment_gateway",
    params(("gateway" = Gateway, Path, description = "The gateway")),
    responses((status = 200, description = "How it is set up", body = GatewayView)))]
#[get("/payment-gateways/{gateway}")]
pub async fn get_payment_gateway(
    context: web::Data<Context>,
    may: May<ReadGateways>,
    name: web::Path<String>,
) -> ApiResult<web::Json<GatewayView>> {
    Ok(web::Json(service::get(&context, may.scope(), gateway(&name)?).await?))
}

/// Sets a payment gateway up, or changes it: an absent field stays. Secrets are sealed at rest and never shown again.
#[utoipa::path(tag = "Payment gateways", operation_id = "set_payment_gateway", request_body = GatewayPatch,
    params(("gateway" = Gateway, Path, description = "`stripe`, `sepa_debit` or `bank_transfer`"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "How it is set up now", body = GatewayView)))]
#[put("/payment-gateways/{gateway}")]
pub async fn set_payment_gateway(
    context: web::Data<Context>,
    may: May<WriteGateways>,
    name: web::Path<String>,
    body: Update<GatewayPatch>,
) -> ApiResult<Answer> {
    service::change(&context, &may, gateway(&name)?, body.read()?).await
}

/// The same as `PUT`.
#[utoipa::path(tag = "Payment gateways", operation_id = "patch_payment_gateway", request_body = GatewayPatch,
    params(("gateway" = Gateway, Path, description = "`stripe`, `sepa_debit` or `bank_transfer`"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "How it is set up now", body = GatewayView)))]
#[patch("/payment-gateways/{gateway}")]
pub async fn patch_payment_gateway(
    context: web::Data<Context>,
    may: May<WriteGateways>,
    name: web::Path<String>,
    body: Update<GatewayPatch>,
) -> ApiResult<Answer> {
    service::change(&context, &may, gateway(&name)?, body.read()?).await
}

/// Takes a payment gateway away with its secrets. Its payment methods stay, as `gateway_unconfigured`.
#[utoipa::path(tag = "Payment gateways", operation_id = "delete_payment_gateway",
    params(("gateway" = Gateway, Path, description = "The gateway"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "It is not set up any more")))]
#[delete("/payment-gateways/{gateway}")]
pub async fn delete_payment_gateway(
    context: web::Data<Context>,
    may: May<WriteGateways>,
    name: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::delete(&context, &may, body.once, gateway(&name)?).await
}

/// Asks the provider whether it would serve the merchant with what is set up.
#[utoipa::path(tag = "Payment gateways", operation_id = "check_payment_gateway",
    params(("gateway" = Gateway, Path, description = "The gateway")),
    responses((status = 200, description = "What it said", body = GatewayCheck)))]
#[post("/payment-gateways/{gateway}/check")]
pub async fn check_payment_gateway(
    context: web::Data<Context>,
    may: May<WriteGateways>,
    name: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<web::Json<GatewayCheck>> {
    body.read()?;
    Ok(web::Json(service::check(&context, &may, gateway(&name)?).await?))
}

/// Takes what a provider sends, one event or several, with its proof. Each event counts once, and those of a delivery are taken
/// together; what they are about is then asked for at the provider, so that late and misordered ones do no harm.
#[utoipa::path(tag = "Payment gateways", operation_id = "receive_gateway_event", security(()),
    params(("gateway" = Gateway, Path, description = "One that tells of events: `stripe`, `testing`"),
        ("Stripe-Signature" = Option<String>, Header, description = "With `stripe`: `t=…,v1=…`"),
        ("Testing-Signature" = Option<String>, Header, description = "With `testing`: HMAC-SHA256 of the body, in hexadecimal digits")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "As the provider sends it: the signature is over its bytes"),
    responses((status = 200, description = "Taken, or known already")))]
#[post("/public/gateways/{gateway}/events")]
pub async fn receive_gateway_event(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    name: web::Path<String>,
    body: web::Bytes,
) -> ApiResult<HttpResponse> {
    let headers = request.headers().iter();
    let headers: Vec<_> = headers
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let delivery = Delivery {
        headers: &headers,
        body: &body,
        now: context.now(),
    };
    let received = notices::receive(&context, tenant.0.id, gateway(&name)?, &delivery).await;
    if let Err(error) = received {
        // A provider has no reason to go on with what is refused.
        let address = client::address(&request, &context.config);
        let who = format!("event {}", client::limited_as(address));
        return Err(context.limiters.token_tries.check(who).err().unwrap_or(error));
    }
    Ok(HttpResponse::Ok().finish())
}
