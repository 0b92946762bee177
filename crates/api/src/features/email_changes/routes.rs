//! A new main address over HTTP.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use portico_shared::{
    customers::{EmailChangeIn, EmailChangePending, EmailChangeUndone, EmailChangeView},
    sessions::{LoginIn, PortalToken, Success},
};

use super::service;
use crate::{
    auth::{May, cookies, right, tokens::Realm},
    context::Context,
    features::sessions::routes::{limit_tries, portal_answer, seen},
    http::{
        ApiResult,
        body::{Body, Nothing},
        hosts::{self, HostTenant},
        idempotency::Answer,
    },
};

right!(ChangeEmail, customer EmailChange);

/// Asks for another main address. It counts once the link in the mail to the new address was used; the old address is told,
/// and can undo it for seven days. Needs a fresh proof (`POST /step-up`) while `stepUpForEmail` is on. API keys change the
/// address with `PUT /customers/{id}`.
#[utoipa::path(tag = "Customer users", operation_id = "ask_email_change", request_body = EmailChangeIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 202, description = "The mails are on their way", body = EmailChangeView)))]
#[post("/email-change")]
pub async fn ask_email_change(
    context: web::Data<Context>,
    may: May<ChangeEmail>,
    body: Body<EmailChangeIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::ask(&context, &may, body.once, body.value).await
}

/// The new main address that waits for its proof.
#[utoipa::path(tag = "Customer users", operation_id = "get_email_change",
    responses((status = 200, description = "What was asked for; null: nothing", body = EmailChangePending)))]
#[get("/email-change")]
pub async fn get_email_change(
    context: web::Data<Context>,
    may: May<ChangeEmail>,
) -> ApiResult<web::Json<EmailChangePending>> {
    Ok(web::Json(service::get(&context, &may).await?))
}

/// Takes back the new main address that waits for its proof.
#[utoipa::path(tag = "Customer users", operation_id = "withdraw_email_change",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The old address stays", body = Success)))]
#[delete("/email-change")]
pub async fn withdraw_email_change(
    context: web::Data<Context>,
    may: May<ChangeEmail>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::withdraw(&context, &may, body.read()?.once).await
}

/// Portal only: proves a new main address with the mailed link, and signs in under it.
#[utoipa::path(tag = "Portal session", operation_id = "prove_email_change", request_body = LoginIn, security(()),
    responses((status = 200, description = "The new address counts, and is signed in", body = PortalToken)))]
#[post("/session/portal/email-change")]
pub async fn prove_email_change(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    hosts::same_origin(&request)?;
    limit_tries(&context, &request, "link")?;
    let other = cookies::read(&request, &context.config, Realm::Portal);
    let client = seen(&context, &request);
    let signed_in = service::prove(&context, tenant.0.id, &body.value.token, client, other.as_deref()).await?;
    Ok(portal_answer(&context, &tenant.0, signed_in))
}

/// "That was not me": undoes a change of the main address with the link that was mailed to the old one. All sessions and links
/// of the customer end, and address, people and payment methods cannot be changed for 24 hours.
#[utoipa::path(tag = "Sign-in", operation_id = "undo_email_change", request_body = LoginIn, security(()),
    responses((status = 200, description = "Undone", body = EmailChangeUndone)))]
#[post("/public/customer/undo-email-change")]
pub async fn undo_email_change(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginIn>,
) -> ApiResult<web::Json<EmailChangeUndone>> {
    let body = body.read()?;
    limit_tries(&context, &request, "link")?;
    let address = seen(&context, &request).address;
    Ok(web::Json(
        service::undo(&context, tenant.0.id, &body.value.token, address).await?,
    ))
}
