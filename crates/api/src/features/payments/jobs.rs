//! What falls due for payments: attempts that are tried again, and payments whose answer takes days.

use sea_orm::DbErr;

use super::store;
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{invoices, tenants as tenants_table},
    features::{invoices::store as invoice_store, tenants},
    jobs::outbox::{self, Work},
};

/// Invoices or payments a transaction, so that nobody waits long behind the job.
const BATCH: u64 = 200;

/// Has what is due collected again; gives how many invoices.
pub async fn retry(context: &Context) -> Result<usize, DbErr> {
    let mut due = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        while let Some(done) = retry_batch(context, &tenant).await? {
            due += done;
        }
    }
    Ok(due)
}

async fn retry_batch(context: &Context, tenant: &tenants_table::Model) -> Result<Option<usize>, DbErr> {
    let (scope, today) = (Scope::of_tenant(tenant.id), tenant.today(context.now()));
    if invoice_store::list_to_try(context.db.read(), scope, today, 1)
        .await?
        .is_empty()
    {
        return Ok(None);
    }
    let tx = context.db.begin().await?;
    let rows = invoice_store::list_to_try(&tx, scope, today, BATCH).await?;
    for row in &rows {
        let after = invoices::Model {
            version: row.version + 1,
            next_attempt_on: None,
            ..row.clone()
        };
        // Whoever changed it meanwhile has not looked at the day: the next round does.
        if invoice_store::update(&tx, row, after).await? {
            outbox::enqueue(&tx, context, tenant.id, &Work::Collect { invoice: row.id }).await?;
        }
    }
    context.commit(tx).await?;
    Ok(Some(rows.len()))
}

/// Has providers asked about what is on its way, in case what they tell by themselves got lost.
pub async fn look_after(context: &Context) -> Result<usize, DbErr> {
    let mut asked = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        let scope = Scope::of_tenant(tenant.id);
        let mut after = None;
        loop {
            let rows = store::list_underway(context.db.read(), scope, after, BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            let tx = context.db.begin().await?;
            for row in &rows {
                outbox::enqueue(&tx, context, tenant.id, &Work::LookAtPayment { payment: row.id }).await?;
            }
            context.commit(tx).await?;
            asked += rows.len();
        }
    }
    Ok(asked)
}
