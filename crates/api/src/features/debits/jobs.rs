//! Debits whose day has come: the money counts as there until the bank gives it back.

use portico_shared::invoices::PaymentStatus;
use sea_orm::DbErr;

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::tenants as tenants_table,
    features::{
        mandates::changing as mandate_changing,
        payments::{outcomes, store as payment_store},
        tenants,
    },
    http::ApiResult,
    ports::payment::Outcome,
};

const BATCH: u64 = 200;

/// Gives how many came in.
pub async fn settle(context: &Context) -> Result<usize, DbErr> {
    let mut done = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        // One merchant's trouble keeps no other's money waiting.
        match settle_of(context, &tenant).await {
            Ok(more) => done += more,
            Err(error) => tracing::error!(tenant.id = %tenant.id, error.cause = %error, "debits were not settled"),
        }
    }
    Ok(done)
}

async fn settle_of(context: &Context, tenant: &tenants_table::Model) -> ApiResult<usize> {
    let (scope, today) = (Scope::of_tenant(tenant.id), tenant.today(context.now()));
    let caller = Caller::system(tenant.id, "debits");
    let (mut done, mut after) = (0, None);
    loop {
        let due = store::list_due(context.db.read(), scope, (today, after), BATCH).await?;
        let Some(last) = due.last() else { return Ok(done) };
        after = Some(*last);
        let tx = context.db.begin().await?;
        for id in &due {
            // A return may have been recorded since the list was read.
            let now = payment_store::find(&tx, scope, *id).await?;
            let Some(now) = now.filter(|now| now.status == PaymentStatus::Underway) else {
                continue;
            };
            let reference = id.0.simple().to_string();
            outcomes::learn(&tx, context, &caller, *id, Outcome::Succeeded { reference }).await?;
            mandate_changing::told(&tx, &now).await?;
        }
        context.commit(tx).await?;
        done += due.len();
    }
}
