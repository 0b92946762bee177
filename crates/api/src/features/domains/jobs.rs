//! Proved domains are looked at every day: a host that was given up may belong to somebody else next.

use chrono::TimeDelta;
use futures_util::{StreamExt, stream};
use sea_orm::DbErr;

use super::{service, store};
use crate::{auth::Caller, context::Context, db::entities::domains::Model, http::ApiResult};

const EVERY: TimeDelta = TimeDelta::hours(24);
/// Domains that one run looks at, and questions that are open at once: other jobs wait for a run, which a DNS
/// that is away makes four timeouts long.
const BATCH: u64 = 200;
const AT_ONCE: usize = 50;

pub async fn recheck(context: &Context) -> Result<(), DbErr> {
    let due = store::list_due(context.db.read(), context.now() - EVERY, BATCH).await?;
    stream::iter(due)
        .for_each_concurrent(AT_ONCE, async |row| {
            // One that cannot be saved is no reason to leave the others.
            if let Err(error) = recheck_one(context, &row).await {
                tracing::error!(domain.id = %row.id, error.cause = %error, "a domain could not be looked at again");
            }
        })
        .await;
    Ok(())
}

async fn recheck_one(context: &Context, row: &Model) -> ApiResult<()> {
    let caller = Caller::system(row.tenant_id, "domains");
    let finding = service::look(context, row).await;
    let tx = context.db.begin().await?;
    let after = service::save(&tx, context, &caller, row.id, &finding).await?;
    context.commit(tx).await?;
    if after.status != row.status {
        tracing::warn!(domain.id = %row.id, domain.status = %after.status, "a domain lost its record");
    }
    Ok(())
}
