//! The ledger of links, for the merchant.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use portico_shared::{
    CustomerId, LinkId, Page,
    payment_methods::{LinkStanding, LinkToken, PaymentMethodLink, PaymentMethodLinkIn},
    sessions::{Ended, LinkView, LoginIn},
};

use super::{payment, service, store};
use crate::{
    auth::{May, cookies, right, tokens::Realm},
    context::Context,
    db::entities::links,
    features::{payment_methods::linked, sessions::routes::limit_tries},
    http::{
        ApiResult,
        body::{Body, Nothing},
        hosts::{self, HostTenant},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadLinks, key LinkRead);
right!(EndLinks, key LinkWrite);
right!(MakePaymentLinks, key PaymentMethodAdd);
right!(UseLink, link true);

/// Lists links, newest first.
#[utoipa::path(tag = "Links", operation_id = "list_links",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's links"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of the ledger", body = Page<LinkView>)))]
#[get("/links")]
pub async fn list_links(
    context: web::Data<Context>,
    may: May<ReadLinks>,
    mut query: Query,
) -> ApiResult<web::Json<Page<LinkView>>> {
    let customer = query.one("customer");
    let page = query.page(&[("createdAt", OrderColumn::always(links::Column::CreatedAt))]);
    query.finish()?;
    let found = store::list(context.db.read(), may.scope(), customer, &page).await?;
    Ok(web::Json(found.map(view)))
}

/// Ends a link at once. A link that was used is only marked.
#[utoipa::path(tag = "Links", operation_id = "end_link", params(("id" = LinkId, Path, description = "The link")),
    responses((status = 204, description = "It does not work any more")))]
#[delete("/links/{id}")]
pub async fn end_link(
    context: web::Data<Context>,
    may: May<EndLinks>,
    id: web::Path<LinkId>,
) -> ApiResult<HttpResponse> {
    service::end(&context, &may, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends all links of a customer that could still be used.
#[utoipa::path(tag = "Links", operation_id = "end_links",
    params(("customer" = CustomerId, Query, description = "Whose links")),
    responses((status = 200, description = "How many were ended", body = Ended)))]
#[delete("/links")]
pub async fn end_links(
    context: web::Data<Context>,
    may: May<EndLinks>,
    mut query: Query,
) -> ApiResult<web::Json<Ended>> {
    let customer = query.one("customer");
    query.finish()?;
    Ok(web::Json(service::end_all(&context, &may, customer).await?))
}

pub fn view(link: links::Model) -> LinkView {
    LinkView {
        id: link.id,
        purpose: link.purpose,
        customer: link.customer_id,
        made_by: link.made_by,
        is_mailed: link.is_mailed,
        created_at: link.created_at.into(),
        expires_at: link.expires_at.into(),
        first_used_at: link.first_used_at.map(Into::into),
        consumed_at: link.consumed_at.map(Into::into),
        revoked_at: link.revoked_at.map(Into::into),
    }
}

/// Makes a link with which a customer adds a payment method without signing in, and mails one where `sendEmail` says so. What is
/// added becomes the default, and invoices whose last payment failed are collected with it. A link is used up by success, and
/// lives for 7 days, or as Hosted Pages say (`paymentLinkMinutes`).
#[utoipa::path(tag = "Payment methods", operation_id = "create_payment_method_link", request_body = PaymentMethodLinkIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The link, told this once", body = PaymentMethodLink)))]
#[post("/payment-methods/link")]
pub async fn create_payment_method_link(
    context: web::Data<Context>,
    may: May<MakePaymentLinks>,
    body: Body<PaymentMethodLinkIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    payment::create(&context, &may, body.once, body.value).await
}

/// What the link is for whose token is given, and what became of it.
#[utoipa::path(tag = "Portal session", operation_id = "get_payment_method_link",
    responses((status = 200, description = "Where it stands", body = LinkStanding)))]
#[get("/payment-methods/link")]
pub async fn get_payment_method_link(
    context: web::Data<Context>,
    may: May<UseLink>,
) -> ApiResult<web::Json<LinkStanding>> {
    Ok(web::Json(linked::standing(&context, &may).await?))
}

/// Portal only: opens a link for a payment method. Its token adds one payment method for one customer, and nothing else; a cookie
/// lets the page go on for half an hour, also after a page of a provider's. Nothing is used up.
#[utoipa::path(tag = "Portal session", operation_id = "open_payment_method_link", request_body = LoginIn, security(()),
    responses((status = 200, description = "The link counts", body = LinkToken)))]
#[post("/session/link")]
pub async fn open_payment_method_link(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<LoginIn>,
) -> ApiResult<HttpResponse> {
    let body = body.read()?;
    hosts::same_origin(&request)?;
    limit_tries(&context, &request, "link")?;
    let (token, cookie) = payment::open(&context, tenant.0.id, &body.value.token).await?;
    let cookie = cookies::set(&context.config, Realm::Link, cookie, payment::SESSION);
    Ok(HttpResponse::Ok().cookie(cookie).json(token))
}

/// Portal only: trades the cookie of an opened link for another token.
#[utoipa::path(tag = "Portal session", operation_id = "refresh_payment_method_link", security(()),
    responses((status = 200, description = "The link still counts", body = LinkToken)))]
#[post("/session/link/refresh")]
pub async fn refresh_payment_method_link(
    context: web::Data<Context>,
    tenant: HostTenant,
    request: HttpRequest,
    body: Body<Nothing>,
) -> ApiResult<web::Json<LinkToken>> {
    body.read()?;
    hosts::same_origin(&request)?;
    limit_tries(&context, &request, "refresh")?;
    let cookie = cookies::read(&request, &context.config, Realm::Link).ok_or_else(service::invalid)?;
    Ok(web::Json(payment::refresh(&context, tenant.0.id, &cookie).await?))
}
