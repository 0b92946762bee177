//! Jobs that run at their hour, on one instance at a time.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::outbox;
use crate::{
    context::Context,
    db::entities::{idempotency_keys, jobs},
    features::{
        billing, customers, debits, domains, gateways, invoices, login_requests, mails, mandates, operators,
        payment_methods, payments, privacy, shared_limits, subscriptions, webhooks,
    },
};

/// For how long an instance that died keeps a job from others.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// How often each job looks: due dates change at local midnight, which is at any hour somewhere.
const DUE_EVERY: TimeDelta = TimeDelta::minutes(1);
const BILL_EVERY: TimeDelta = TimeDelta::minutes(15);
const REMIND_EVERY: TimeDelta = TimeDelta::hours(1);
/// Renewals and ends of trials are days ahead.
const MAIL_REMINDERS_EVERY: TimeDelta = TimeDelta::hours(3);
/// A trial ends at a midnight somewhere.
const TRIALS_EVERY: TimeDelta = TimeDelta::minutes(15);
/// A card ends at a midnight somewhere.
const EXPIRE_EVERY: TimeDelta = TimeDelta::hours(1);
const RETRY_EVERY: TimeDelta = TimeDelta::hours(1);
/// Providers tell by themselves; this is for what got lost.
const LOOK_EVERY: TimeDelta = TimeDelta::hours(6);
/// An account is debited on a day, at a midnight somewhere.
const DEBITS_EVERY: TimeDelta = TimeDelta::hours(1);
const MANDATES_EVERY: TimeDelta = TimeDelta::hours(6);
const VAT_EVERY: TimeDelta = TimeDelta::minutes(10);
const DOMAINS_EVERY: TimeDelta = TimeDelta::hours(1);
const FORGET_EVERY: TimeDelta = TimeDelta::hours(6);
const CLEAN_EVERY: TimeDelta = TimeDelta::hours(1);

/// Runs what is due.
pub async fn run(context: &Context) -> Result<(), DbErr> {
    if claim(context, "due-cancellations").await? {
        let changed = subscriptions::jobs::run(context).await?;
        if changed > 0 {
            tracing::info!(changed, "subscriptions ended or rolled over");
        }
        release(context, "due-cancellations", DUE_EVERY).await?;
    }
    if claim(context, "billing").await? {
        billing::service::order_due(context).await?;
        release(context, "billing", BILL_EVERY).await?;
    }
    if claim(context, "dunning").await? {
        let sent = invoices::jobs::remind(context)
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        if sent > 0 {
            tracing::info!(sent, "reminders of overdue invoices");
        }
        release(context, "dunning", REMIND_EVERY).await?;
    }
    if claim(context, "mail-reminders").await? {
        let sent = mails::jobs::remind(context)
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        if sent > 0 {
            tracing::info!(sent, "reminders of renewals and ends of trials");
        }
        release(context, "mail-reminders", MAIL_REMINDERS_EVERY).await?;
    }
    if claim(context, "ended-trials").await? {
        webhooks::jobs::tell_trials(context)
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        release(context, "ended-trials", TRIALS_EVERY).await?;
    }
    if claim(context, "retries").await? {
        let due = payments::jobs::retry(context).await?;
        if due > 0 {
            tracing::info!(due, "invoices are collected again");
        }
        release(context, "retries", RETRY_EVERY).await?;
    }
    if claim(context, "payments-underway").await? {
        payments::jobs::look_after(context).await?;
        release(context, "payments-underway", LOOK_EVERY).await?;
    }
    if claim(context, "expiring-methods").await? {
        let done = payment_methods::jobs::expire(context)
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        if done > 0 {
            tracing::info!(done, "payment methods expired, or their customers were told");
        }
        release(context, "expiring-methods", EXPIRE_EVERY).await?;
    }
    if claim(context, "debits").await? {
        let done = debits::jobs::settle(context).await?;
        if done > 0 {
            tracing::info!(done, "direct debits came in");
        }
        release(context, "debits", DEBITS_EVERY).await?;
    }
    if claim(context, "mandates").await? {
        let done = mandates::jobs::run(context)
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        if done > 0 {
            tracing::info!(done, "mandates lapsed, or were forgotten");
        }
        release(context, "mandates", MANDATES_EVERY).await?;
    }
    if claim(context, "vat-checks").await? {
        customers::jobs::enqueue_due(context).await?;
        release(context, "vat-checks", VAT_EVERY).await?;
    }
    if claim(context, "domains").await? {
        domains::jobs::recheck(context).await?;
        release(context, "domains", DOMAINS_EVERY).await?;
    }
    if claim(context, "retention").await? {
        let forgotten = privacy::jobs::forget(context).await?;
        if forgotten > 0 {
            tracing::info!(forgotten, "invoices that need not be kept any more");
        }
        release(context, "retention", FORGET_EVERY).await?;
    }
    if claim(context, "clean-up").await? {
        clean_up(context).await?;
        release(context, "clean-up", CLEAN_EVERY).await?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "jobs serve all tenants")]
async fn claim(context: &Context, name: &str) -> Result<bool, DbErr> {
    use jobs::Column;
    let now = context.now();
    let row = jobs::Entity::find()
        .filter(Column::Name.eq(name))
        .one(context.db.read())
        .await?;
    if row.is_some_and(|row| row.next_run_at > now) {
        return Ok(false);
    }
    let tx = context.db.begin().await?;
    let new = jobs::ActiveModel {
        name: Set(name.into()),
        next_run_at: Set(now),
        leased_until: Set(None),
    };
    jobs::Entity::insert(new)
        .on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned())
        .exec_without_returning(&tx)
        .await?;
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lt(now));
    let claimed = jobs::Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(now + LEASE))
        .filter(Column::Name.eq(name))
        .filter(Column::NextRunAt.lte(now))
        .filter(free)
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(claimed.rows_affected == 1)
}

async fn release(context: &Context, name: &str, every: TimeDelta) -> Result<(), DbErr> {
    let tx = context.db.begin().await?;
    jobs::Entity::update_many()
        .col_expr(jobs::Column::NextRunAt, Expr::value(context.now() + every))
        .col_expr(jobs::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(jobs::Column::Name.eq(name))
        .exec(&tx)
        .await?;
    tx.commit().await
}

/// Forgets what has served: stored answers, requests for login mails and what limits counted after a day, done outbox rows
/// after a week, that a login link was asked for after 90 days.
async fn clean_up(context: &Context) -> Result<(), DbErr> {
    let now = context.now();
    let tx = context.db.begin().await?;
    idempotency_keys::Entity::delete_many()
        .filter(idempotency_keys::Column::CreatedAt.lt(now - TimeDelta::hours(24)))
        .exec(&tx)
        .await?;
    outbox::delete_done(&tx, now - TimeDelta::days(7)).await?;
    mails::store::delete_login_links_before(&tx, now - TimeDelta::days(90)).await?;
    login_requests::store::delete_before(&tx, now - TimeDelta::hours(24)).await?;
    gateways::store::delete_events_before(&tx, now - TimeDelta::days(60)).await?;
    shared_limits::store::delete_before(&tx, now - TimeDelta::hours(24)).await?;
    operators::store::delete_old(&tx, now - TimeDelta::days(90)).await?;
    operators::store::delete_failed_logins_before(&tx, now - operators::sessions::FORGOTTEN).await?;
    tx.commit().await?;
    payment_methods::jobs::discard(context).await?;
    webhooks::jobs::clean_up(context).await
}
