//! The people of a customer over HTTP.

use actix_web::{delete, get, patch, post, put, web};
use portico_shared::{
    Page, PersonId,
    people::{CustomerUserPatch, CustomerUserView, NewCustomerUser},
    sessions::Success,
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::memberships::Column,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadUsers, key CustomerRead, customer UserRead);
right!(WriteUsers, key CustomerWrite, customer UserWrite);

/// Lists the people who may act for a customer, newest first.
#[utoipa::path(tag = "Customer users", operation_id = "list_customer_users",
    params(("id" = String, Path, description = "The customer's id or external id"), ("page" = Option<u32>, Query, description = "1-based"),
        ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of people", body = Page<CustomerUserView>)))]
#[get("/customers/{id}/users")]
pub async fn list_customer_users(
    context: web::Data<Context>,
    may: May<ReadUsers>,
    id: web::Path<String>,
    mut query: Query,
) -> ApiResult<web::Json<Page<CustomerUserView>>> {
    let page = query.page(&[("createdAt", OrderColumn::always(Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, &may, &id, &page).await?))
}

/// Invites somebody to act for a customer. The mail holds a link that signs them in once; later they sign in like everybody
/// on the portal's first page. Owners need a fresh proof (`POST /step-up`) while `stepUpForUsers` is on.
#[utoipa::path(tag = "Customer users", operation_id = "invite_customer_user", request_body = NewCustomerUser,
    params(("id" = String, Path, description = "The customer's id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "May act for the customer from now on", body = CustomerUserView)))]
#[post("/customers/{id}/users")]
pub async fn invite_customer_user(
    context: web::Data<Context>,
    may: May<WriteUsers>,
    id: web::Path<String>,
    body: Body<NewCustomerUser>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::invite(&context, &may, body.once, &id, body.value).await
}

/// Sends the invitation once more, with a new link.
#[utoipa::path(tag = "Customer users", operation_id = "resend_invitation",
    params(("id" = String, Path, description = "The customer's id or external id"), ("person" = PersonId, Path, description = "The person"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The mail is on its way", body = Success)))]
#[post("/customers/{id}/users/{person}/invitation")]
pub async fn resend_invitation(
    context: web::Data<Context>,
    may: May<WriteUsers>,
    path: web::Path<(String, PersonId)>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::invite_again(&context, &may, body.read()?.once, (&path.0, path.1)).await
}

/// Changes what somebody may do for a customer. Whoever has the main address stays an owner.
#[utoipa::path(tag = "Customer users", operation_id = "update_customer_user", request_body = CustomerUserPatch,
    params(("id" = String, Path, description = "The customer's id or external id"), ("person" = PersonId, Path, description = "The person"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "After the change", body = CustomerUserView)))]
#[put("/customers/{id}/users/{person}")]
pub async fn update_customer_user(
    context: web::Data<Context>,
    may: May<WriteUsers>,
    path: web::Path<(String, PersonId)>,
    body: Body<CustomerUserPatch>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::change(&context, &may, body.once, (&path.0, path.1), body.value).await
}

/// The same as `PUT`.
#[utoipa::path(tag = "Customer users", operation_id = "patch_customer_user", request_body = CustomerUserPatch,
    params(("id" = String, Path, description = "The customer's id or external id"), ("person" = PersonId, Path, description = "The person"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "After the change", body = CustomerUserView)))]
#[patch("/customers/{id}/users/{person}")]
pub async fn patch_customer_user(
    context: web::Data<Context>,
    may: May<WriteUsers>,
    path: web::Path<(String, PersonId)>,
    body: Body<CustomerUserPatch>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::change(&context, &may, body.once, (&path.0, path.1), body.value).await
}

/// Takes somebody's access to a customer away: their sessions and links for it end at once.
#[utoipa::path(tag = "Customer users", operation_id = "remove_customer_user",
    params(("id" = String, Path, description = "The customer's id or external id"), ("person" = PersonId, Path, description = "The person"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "May not act for the customer any more")))]
#[delete("/customers/{id}/users/{person}")]
pub async fn remove_customer_user(
    context: web::Data<Context>,
    may: May<WriteUsers>,
    path: web::Path<(String, PersonId)>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::remove(&context, &may, body.read()?.once, (&path.0, path.1)).await
}
