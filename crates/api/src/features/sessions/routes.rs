//! Signing in, staying signed in, signing out.

use actix_web::{HttpRequest, HttpResponse, cookie::Cookie, delete, get, post, web};
use portico_shared::{
    CustomerId, Page, SessionId,
    sessions::{
        AuthenticateAnswer, Ended, LinkPreview, LoginIn, MadeLink, PortalSwitchIn, PortalToken, RefreshIn, SessionView,
        SwitchIn, TokenPair, ViewAnswer, ViewIn,
    },
};

use super::{
    ending, handed_out,
    service::{self, Client, SignedIn},
};
use crate::{
    auth::{May, cookies, right, tokens::Realm},
    context::Context,
    db::entities::{sessions, tenants},
    features::{hosted_pages::session_absolute, links::service as link_service},
    http::{
        ApiResult,
        body::{Body, Nothing},
        client,
        hosts::{self, HostTenant},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(Authenticate, key CustomerAuthenticate);
right!(View, key CustomerView);
right!(Leave, customer Leave);
right!(ReadSessions, key SessionRead, customer Session);
right!(EndSessions, key SessionWrite, customer Session);

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
    handed_out::authenticate(&context, &may, body.once, &id).await
}

/// Makes a signed-in portal link to hand on. For tokens beside it, see `POST /customers/{id}/authenticate`.
#[utoipa::path(tag = "Customers", operation_id = "create_link",
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "A link that opens the portal once", body = MadeLink)))]
#[post("/customers/{id}/links")]
pub async fn create_link(
    context: web::Data<Context>,
    may: May<Authenticate>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    handed_out::create_link(&context, &may, body.once, &id).await
}

/// Makes a link that shows the portal as the customer sees it: for 15 minutes, and without changing anything. The customer
/// finds in their activity that somebody looked.
#[utoipa::path(tag = "Customers", operation_id = "view_customer", request_body = ViewIn,
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "A link that opens the portal once", body = ViewAnswer)))]
#[post("/customers/{id}/view")]
pub async fn view_customer(
    context: web::Data<Context>,
    may: May<View>,
    id: web::Path<String>,
    body: Body<ViewIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    handed_out::view(&context, &may, body.once, &id, body.value).await
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
    limit_tries(&context, &request, "link")?;
    let tenant = hosts::find(&context, &request).await?.map(|tenant| tenant.id);
    // A foreign name that points here: no link of ours leads there.
    if tenant.is_none() && !hosts::is_neutral(&context, &request) {
        return Err(link_service::invalid());
    }
    let signed_in = service::login(&context, tenant, &body.value.token, seen(&context, &request), None).await?;
    Ok(web::Json(signed_in.tokens))
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
    limit_tries(&context, &request, "refresh")?;
    service::check_host(&context, &request, &body.value.refresh_token).await?;
    let signed_in = service::refresh(&context, &body.value.refresh_token).await?;
    Ok(web::Json(signed_in.tokens))
}

/// Goes over to another customer of the same person. The session ends, another begins with its time limits. Only where
/// the person has proved their mailbox, by a link or code that came by mail.
#[utoipa::path(tag = "Sign-in", operation_id = "switch_customer", request_body = SwitchIn, security(()),
    responses((status = 200, description = "Tokens for the other customer", body = TokenPair)))]
#[post("/token/switch")]
pub async fn switch_customer(
    context: web::Data<Context>,
    request: HttpRequest,
    body: Body<SwitchIn>,
) -> ApiResult<web::Json<TokenPair>> {
    let switch = body.read()?.value;
    limit_tries(&context, &request, "refresh")?;
    service::check_host(&context, &request, &switch.refresh_token).await?;
    let signed_in = service::switch(&context, &switch.refresh_token, switch.customer).await?;
    Ok(web::Json(signed_in.tokens))
}

