//! Signing in, staying signed in, signing out.

use actix_web::{HttpRequest, HttpResponse, cookie::Cookie, post, web};
use portico_shared::sessions::{
    AuthenticateAnswer, LinkPreview, LoginIn, LoginLinkRequest, PortalToken, RefreshIn, Success, TokenPair,
};

use super::service::{self, Client};
use crate::{
    auth::{May, cookies, right},
    context::Context,
    db::entities::tenants,
    features::{hosted_pages::session_absolute, mails},
    http::{
        ApiError, ApiResult,
        body::{Body, Nothing},
        client,
        hosts::{self, HostTenant},
        idempotency::Answer,
    },
};

right!(Authenticate, key CustomerAuthenticate);
right!(EndSession, customer Session);

/// Makes a signed-in portal link, and tokens for calls on the customer's behalf.
#[utoipa::path(tag = "Customers", operation_id = "authenticate_customer",
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "A link that opens the portal once, and tokens", body = AuthenticateAnswer)))]
#[post("/customers/{id}/authenticate")]
pub async fn authenticate_customer(
    context: web::Data<Context>,
    may: May<Authenticate>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::authenticate(&context, &may, body.once, &id).await
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
    let body = body.read()?;
    let email = mails::service::checked_address(body.value.email)?;
    let limiter = &context.limiters.login_requests;
    limiter.check(from(&context, &request))?;
    limiter.check(format!("{} {}", tenant.0.id, email.to_lowercase()))?;
    mails::service::enqueue_login_request(&context, &tenant.0, &email).await?;
    Ok(web::Json(Success { success: true }))
}

/// Exchanges a login link for tokens, for clients other than the portal.
#[utoipa::path(tag = "Sign-in", operation_id = "login", request_body = LoginIn, security(()),
    responses((status = 200, description = "Signed in; the link is used up", body = TokenPair)))]
#[post("/public/customer/login")]
pub async fn login(
    context: web::Data<Context>,
    request: HttpRequest,
    body: Body<LoginIn>,
) -> ApiResult<web::Json<TokenPair>> {
    let body = body.read()?;
    context
        .limiters
        .token_tries
        .check(format!("link {}", from(&context, &request)))?;
    let tenant = hosts::find(&context, &request).await?.map(|tenant| tenant.id);
    let pair = service::login(&context, tenant, &body.value.token, seen(&context, &request), None).await?;
    Ok(web::Json(pair))
}

/// Gives a new pair of tokens for a refresh token, which is used up.
#[utoipa::path(tag = "Sign-in", operation_id = "refresh_token", request_body = RefreshIn, security(()),
    responses((status = 200, description = "A new pair", body = TokenPair)))]
#[post("/token/refresh")]
pub async fn refresh_token(
    context: web::Data<Context>,
    request: HttpRequest,
    body: Body<RefreshIn>,
) -> ApiResult<web::Json<TokenPair>> {
    let body = body.read()?;
    context
        .limiters
        .token_tries
        .check(format!("refresh {}", from(&context, &request)))?;
    service::check_host(&context, &request, &body.value.refresh_token).await?;
    Ok(web::Json(service::refresh(&context, &body.value.refresh_token).await?))
}

/// Ends the session of the access token, and takes the portal's cookie away.
#[utoipa::path(tag = "Sign-in", operation_id = "logout", responses((status = 204, description = "Signed out")))]
#[post("/logout")]
pub async fn logout(context: web::Data<Context>, may: May<EndSession>) -> ApiResult<HttpResponse> {
    service::logout(&context, &may).await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookies::clear(&context.config))
        .finish())
}

/// Portal only: what the page of a link may show. Changes nothing.
#[utoipa::path(tag = "Portal session", operation_id = "preview_portal_link", request_body = LoginIn, security(()),
    responses((status = 200, description = "The link can be used", body = LinkPreview)))]
#[post("/session/portal/link")]
pub async fn preview_portal_link(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginIn>,
) -> ApiResult<web::Json<LinkPreview>> {
    let body = body.read()?;
    hosts::same_origin(&request)?;
    context
        .limiters
        .token_tries
        .check(format!("link {}", from(&context, &request)))?;
    let other = cookies::read(&request, &context.config);
    let preview = service::preview(&context, Some(tenant.0.id), &body.value.token, other.as_deref()).await?;
    Ok(web::Json(preview))
}

/// Portal only: exchanges a link for the portal's cookie and an access token.
#[utoipa::path(tag = "Portal session", operation_id = "login_portal", request_body = LoginIn, security(()),
    responses((status = 200, description = "Signed in; the link is used up", body = PortalToken)))]
#[post("/session/portal/login")]
pub async fn login_portal(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    hosts::same_origin(&request)?;
    context
        .limiters
        .token_tries
        .check(format!("link {}", from(&context, &request)))?;
    let other = cookies::read(&request, &context.config);
    let client = seen(&context, &request);
    let pair = service::login(&context, Some(tenant.0.id), &body.value.token, client, other.as_deref()).await?;
    Ok(portal_answer(&context, &tenant.0, pair))
}

/// Portal only: trades the cookie for an access token, and rotates it.
#[utoipa::path(tag = "Portal session", operation_id = "refresh_portal", security(()),
    responses((status = 200, description = "Still signed in", body = PortalToken)))]
#[post("/session/portal/refresh")]
pub async fn refresh_portal(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    hosts::same_origin(&request)?;
    let cookie = cookies::read(&request, &context.config).ok_or_else(ApiError::unauthorized)?;
    context
        .limiters
        .token_tries
        .check(format!("refresh {}", from(&context, &request)))?;
    service::check_tenant(&context, &cookie, tenant.0.id)?;
    match service::refresh(&context, &cookie).await {
        Ok(pair) => Ok(portal_answer(&context, &tenant.0, pair)),
        Err(error) if error.code == portico_shared::ErrorCode::Unauthorized => Ok(with_cookie(
            actix_web::ResponseError::error_response(&error),
            &cookies::clear(&context.config),
        )),
        Err(error) => Err(error),
    }
}

fn portal_answer(context: &Context, tenant: &tenants::Model, pair: TokenPair) -> HttpResponse {
    let TokenPair {
        access_token,
        refresh_token: cookie,
        expires_in,
    } = pair;
    let most = session_absolute(&context.config.auth, &tenant.hosted_pages);
    let cookie = cookies::set(&context.config, cookie, most);
    HttpResponse::Ok().cookie(cookie).json(PortalToken {
        access_token,
        expires_in,
    })
}

fn with_cookie(mut response: HttpResponse, cookie: &Cookie<'_>) -> HttpResponse {
    // Only a malformed cookie could fail here, and ours is empty.
    let _ = response.add_cookie(cookie);
    response
}

fn from(context: &Context, request: &HttpRequest) -> String {
    client::limited_as(client::address(request, &context.config))
}

fn seen(context: &Context, request: &HttpRequest) -> Client {
    Client {
        user_agent: client::user_agent(request),
        address: client::address(request, &context.config).map(client::shortened),
    }
}
