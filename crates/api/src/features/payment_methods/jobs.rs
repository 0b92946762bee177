//! Methods that expire: customers are told 30 and 7 days before, where anything is collected with it, and on the day after, when it
//! can be used no more. And those that nobody completes.

use chrono::{Days, NaiveDate, TimeDelta};
use portico_shared::{PaymentMethodId, payment_methods::PaymentMethodStatus};
use sea_orm::{DatabaseTransaction, DbErr};

use super::{service, store, telling};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{payment_methods, tenants as tenants_table},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        mails::{self, Ending, Mail},
        tenants,
    },
    http::ApiResult,
};

/// Days before the last day on which it is valid.
const NOTICES: [i32; 2] = [30, 7];
/// Methods a transaction, so that nobody waits long behind the job.
const BATCH: u64 = 200;

/// For how long one that was begun waits for whoever began it.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Throws away what was begun and not completed in time.
pub async fn discard(context: &Context) -> Result<(), DbErr> {
    let begun_before = context.now() - KEPT;
    for tenant in tenants::store::list(context.db.read()).await? {
        let (scope, mut after) = (Scope::of_tenant(tenant.id), None);
        loop {
            let rows = store::list_incomplete(context.db.read(), scope, (begun_before, after), BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            let tx = context.db.begin().await?;
            for row in &rows {
                let gone = payment_methods::Model {
                    version: row.version + 1,
                    status: PaymentMethodStatus::Revoked,
                    removed_at: Some(context.now()),
                    updated_at: Some(context.now()),
                    purpose: None,
                    ..row.clone()
                };
                // What was completed a moment ago stays.
                if store::update(&tx, row, gone).await? {
                    service::call_off(&tx, context, row).await?;
                }
            }
            context.commit(tx).await?;
        }
    }
    Ok(())
}

/// Gives how many methods expired or were told of.
pub async fn expire(context: &Context) -> ApiResult<usize> {
    let mut done = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        // One merchant's trouble keeps no other's customers waiting.
        match expire_of(context, &tenant).await {
            Ok(more) => done += more,
            Err(error) => {
                tracing::error!(tenant.id = %tenant.id, error.cause = %error, "payment methods did not expire");
            }
        }
    }
    Ok(done)
}

async fn expire_of(context: &Context, tenant: &tenants_table::Model) -> ApiResult<usize> {
    let (scope, today) = (Scope::of_tenant(tenant.id), tenant.today(context.now()));
    let until = today.checked_add_days(Days::new(30)).unwrap_or(today);
    let (mut done, mut after) = (0, None::<PaymentMethodId>);
    loop {
        let ids = store::list_expiring(context.db.read(), scope, (until, after), BATCH).await?;
        let Some(last) = ids.last() else { return Ok(done) };
        after = Some(*last);
        let tx = context.db.begin().await?;
        for id in &ids {
            if let Some(row) = store::find(&tx, scope, *id).await? {
                done += usize::from(look_at(&tx, context, (tenant, today), row).await?);
            }
        }
        context.commit(tx).await?;
    }
}

/// What is due for one method; false where nothing is.
async fn look_at(
    tx: &DatabaseTransaction,
    context: &Context,
    (tenant, today): (&tenants_table::Model, NaiveDate),
    before: payment_methods::Model,
) -> ApiResult<bool> {
    let Some(last_day) = before
        .expiration_date
        .filter(|_| before.status == PaymentMethodStatus::Active)
    else {
        return Ok(false);
    };
    let left = (last_day - today).num_days();
    let next = payment_methods::Model {
        version: before.version + 1,
        updated_at: Some(context.now()),
        ..before.clone()
    };
    if left < 0 {
        let after = payment_methods::Model {
            status: PaymentMethodStatus::Expired,
            ..next
        };
        if !store::update(tx, &before, after.clone()).await? {
            return Ok(false);
        }
        let change = Change {
            action: "payment-method.expired",
            subject_kind: "payment-method",
            subject: before.id.0,
            customer: Some(before.customer_id),
            before: Some(service::standing(&before)),
            after: Some(service::standing(&after)),
        };
        audit::record(tx, context, &Caller::system(tenant.id, "expiry"), change).await?;
        Box::pin(telling::ended(tx, context, &after, Ending::Expired)).await?;
        return Ok(true);
    }
    // The nearest that has come; who adds a card a week before hears of it once.
    let notice = NOTICES.into_iter().filter(|days| left <= i64::from(*days)).min();
    let Some(notice) = notice.filter(|notice| before.expiry_told.is_none_or(|told| told > *notice)) else {
        return Ok(false);
    };
    let own = Scope::of_customer(before.tenant_id, before.customer_id);
    let Some(customer) = customer_store::find(tx, own, before.customer_id).await? else {
        return Ok(false);
    };
    let is_used = telling::subscriptions_with(tx, &customer, &before).await? > 0;
    let after = payment_methods::Model {
        expiry_told: Some(notice),
        ..next
    };
    if !is_used || !store::update(tx, &before, after).await? {
        return Ok(false);
    }
    let mail = Mail::payment_method_expires(&customer, before.name, last_day);
    mails::service::enqueue(tx, context, tenant, mail).await?;
    Ok(true)
}
