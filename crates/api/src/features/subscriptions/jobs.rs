//! What happens to subscriptions on a day by itself: they end, and their terms roll over.

use portico_domain::cancellation;
use portico_shared::subscriptions::SubscriptionStatus;
use sea_orm::DbErr;

use super::{mapping, service::standing, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{subscriptions, tenants as tenants_table},
    features::{
        audit::{self, Change},
        tenants,
    },
};

/// Rows a transaction handles, so that nobody waits long behind the job.
const BATCH: u64 = 200;

/// Ends what is due and advances `term_end`, tenant by tenant. Gives how many rows changed.
pub async fn run(context: &Context) -> Result<usize, DbErr> {
    let mut changed = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        // One merchant's trouble keeps no other's contracts from ending.
        match run_tenant(context, &tenant).await {
            Ok(done) => changed += done,
            Err(error) => tracing::error!(tenant.id = %tenant.id, error.cause = %error, "contracts did not end"),
        }
    }
    Ok(changed)
}

async fn run_tenant(context: &Context, tenant: &tenants_table::Model) -> Result<usize, DbErr> {
    let mut changed = 0;
    loop {
        let batch = run_batch(context, tenant).await?;
        changed += batch;
        if batch == 0 {
            return Ok(changed);
        }
    }
}

async fn run_batch(context: &Context, tenant: &tenants_table::Model) -> Result<usize, DbErr> {
    let today = tenant.today(context.now());
    if !store::exists_due(context.db.read(), tenant.id, today).await? {
        return Ok(0);
    }
    let caller = Caller::system(tenant.id, "due-cancellations");
    let scope = Scope::of_tenant(tenant.id);
    let tx = context.db.begin().await?;
    let mut changed = 0;
    for row in store::take_due(&tx, tenant.id, today, BATCH).await? {
        let items = store::list_items(&tx, scope, vec![row.id]).await?;
        let contract = mapping::contract(&row, &items);
        let ends = cancellation::is_due(&contract, today);
        let after = subscriptions::Model {
            version: row.version + 1,
            status: if ends {
                SubscriptionStatus::Cancelled
            } else {
                row.status
            },
            // A contract that ended by itself has its end written down like any other.
            cancellation_effective: if ends {
                cancellation::ends_on(&contract)
            } else {
                row.cancellation_effective
            },
            term_end: if ends {
                row.term_end
            } else {
                contract.terms.term_end(today)
            },
            updated_at: context.now(),
            ..row.clone()
        };
        // Somebody else's change goes first; the next run sees it.
        if !store::update(&tx, &row, after.clone()).await? {
            continue;
        }
        changed += 1;
        if ends {
            let change = Change {
                action: "subscription.ended",
                subject_kind: "subscription",
                subject: row.id.0,
                customer: Some(row.customer_id),
                before: Some(standing(&row)),
                after: Some(standing(&after)),
            };
            audit::record(&tx, context, &caller, change).await?;
        }
    }
    context.commit(tx).await?;
    Ok(changed)
}
