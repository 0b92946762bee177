//! Mandates that lapse, and those that need not be kept any more.

use chrono::Months;
use portico_domain::mandates as rules;
use sea_orm::DatabaseTransaction;

use super::{changing, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{mandates, tenants as tenants_table},
    features::{debits, mails::Ending, payment_methods::store as method_store, tenants},
    http::ApiResult,
};

/// Mandates a transaction, so that nobody waits long behind the job.
const BATCH: u64 = 200;

/// Ends mandates that were not used for 36 months, and forgets those of erased customers once nothing can be disputed; gives
/// how many.
pub async fn run(context: &Context) -> ApiResult<usize> {
    let mut done = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        // One merchant's trouble keeps no other's mandates alive.
        match run_of(context, &tenant).await {
            Ok(more) => done += more,
            Err(error) => tracing::error!(tenant.id = %tenant.id, error.cause = %error, "mandates did not lapse"),
        }
    }
    Ok(done)
}

async fn run_of(context: &Context, tenant: &tenants_table::Model) -> ApiResult<usize> {
    let (scope, today) = (Scope::of_tenant(tenant.id), tenant.today(context.now()));
    let (mut done, mut after) = (0, None);
    // Months differ in length: what may have lapsed is looked at, by the rule itself.
    let unused = today.checked_sub_months(Months::new(35)).unwrap_or(today);
    loop {
        let rows = store::list_unused_since(context.db.read(), scope, (unused, after), BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = Some(last.id);
        let lapsed = rows
            .iter()
            .filter(|row| rules::is_lapsed(row.signed_on, row.last_debit_on, today));
        for row in lapsed {
            let tx = context.db.begin().await?;
            lapse(&tx, context, row).await?;
            context.commit(tx).await?;
            done += 1;
        }
    }
    let kept = today.checked_sub_months(Months::new(14)).unwrap_or(today);
    for row in store::list_forgettable(context.db.read(), scope, kept).await? {
        if rules::keep_until(row.signed_on, row.last_debit_on) < today {
            let tx = context.db.begin().await?;
            store::delete(&tx, row).await?;
            context.commit(tx).await?;
            done += 1;
        }
    }
    let old = context.now() - debits::service::CONTENT_KEPT;
    let tx = context.db.begin().await?;
    debits::store::forget_contents_before(&tx, scope, old).await?;
    tx.commit().await?;
    Ok(done)
}

async fn lapse(tx: &DatabaseTransaction, context: &Context, row: &mandates::Model) -> ApiResult<()> {
    let caller = Caller::system(row.tenant_id, "mandates");
    let scope = Scope::of_tenant(row.tenant_id);
    let method = method_store::find_many(tx, scope, vec![row.payment_method_id])
        .await?
        .pop();
    // As it is now: a debit may have been handed in meanwhile.
    let now = store::find_of(tx, scope, row.payment_method_id).await?;
    let Some(both) = method.zip(now.filter(|now| now.version == row.version)) else {
        return Ok(());
    };
    changing::end(tx, context, &caller, both, Ending::Lapsed)
        .await
        .map(drop)
}