/// Lists open sessions, newest first: of a person their own, for the customer that they act for.
#[utoipa::path(tag = "Sessions", operation_id = "list_sessions",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's sessions"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of sessions", body = Page<SessionView>)))]
#[get("/sessions")]
pub async fn list_sessions(
    context: web::Data<Context>,
    may: May<ReadSessions>,
    mut query: Query,
) -> ApiResult<web::Json<Page<SessionView>>> {
    let customer = query.one("customer");
    let page = query.page(&[("createdAt", OrderColumn::always(sessions::Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(ending::list(&context, &may, customer, &page).await?))
}

/// Ends a session at once.
#[utoipa::path(tag = "Sessions", operation_id = "end_session", params(("id" = SessionId, Path, description = "The session")),
    responses((status = 204, description = "Nobody is signed in by it any more")))]
#[delete("/sessions/{id}")]
pub async fn end_session(
    context: web::Data<Context>,
    may: May<EndSessions>,
    id: web::Path<SessionId>,
) -> ApiResult<HttpResponse> {
    ending::end_one(&context, &may, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends all sessions of a customer at once. People end their own, but for the one that asks.
#[utoipa::path(tag = "Sessions", operation_id = "end_sessions",
    params(("customer" = Option<CustomerId>, Query, description = "Whose sessions; required of API keys")),
    responses((status = 200, description = "How many were ended", body = Ended)))]
#[delete("/sessions")]
pub async fn end_sessions(
    context: web::Data<Context>,
    may: May<EndSessions>,
    mut query: Query,
) -> ApiResult<web::Json<Ended>> {
    let customer = query.one("customer");
    query.finish()?;
    Ok(web::Json(ending::end_all(&context, &may, customer).await?))
}

/// Ends the session of the access token, and takes the portal's cookie away.
#[utoipa::path(tag = "Sign-in", operation_id = "logout", responses((status = 204, description = "Signed out")))]
#[post("/logout")]
pub async fn logout(context: web::Data<Context>, may: May<Leave>) -> ApiResult<HttpResponse> {
    ending::logout(&context, &may).await?;
    Ok(HttpResponse::NoContent()
        .cookie(cookies::clear(&context.config, Realm::Portal))
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
    limit_tries(&context, &request, "link")?;
    let other = cookies::read(&request, &context.config, Realm::Portal);
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
    limit_tries(&context, &request, "link")?;
    let other = cookies::read(&request, &context.config, Realm::Portal);
    let client = seen(&context, &request);
    let signed_in = service::login(&context, Some(tenant.0.id), &body.value.token, client, other.as_deref()).await?;
    Ok(portal_answer(&context, &tenant.0, signed_in))
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
    let cookie = cookies::read(&request, &context.config, Realm::Portal).ok_or_else(service::signed_out)?;
    limit_tries(&context, &request, "refresh")?;
    service::check_tenant(&context, &cookie, tenant.0.id)?;
    match service::refresh(&context, &cookie).await {
        Ok(signed_in) => Ok(portal_answer(&context, &tenant.0, signed_in)),
        Err(error) if error.code == portico_shared::ErrorCode::Unauthorized => Ok(with_cookie(
            actix_web::ResponseError::error_response(&error),
            &cookies::clear(&context.config, Realm::Portal),
        )),
        Err(error) => Err(error),
    }
}

/// Portal only: goes over to another customer of the same person, with the cookie.
#[utoipa::path(tag = "Portal session", operation_id = "switch_portal", request_body = PortalSwitchIn, security(()),
    responses((status = 200, description = "Signed in for the other customer", body = PortalToken)))]
#[post("/session/portal/switch")]
pub async fn switch_portal(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<PortalSwitchIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    hosts::same_origin(&request)?;
    let cookie = cookies::read(&request, &context.config, Realm::Portal).ok_or_else(service::signed_out)?;
    limit_tries(&context, &request, "refresh")?;
    service::check_tenant(&context, &cookie, tenant.0.id)?;
    let signed_in = service::switch(&context, &cookie, body.value.customer).await?;
    Ok(portal_answer(&context, &tenant.0, signed_in))
}

/// The refresh token goes into the cookie, the rest to the page.
pub fn portal_answer(context: &Context, tenant: &tenants::Model, signed_in: SignedIn) -> HttpResponse {
    let SignedIn {
        tokens,
        idle_after,
        ends_in,
        choose_customer,
    } = signed_in;
    let most = session_absolute(&context.config.auth, &tenant.hosted_pages);
    let cookie = cookies::set(&context.config, Realm::Portal, tokens.refresh_token, most);
    HttpResponse::Ok().cookie(cookie).json(PortalToken {
        access_token: tokens.access_token,
        expires_in: tokens.expires_in,
        idle_after,
        ends_in,
        choose_customer,
    })
}

pub fn with_cookie(mut response: HttpResponse, cookie: &Cookie<'_>) -> HttpResponse {
    // Only a malformed cookie could fail here, and ours is empty.
    let _ = response.add_cookie(cookie);
    response
}

/// # Errors
/// 429 when this client tried too often.
pub fn limit_tries(context: &Context, request: &HttpRequest, what: &str) -> ApiResult<()> {
    let who = format!("{what} {}", from(context, request));
    context.limiters.token_tries.check(who)
}

/// The client, as limits count it.
pub fn from(context: &Context, request: &HttpRequest) -> String {
    client::limited_as(client::address(request, &context.config))
}

pub fn seen(context: &Context, request: &HttpRequest) -> Client {
    Client {
        user_agent: client::user_agent(request),
        address: client::address(request, &context.config).map(client::shortened),
    }
}
