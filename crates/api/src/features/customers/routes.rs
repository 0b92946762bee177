//! Customers over HTTP.

use actix_web::{get, patch, post, put, web};
use portico_shared::{
    Page,
    customers::{CustomerIn, CustomerPatch, CustomerStatus, CustomerView},
};

use super::{service, store::Filter};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::customers::Column,
    http::{
        ApiResult,
        body::{Body, Update},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadCustomers, key CustomerRead);
right!(WriteCustomers, key CustomerWrite);

/// Creates a customer.
#[utoipa::path(tag = "Customers", operation_id = "create_customer", request_body = CustomerIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Created", body = CustomerView)))]
#[post("/customers")]
pub async fn create_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    body: Body<CustomerIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Lists customers, newest first.
#[utoipa::path(tag = "Customers", operation_id = "list_customers",
    params(("search" = Option<String>, Query, description = "Words in number, names, e-mail or external id; case and accents do not matter"),
        ("customerNumber" = Option<String>, Query, description = "Exactly"),
        ("firstName" = Option<String>, Query, description = "Exactly"),
        ("lastName" = Option<String>, Query, description = "Exactly"),
        ("companyName" = Option<String>, Query, description = "Exactly"),
        ("emailAddresses.email" = Option<String>, Query, description = "The main address, exactly"),
        ("vatId" = Option<String>, Query, description = "Exactly"),
        ("datevId" = Option<String>, Query, description = "Exactly"),
        ("isVatIdValid" = Option<bool>, Query, description = "Whether the VAT ID was confirmed"),
        ("status" = Option<CustomerStatus>, Query, description = "Only this status"),
        ("customerGroup.name" = Option<String>, Query, description = "Known for compatibility; there are no groups, so it finds nobody"),
        ("partner" = Option<String>, Query, description = "Known for compatibility; there are no partners, so it finds nobody"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[customerNumber]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of customers", body = Page<CustomerView>)))]
#[get("/customers")]
pub async fn list_customers(
    context: web::Data<Context>,
    may: May<ReadCustomers>,
    mut query: Query,
) -> ApiResult<web::Json<Page<CustomerView>>> {
    let none = [query.text("customerGroup.name"), query.text("partner")]
        .iter()
        .any(Option::is_some);
    let filter = Filter {
        search: query.text("search"),
        customer_number: query.text("customerNumber"),
        first_name: query.text("firstName"),
        last_name: query.text("lastName"),
        company_name: query.text("companyName"),
        email: query.text("emailAddresses.email"),
        vat_id: query.text("vatId"),
        datev_id: query.text("datevId"),
        is_vat_id_valid: query.one("isVatIdValid"),
        status: query.one("status"),
        none,
    };
    let page = query.page(&[
        ("createdAt", OrderColumn::always(Column::CreatedAt)),
        ("customerNumber", OrderColumn::always(Column::Number)),
    ]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), filter, &page).await?))
}

/// Reads a customer by id or external id.
#[utoipa::path(tag = "Customers", operation_id = "get_customer", params(("id" = String, Path, description = "The id or external id")),
    responses((status = 200, description = "The customer", body = CustomerView)))]
#[get("/customers/{id}")]
pub async fn get_customer(
    context: web::Data<Context>,
    may: May<ReadCustomers>,
    id: web::Path<String>,
) -> ApiResult<web::Json<CustomerView>> {
    Ok(web::Json(service::get(&context, may.scope(), &id).await?))
}

/// Changes a customer: an absent field stays, `null` clears.
#[utoipa::path(tag = "Customers", operation_id = "update_customer", request_body = CustomerPatch,
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The customer after the change", body = CustomerView)))]
#[put("/customers/{id}")]
pub async fn update_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    id: web::Path<String>,
    body: Update<CustomerPatch>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::update(&context, &may, body.once, &id, body.value).await
}

/// The same as `PUT`.
#[utoipa::path(tag = "Customers", operation_id = "patch_customer", request_body = CustomerPatch,
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The customer after the change", body = CustomerView)))]
#[patch("/customers/{id}")]
pub async fn patch_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    id: web::Path<String>,
    body: Update<CustomerPatch>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::update(&context, &may, body.once, &id, body.value).await
}
