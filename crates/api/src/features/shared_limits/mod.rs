//! Limits that all instances count together, in the database: of what sends mail to an address that somebody chooses.
//! Login requests count their own rows.

pub mod store;

use chrono::TimeDelta;
use portico_shared::TenantId;
use sea_orm::DatabaseTransaction;

use crate::{
    context::Context,
    db::entities::limit_hits,
    http::{ApiError, ApiResult},
};

const HOUR: TimeDelta = TimeDelta::hours(1);

/// What is limited, and for whom. The name of the key is a part of its hash: no two kinds share a count.
pub type Key<'a> = (&'static str, &'a str);

/// Counts one more for each of these, which goes with the transaction: what is refused afterwards was not done.
///
/// # Errors
/// 429 when one of them had as many as it may have within an hour.
pub async fn count(tx: &DatabaseTransaction, context: &Context, tenant: TenantId, keys: [Key<'_>; 2]) -> ApiResult<()> {
    let (now, most) = (
        context.now(),
        u64::from(context.config.limits.login_requests_per_hour.max(1)),
    );
    for (name, whose) in keys {
        let mac = context.master.mac(name, &[tenant.0.as_bytes(), whose.as_bytes()]);
        // One after the other, so that none is counted before another is there.
        context.db.take_turns(tx, &mac).await?;
        let times = store::list_times(tx, tenant, &mac, now - HOUR, most).await?;
        if let Some(first) = times.last().filter(|_| times.len() as u64 >= most) {
            let wait = (*first + HOUR - now).num_seconds();
            return Err(ApiError::too_many(u64::try_from(wait).unwrap_or_default() + 1));
        }
        let row = limit_hits::Model {
            tenant_id: tenant,
            id: context.new_id(),
            key_mac: mac.to_vec(),
            created_at: now,
        };
        store::insert(tx, row).await?;
    }
    Ok(())
}
