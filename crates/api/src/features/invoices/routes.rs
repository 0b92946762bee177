//! Invoices over HTTP.

use actix_web::{get, post, web};
use portico_shared::{
    CustomerId, Date, InvoiceId, Page,
    documents::BalanceView,
    invoices::{CancelInvoiceIn, CreditIn, InvoiceIn, InvoiceStatus, InvoiceType, InvoiceView},
};

use super::{crediting, service, store::Filter};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::invoices::Column,
    http::{ApiResult, body::Body, idempotency::Answer, page::OrderColumn, query::Query},
};

right!(ReadInvoices, key InvoiceRead, customer InvoiceRead);
right!(WriteInvoices, key InvoiceWrite);

/// Lists invoices, newest first. Customers see their own, without drafts.
#[utoipa::path(tag = "Invoices", operation_id = "list_invoices",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's"),
        ("status" = Option<Vec<InvoiceStatus>>, Query, description = "Only these; repeat as `status` or `status[]`"),
        ("type" = Option<InvoiceType>, Query, description = "Only this type"),
        ("number" = Option<String>, Query, description = "Exactly"),
        ("search" = Option<String>, Query, description = "Words in number, title or external id"),
        ("minAmount" = Option<i64>, Query, description = "Least gross amount, minor units"),
        ("maxAmount" = Option<i64>, Query, description = "Most gross amount, minor units"),
        ("from" = Option<Date>, Query, description = "First invoice date"),
        ("to" = Option<Date>, Query, description = "Last invoice date"),
        ("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[creationDate]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[dueDate]" = Option<String>, Query, description = "`asc` or `desc`"),
        ("order[number]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of invoices", body = Page<InvoiceView>)))]
#[get("/invoices")]
pub async fn list_invoices(
    context: web::Data<Context>,
    may: May<ReadInvoices>,
    mut query: Query,
) -> ApiResult<web::Json<Page<InvoiceView>>> {
    let filter = Filter {
        customer: may.own_customer(query.one("customer"))?,
        statuses: query.many("status"),
        kind: query.one("type"),
        number: query.exact("number"),
        search: query.text("search"),
        from: query.one::<Date>("from").map(|date| date.to_naive()),
        to: query.one::<Date>("to").map(|date| date.to_naive()),
        min_amount: query.one("minAmount"),
        max_amount: query.one("maxAmount"),
        issued_only: may.actor.person().is_some(),
        with_kept: false,
    };
    let page = query.page(&[
        ("creationDate", OrderColumn::always(Column::CreationDate)),
        ("dueDate", OrderColumn::nullable(Column::DueDate)),
        ("number", OrderColumn::nullable(Column::Number)),
    ]);
    query.finish()?;
    Ok(web::Json(service::list(&context, &may, filter, &page).await?))
}

/// Sums what is open, and what of it is overdue.
#[utoipa::path(tag = "Invoices", operation_id = "get_invoice_balance",
    params(("customer" = Option<CustomerId>, Query, description = "Only this customer's")),
    responses((status = 200, description = "As of now", body = BalanceView)))]
#[get("/invoices/balance")]
pub async fn get_invoice_balance(
    context: web::Data<Context>,
    may: May<ReadInvoices>,
    mut query: Query,
) -> ApiResult<web::Json<BalanceView>> {
    let customer = may.own_customer(query.one("customer"))?;
    query.finish()?;
    Ok(web::Json(service::balance(&context, &may, customer).await?))
}

/// Takes over an invoice that another system issued, with its own number and totals.
#[utoipa::path(tag = "Invoices", operation_id = "create_invoice", request_body = InvoiceIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "Taken over", body = InvoiceView)))]
#[post("/invoices")]
pub async fn create_invoice(
    context: web::Data<Context>,
    may: May<WriteInvoices>,
    body: Body<InvoiceIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::create(&context, &may, body.once, body.value).await
}

/// Reads an invoice with its positions.
#[utoipa::path(tag = "Invoices", operation_id = "get_invoice", params(("id" = InvoiceId, Path, description = "The invoice")),
    responses((status = 200, description = "The invoice", body = InvoiceView)))]
#[get("/invoices/{id}")]
pub async fn get_invoice(
    context: web::Data<Context>,
    may: May<ReadInvoices>,
    id: web::Path<InvoiceId>,
) -> ApiResult<web::Json<InvoiceView>> {
    Ok(web::Json(service::get(&context, &may, *id).await?))
}

/// Cancels an invoice of ours: a cancellation with its own number takes it back whole.
#[utoipa::path(tag = "Invoices", operation_id = "cancel_invoice", request_body = CancelInvoiceIn,
    params(("id" = InvoiceId, Path, description = "The invoice"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The cancellation (`TYPE_CANCELLATION`)", body = InvoiceView)))]
#[post("/invoices/{id}/cancel")]
pub async fn cancel_invoice(
    context: web::Data<Context>,
    may: May<WriteInvoices>,
    id: web::Path<InvoiceId>,
    body: Body<CancelInvoiceIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    crediting::cancel(&context, &may, body.once, *id, body.value).await
}

/// Credits parts of an invoice of ours by a credit note with its own number.
#[utoipa::path(tag = "Invoices", operation_id = "credit_invoice", request_body = CreditIn,
    params(("id" = InvoiceId, Path, description = "The invoice"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The credit note (`TYPE_CREDIT`)", body = InvoiceView)))]
#[post("/invoices/{id}/credit")]
pub async fn credit_invoice(
    context: web::Data<Context>,
    may: May<WriteInvoices>,
    id: web::Path<InvoiceId>,
    body: Body<CreditIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    crediting::credit(&context, &may, body.once, *id, body.value).await
}
