//! Forgetting what need not be kept any more.

use chrono::TimeDelta;
use sea_orm::DbErr;

use super::store;
use crate::{auth::Scope, context::Context, features::documents::files};

/// Invoices that are forgotten in one transaction.
const BATCH: u64 = 200;

/// Takes who they were for out of erased customers' invoices whose years are over; gives how many.
pub async fn forget(context: &Context) -> Result<u64, DbErr> {
    // The day is over everywhere.
    let today = (context.now() - TimeDelta::days(1)).date_naive();
    let mut forgotten = 0;
    loop {
        let due = store::list_forgettable(context.db.read(), today, BATCH).await?;
        if due.is_empty() {
            return Ok(forgotten);
        }
        // Before what leads to them: should this stop in between, they are found again.
        for (tenant, invoice) in &due {
            files::delete(context, Scope::of_tenant(*tenant), *invoice).await?;
        }
        let tx = context.db.begin().await?;
        for (tenant, invoice) in &due {
            store::forget(&tx, Scope::of_tenant(*tenant), *invoice).await?;
        }
        tx.commit().await?;
        forgotten += due.len() as u64;
    }
}
