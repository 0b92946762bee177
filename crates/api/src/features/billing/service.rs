//! Ordering billing runs, and looking at them.

use actix_web::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{
    BillingRunId, ErrorCode, Page,
    billing::{BillingRunIn, BillingRunStatus, BillingRunView},
};
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{billing_runs, tenants as tenants_table},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        settings::service as settings,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

/// For how long what could not be billed is left alone by the schedule.
const AGAIN: TimeDelta = TimeDelta::hours(1);

fn view(row: billing_runs::Model) -> BillingRunView {
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    BillingRunView {
        id: row.id,
        status: row.status,
        until: row.until_date.into(),
        customer: row.customer_id,
        subscriptions_due: count(row.subscriptions_due),
        subscriptions_done: count(row.subscriptions_done),
        invoices_issued: count(row.invoices_issued),
        failures: count(row.failures),
        last_failure: row.last_failure,
        created_at: row.created_at.into(),
        started_at: row.started_at.map(Into::into),
        finished_at: row.finished_at.map(Into::into),
    }
}

pub async fn list(
    context: &Context,
    scope: Scope,
    request: &PageRequest<OrderColumn<billing_runs::Column>>,
) -> ApiResult<Page<BillingRunView>> {
    Ok(store::list(context.db.read(), scope, request).await?.map(view))
}

pub async fn get(context: &Context, scope: Scope, id: BillingRunId) -> ApiResult<BillingRunView> {
    let row = store::find(context.db.read(), scope, id).await?;
    Ok(view(row.ok_or_else(ApiError::not_found)?))
}

/// Orders a run; the worker begins with it at once.
pub async fn order(context: &Context, caller: &Caller, once: Once, asked: BillingRunIn) -> ApiResult<Answer> {
    let answer = once
        .run(context, &caller.actor, StatusCode::ACCEPTED, async |tx| {
            let tenant = tenants::store::find(tx, caller.actor.tenant()).await?;
            let today = tenant.today(context.now());
            let until = asked.until.as_ref().map_or(today, portico_shared::Date::to_naive);
            let mut check = Check::default();
            check.require(until <= today, "until", "out-of-range", "today or earlier");
            if let Some(customer) = asked.customer {
                let known = customer_store::find(tx, caller.scope(), customer).await?.is_some();
                check.require(known, "customer", "unknown", "there is no such customer");
            }
            check.finish()?;
            if let Some(open) = store::find_open(tx, caller.scope()).await? {
                return Err(run_active(open.status));
            }
            let row = queued(context, &tenant, until, asked.customer, caller.actor.name());
            insert(tx, context, caller, &row)
                .await
                .map_err(|error| match error.sql_err() {
                    Some(SqlErr::UniqueConstraintViolation(_)) => run_active(BillingRunStatus::Queued),
                    _ => error.into(),
                })?;
            Ok(view(row))
        })
        .await?;
    context.billing_bell.notify_one();
    Ok(answer)
}

fn run_active(status: BillingRunStatus) -> ApiError {
    let detail = "Another billing run is not finished yet. Wait for it, then order this one.";
    ApiError::in_state(ErrorCode::BillingRunActive, status, detail)
}

fn queued(
    context: &Context,
    tenant: &tenants_table::Model,
    until: chrono::NaiveDate,
    customer: Option<portico_shared::CustomerId>,
    made_by: String,
) -> billing_runs::Model {
    billing_runs::Model {
        tenant_id: tenant.id,
        id: BillingRunId(context.new_id()),
        version: 1,
        status: BillingRunStatus::Queued,
        until_date: until,
        customer_id: customer,
        made_by,
        subscriptions_done: 0,
        subscriptions_due: 0,
        invoices_issued: 0,
        failures: 0,
        last_failure: None,
        created_at: context.now(),
        started_at: None,
        finished_at: None,
        leased_until: None,
    }
}

async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    row: &billing_runs::Model,
) -> Result<(), DbErr> {
    store::insert(tx, row.clone()).await?;
    let change = Change {
        action: "billing_run.ordered",
        subject_kind: "billing_run",
        subject: row.id.0,
        customer: row.customer_id,
        after: Some(serde_json::json!({ "until": row.until_date })),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await
}

/// Orders a run for every merchant who lets Portico bill by itself and has something due.
pub async fn order_due(context: &Context) -> Result<(), DbErr> {
    for tenant in tenants::store::list(context.db.read()).await? {
        // One merchant's trouble keeps no other from being billed.
        if let Err(error) = order_due_of(context, &tenant).await {
            tracing::error!(tenant.id = %tenant.id, error.cause = %error, "could not order a billing run");
        }
    }
    Ok(())
}

async fn order_due_of(context: &Context, tenant: &tenants_table::Model) -> ApiResult<()> {
    let scope = Scope::of_tenant(tenant.id);
    let db = context.db.read();
    let today = tenant.today(context.now());
    let is_automatic = settings::tenant_invoicing(db, scope).await?.automatic_billing;
    if !is_automatic || store::find_open(db, scope).await?.is_some() || !store::exists_due(db, scope, today).await? {
        return Ok(());
    }
    // What could not be billed is not tried every quarter of an hour; what became due since waits no longer than this.
    let last = store::find_last(db, scope).await?;
    let is_recent = |at: DateTime<Utc>| at + AGAIN > context.now();
    if last.is_some_and(|run| run.failures > 0 && run.customer_id.is_none() && run.finished_at.is_some_and(is_recent)) {
        return Ok(());
    }
    let tx = context.db.begin().await?;
    if store::find_open(&tx, scope).await?.is_none() {
        let caller = Caller::system(tenant.id, "billing");
        let row = queued(context, tenant, today, None, caller.actor.name());
        insert(&tx, context, &caller, &row).await?;
    }
    Ok(context.commit(tx).await?)
}
