//! Customers over HTTP.

use actix_web::{delete, get, patch, post, put, web};
use portico_shared::{
    Page,
    customers::{CustomerIn, CustomerPatch, CustomerStatus, CustomerView, DefaultPaymentMethodIn},
};

use super::{
    checks,
    lifecycle::{self, Turn},
    service,
    store::Filter,
};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::customers::Column,
    http::{
        ApiResult,
        body::{Body, Nothing, Update},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadCustomers, key CustomerRead);
right!(WriteCustomers, key CustomerWrite);
right!(SetPaymentMethods, key PaymentMethodWrite);

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
        ("emailAddresses.email" = Option<String>, Query, description = "The main address or the one for invoices, exactly"),
        ("vatId" = Option<String>, Query, description = "Exactly, but for spaces, dots and dashes"),
        ("datevId" = Option<String>, Query, description = "Exactly"),
        ("isVatIdValid" = Option<bool>, Query, description = "What the register said; ids without an answer are in neither"),
        ("status" = Option<CustomerStatus>, Query, description = "Only this status"),
        ("customerGroup.name" = Option<String>, Query, description = "Known for compatibility; there are no groups, so it finds nobody"),
        ("partner" = Option<String>, Query, description = "Known for compatibility; there are no partners, so it finds nobody"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[customerNumber]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[companyName]" = Option<String>, Query, description = "`asc` or `desc`; those without come last"),
        ("order[lastName]" = Option<String>, Query, description = "`asc` or `desc`; those without come last"),
        ("order[updatedAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of customers", body = Page<CustomerView>)))]
#[get("/customers")]
pub async fn list_customers(
    context: web::Data<Context>,
    may: May<ReadCustomers>,
    mut query: Query,
) -> ApiResult<web::Json<Page<CustomerView>>> {
    let none = [query.exact("customerGroup.name"), query.exact("partner")]
        .iter()
        .any(Option::is_some);
    let filter = Filter {
        search: query.text("search"),
        customer_number: query.exact("customerNumber"),
        first_name: query.exact("firstName"),
        last_name: query.exact("lastName"),
        company_name: query.exact("companyName"),
        email: query.exact("emailAddresses.email"),
        vat_id: query.exact("vatId").map(|text| checks::vat_id(&text).unwrap_or(text)),
        datev_id: query.exact("datevId"),
        is_vat_id_valid: query.one("isVatIdValid"),
        status: query.one("status"),
        none,
    };
    let page = query.page(&[
        ("createdAt", OrderColumn::always(Column::CreatedAt)),
        ("customerNumber", OrderColumn::always(Column::Number)),
        ("companyName", OrderColumn::nullable(Column::CompanyName)),
        ("lastName", OrderColumn::nullable(Column::LastName)),
        ("updatedAt", OrderColumn::always(Column::UpdatedAt)),
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
    service::update(&context, &may, &id, body.read()?).await
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
    service::update(&context, &may, &id, body.read()?).await
}

/// Deletes a customer with addresses, memberships, links and sessions; refused while subscriptions,
/// invoices or payment methods depend on it.
#[utoipa::path(tag = "Customers", operation_id = "delete_customer",
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 204, description = "Deleted")))]
#[delete("/customers/{id}")]
pub async fn delete_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    lifecycle::delete(&context, &may, body.read()?.once, &id).await
}

/// Archives a customer; refused while subscriptions run. Nobody can sign in for it any more: its sessions and links
/// end at once.
#[utoipa::path(tag = "Customers", operation_id = "archive_customer",
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The customer, archived", body = CustomerView)))]
#[put("/customers/{id}/archive")]
pub async fn archive_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    lifecycle::turn(&context, &may, body.read()?.once, &id, Turn::Archive).await
}

/// Takes an archived customer back. What ended with archiving stays ended.
#[utoipa::path(tag = "Customers", operation_id = "unarchive_customer",
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The customer, active", body = CustomerView)))]
#[put("/customers/{id}/unarchive")]
pub async fn unarchive_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    lifecycle::turn(&context, &may, body.read()?.once, &id, Turn::Unarchive).await
}

/// Suspends a customer: its subscriptions go on, but nobody can sign in for it, and its sessions and links end at once.
#[utoipa::path(tag = "Customers", operation_id = "suspend_customer",
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The customer, suspended", body = CustomerView)))]
#[put("/customers/{id}/suspend")]
pub async fn suspend_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    lifecycle::turn(&context, &may, body.read()?.once, &id, Turn::Suspend).await
}

/// Lifts a suspension. What ended with it stays ended.
#[utoipa::path(tag = "Customers", operation_id = "unsuspend_customer",
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The customer, active", body = CustomerView)))]
#[put("/customers/{id}/unsuspend")]
pub async fn unsuspend_customer(
    context: web::Data<Context>,
    may: May<WriteCustomers>,
    id: web::Path<String>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    lifecycle::turn(&context, &may, body.read()?.once, &id, Turn::Unsuspend).await
}

/// Sets the default payment method, or with null takes it off. Subscriptions and invoices that name no method of their
/// own follow it, and the customer is told by mail.
#[utoipa::path(tag = "Customers", operation_id = "set_customer_payment_method", request_body = DefaultPaymentMethodIn,
    params(("id" = String, Path, description = "The id or external id"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The customer after the change", body = CustomerView)))]
#[patch("/customers/{id}/payment-method")]
pub async fn set_customer_payment_method(
    context: web::Data<Context>,
    may: May<SetPaymentMethods>,
    id: web::Path<String>,
    body: Body<DefaultPaymentMethodIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::set_payment_method(&context, &may, body.once, &id, body.value).await
}
