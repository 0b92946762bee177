//! Asking for a login mail, using its code, and sending one.

use actix_web::{HttpRequest, HttpResponse, post, web};
use portico_shared::sessions::{
    LoginLinkRequest, OtpLoginIn, OtpRequested, PortalToken, SteppedUp, Success, TokenPair,
};

use super::service::{self, Asked};
use crate::{
    auth::{May, cookies, right, tokens::Realm},
    context::Context,
    db::entities::tenants,
    features::{
        mails,
        sessions::routes::{from, limit_tries, portal_answer, seen},
    },
    http::{
        ApiResult,
        body::{Body, Nothing},
        hosts::{self, HostTenant},
        idempotency::Answer,
    },
};

right!(SendLoginEmail, key CustomerAuthenticate);
right!(StepUp, customer Session);

/// Sends a customer a login link by mail. It goes to the customer's main address and lives for a day, or as Hosted Pages
/// say (`sentLinkMinutes`).
#[utoipa::path(tag = "Customers", operation_id = "send_login_email",
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The mail is on its way; `GET /mails` shows what becomes of it", body = Success)))]
#[post("/customers/{id}/send-login-email")]
pub async fn send_login_email(
    context: web::Data<Context>,
    may: May<SendLoginEmail>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::send(&context, &may, body.once, &id).await
}

/// Asks for a login link by mail. The answer is the same whether or not the address is known.
#[utoipa::path(tag = "Sign-in", operation_id = "request_login_link", request_body = LoginLinkRequest, security(()),
    responses((status = 200, description = "Always", body = Success)))]
#[post("/public/customer/request-login-link")]
pub async fn request_login_link(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginLinkRequest>,
) -> ApiResult<web::Json<Success>> {
    let email = body.read()?.value.email;
    ask(&context, &tenant.0, &request, (email, false)).await?;
    Ok(web::Json(Success { success: true }))
}

/// Asks for a mail with a login link and a six-digit code. The code works with the `requestToken` of this answer alone,
/// which is the same kind of answer whether or not the address is known.
#[utoipa::path(tag = "Sign-in", operation_id = "request_otp", request_body = LoginLinkRequest, security(()),
    responses((status = 200, description = "Always", body = OtpRequested)))]
#[post("/public/customer/request-otp")]
pub async fn request_otp(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginLinkRequest>,
) -> ApiResult<web::Json<OtpRequested>> {
    let email = body.read()?.value.email;
    let request_token = ask(&context, &tenant.0, &request, (email, true)).await?;
    Ok(web::Json(OtpRequested {
        success: true,
        request_token: request_token.unwrap_or_default(),
    }))
}

async fn ask(
    context: &Context,
    tenant: &tenants::Model,
    request: &HttpRequest,
    (email, with_code): (String, bool),
) -> ApiResult<Option<String>> {
    let email = mails::service::checked_address(email)?;
    // Here and now, before the database is asked.
    limit_tries(context, request, "login mail")?;
    let client = from(context, request);
    let asked = Asked {
        email: &email,
        client: &client,
        with_code,
    };
    service::request(context, tenant, asked).await
}

/// Exchanges a code for tokens, for clients other than the portal. The link in the same mail is used up with it.
#[utoipa::path(tag = "Sign-in", operation_id = "login_with_otp", request_body = OtpLoginIn, security(()),
    responses((status = 200, description = "Signed in; code and link are used up", body = TokenPair)))]
#[post("/public/customer/otp-login")]
pub async fn login_with_otp(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<OtpLoginIn>,
) -> ApiResult<web::Json<TokenPair>> {
    let OtpLoginIn { request_token, code } = body.read()?.value;
    limit_tries(&context, &request, "code")?;
    let client = seen(&context, &request);
    let signed_in = service::login(&context, tenant.0.id, (&request_token, &code), client, None).await?;
    Ok(web::Json(signed_in.tokens))
}

/// Portal only: exchanges a code for the portal's cookie and an access token.
#[utoipa::path(tag = "Portal session", operation_id = "login_portal_with_otp", request_body = OtpLoginIn, security(()),
    responses((status = 200, description = "Signed in; code and link are used up", body = PortalToken)))]
#[post("/session/portal/otp-login")]
pub async fn login_portal_with_otp(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<OtpLoginIn>,
) -> ApiResult<HttpResponse> {
    let OtpLoginIn { request_token, code } = body.read()?.value;
    hosts::same_origin(&request)?;
    limit_tries(&context, &request, "code")?;
    let other = cookies::read(&request, &context.config, Realm::Portal);
    let client = seen(&context, &request);
    let proof = (request_token.as_str(), code.as_str());
    let signed_in = service::login(&context, tenant.0.id, proof, client, other.as_deref()).await?;
    Ok(portal_answer(&context, &tenant.0, signed_in))
}

/// Mails the person who is signed in a six-digit code. With it the session may for ten minutes do what asks for a fresh
/// proof. Who has just signed in by a link or code that they asked for needs none.
#[utoipa::path(tag = "Sessions", operation_id = "request_step_up",
    responses((status = 200, description = "The code is on its way; it works with this `requestToken`", body = OtpRequested)))]
#[post("/step-up")]
pub async fn request_step_up(
    context: web::Data<Context>,
    may: May<StepUp>,
    request: HttpRequest,
) -> ApiResult<web::Json<OtpRequested>> {
    let client = from(&context, &request);
    let request_token = service::request_step_up(&context, &may, &client).await?;
    Ok(web::Json(OtpRequested {
        success: true,
        request_token,
    }))
}

/// Confirms a step-up with the code.
#[utoipa::path(tag = "Sessions", operation_id = "confirm_step_up", request_body = OtpLoginIn,
    responses((status = 200, description = "The session is fresh", body = SteppedUp)))]
#[post("/step-up/confirm")]
pub async fn confirm_step_up(
    context: web::Data<Context>,
    may: May<StepUp>,
    request: HttpRequest,
    body: Body<OtpLoginIn>,
) -> ApiResult<web::Json<SteppedUp>> {
    let OtpLoginIn { request_token, code } = body.read()?.value;
    limit_tries(&context, &request, "code")?;
    Ok(web::Json(
        service::step_up(&context, &may, (&request_token, &code)).await?,
    ))
}
