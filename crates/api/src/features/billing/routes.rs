//! Billing runs over HTTP.

use actix_web::{get, post, web};
use portico_shared::{
    BillingRunId, Page,
    billing::{BillingRunIn, BillingRunView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::billing_runs::Column,
    http::{ApiResult, body::Body, idempotency::Answer, page::OrderColumn, query::Query},
};

right!(ReadRuns, key BillingRunRead);
right!(WriteRuns, key BillingRunWrite);

/// Orders a billing run: it issues an invoice for everything that is due, and collects it where it can.
#[utoipa::path(tag = "Billing runs", operation_id = "create_billing_run", request_body = BillingRunIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 202, description = "Ordered; read it again for its progress", body = BillingRunView)))]
#[post("/billing-runs")]
pub async fn create_billing_run(
    context: web::Data<Context>,
    may: May<WriteRuns>,
    body: Body<BillingRunIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::order(&context, &may, body.once, body.value).await
}

/// Lists billing runs, newest first.
#[utoipa::path(tag = "Billing runs", operation_id = "list_billing_runs",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of runs", body = Page<BillingRunView>)))]
#[get("/billing-runs")]
pub async fn list_billing_runs(
    context: web::Data<Context>,
    may: May<ReadRuns>,
    mut query: Query,
) -> ApiResult<web::Json<Page<BillingRunView>>> {
    let page = query.page(&[("createdAt", OrderColumn::always(Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), &page).await?))
}

/// Reads a billing run: how far it is, and what came of it.
#[utoipa::path(tag = "Billing runs", operation_id = "get_billing_run", params(("id" = BillingRunId, Path, description = "The run")),
    responses((status = 200, description = "The run", body = BillingRunView)))]
#[get("/billing-runs/{id}")]
pub async fn get_billing_run(
    context: web::Data<Context>,
    may: May<ReadRuns>,
    id: web::Path<BillingRunId>,
) -> ApiResult<web::Json<BillingRunView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}
