//! Billing addresses over HTTP.

use actix_web::{delete, get, patch, post, put, web};
use portico_shared::{
    AddressId, CustomerId, Page,
    addresses::{AddressArchived, AddressIn, AddressPatch, AddressStatus, AddressType, AddressView},
};

use super::{
    mapping, service,
    store::{self, Filter},
};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::addresses,
    http::{
        ApiResult,
        body::{Body, Nothing, Update},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadAddresses, key CustomerRead, customer AddressRead);
right!(WriteAddresses, key CustomerWrite, customer AddressWrite);

/// Lists addresses, newest first.
#[utoipa::path(tag = "Billing addresses", operation_id = "list_addresses",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's"),
        ("type" = Option<AddressType>, Query, description = "Only this type"),
        ("status" = Option<AddressStatus>, Query, description = "Only this status"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of addresses", body = Page<AddressView>)))]
#[get("/customer-addresses")]
pub async fn list_addresses(
    context: web::Data<Context>,
    may: May<ReadAddresses>,
    mut query: Query,
) -> ApiResult<web::Json<Page<AddressView>>> {
    let filter = Filter {
        customer: may.own_customer(query.one("customer"))?,
        kind: query.one("type"),
        status: query.one("status"),
    };
    let page = query.page(&[("createdAt", OrderColumn::always(addresses::Column::CreatedAt))]);
    query.finish()?;
    let found = store::list(context.db.read(), may.scope(), filter, &page).await?;
    Ok(web::Json(found.map(|row| mapping::view(&row))))
}

/// Adds an address.
#[utoipa::path(tag = "Billing addresses", operation_id = "create_address", request_body = AddressIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Added", body = AddressView)))]
#[post("/customer-addresses")]
pub async fn create_address(
    context: web::Data<Context>,
    may: May<WriteAddresses>,
    body: Body<AddressIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Reads an address.
#[utoipa::path(tag = "Billing addresses", operation_id = "get_address", params(("id" = AddressId, Path, description = "The address")),
    responses((status = 200, description = "The address", body = AddressView)))]
#[get("/customer-addresses/{id}")]
pub async fn get_address(
    context: web::Data<Context>,
    may: May<ReadAddresses>,
    id: web::Path<AddressId>,
) -> ApiResult<web::Json<AddressView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}

/// Changes an address: an absent field stays, `null` clears. Issued invoices keep what they print.
#[utoipa::path(tag = "Billing addresses", operation_id = "update_address", request_body = AddressPatch,
    params(("id" = AddressId, Path, description = "The address"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The address after the change", body = AddressView)))]
#[put("/customer-addresses/{id}")]
pub async fn update_address(
    context: web::Data<Context>,
    may: May<WriteAddresses>,
    id: web::Path<AddressId>,
    body: Update<AddressPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// The same as `PUT`.
#[utoipa::path(tag = "Billing addresses", operation_id = "patch_address", request_body = AddressPatch,
    params(("id" = AddressId, Path, description = "The address"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The address after the change", body = AddressView)))]
#[patch("/customer-addresses/{id}")]
pub async fn patch_address(
    context: web::Data<Context>,
    may: May<WriteAddresses>,
    id: web::Path<AddressId>,
    body: Update<AddressPatch>,
) -> ApiResult<Answer> {
    service::update(&context, &may, *id, body.read()?).await
}

/// Makes an address the default of its type.
#[utoipa::path(tag = "Billing addresses", operation_id = "set_default_address",
    params(("id" = AddressId, Path, description = "The address"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "It is the default", body = AddressView)))]
#[post("/customer-addresses/{id}/set-default")]
pub async fn set_default_address(
    context: web::Data<Context>,
    may: May<WriteAddresses>,
    id: web::Path<AddressId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::set_default(&context, &may, body.once, *id).await
}

/// Unsets a default of `TYPE_INVOICE`: the default of `TYPE_DEFAULT` serves for invoices again.
#[utoipa::path(tag = "Billing addresses", operation_id = "unset_default_address",
    params(("id" = AddressId, Path, description = "The address"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "It is no default any more", body = AddressView)))]
#[post("/customer-addresses/{id}/unset-default")]
pub async fn unset_default_address(
    context: web::Data<Context>,
    may: May<WriteAddresses>,
    id: web::Path<AddressId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::unset_default(&context, &may, body.once, *id).await
}

/// Says what archiving an address would do. Changes nothing.
#[utoipa::path(tag = "Billing addresses", operation_id = "preview_address_archive", params(("id" = AddressId, Path, description = "The address")),
    responses((status = 200, description = "Which subscriptions would move", body = AddressArchived)))]
#[get("/customer-addresses/{id}/archive-preview")]
pub async fn preview_address_archive(
    context: web::Data<Context>,
    may: May<WriteAddresses>,
    id: web::Path<AddressId>,
) -> ApiResult<web::Json<AddressArchived>> {
    Ok(web::Json(service::preview_archive(&context, &may, *id).await?))
}

/// Archives an address. Subscriptions that have it move to the customer's default.
#[utoipa::path(tag = "Billing addresses", operation_id = "archive_address",
    params(("id" = AddressId, Path, description = "The address"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Archived, and what moved", body = AddressArchived)))]
#[delete("/customer-addresses/{id}")]
pub async fn archive_address(
    context: web::Data<Context>,
    may: May<WriteAddresses>,
    id: web::Path<AddressId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::archive(&context, &may, body.once, *id).await
}
