//! Makes ready what exports hold.

use chrono::TimeDelta;
use portico_shared::{
    TenantId,
    documents::{DocumentFormat, ExportFormat, ExportStatus},
};
use sea_orm::DbErr;

use super::{service, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::invoice_exports,
    features::{documents::files, invoices::store as invoice_store, tenants},
    http::{ApiError, ApiResult},
};

/// Workers of a process: one export that takes long keeps no other waiting.
pub const AT_ONCE: usize = 3;
/// Exports of one merchant that are worked on at once: there is always a worker for another's.
const MOST_OF_ONE: u64 = 2;
/// For how long a worker that died keeps others away.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// Attempts without progress until an export has failed.
const MOST_ATTEMPTS: i32 = 5;
/// Until the second attempt; each later one waits longer by this.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
/// How many invoices later progress is written down.
const BATCH: usize = 25;
/// How long an export can be fetched.
const KEPT: TimeDelta = TimeDelta::days(1);

/// Works off what was ordered, one after the other; gives how many exports it finished.
pub async fn work(context: &Context) -> Result<usize, DbErr> {
    let mut finished = 0;
    loop {
        let mut is_idle = true;
        // One export a merchant and round: nobody waits behind another's many.
        for tenant in tenants::store::list(context.db.read()).await? {
            let Some(mut export) = claim(context, tenant.id).await? else {
                continue;
            };
            is_idle = false;
            let id = export.id;
            // One export's trouble keeps no other waiting.
            let Err(error) = work_off(context, &mut export).await else {
                finished += 1;
                continue;
            };
            tracing::error!(invoice_export.id = %id, error.cause = %error.reason(), "an export of invoices stopped");
            if let Err(error) = put_back(context, &mut export).await {
                tracing::error!(invoice_export.id = %id, error.cause = %error.reason(), "its lease brings it back");
            }
        }
        if is_idle {
            return Ok(finished);
        }
    }
}

/// Forgets exports that are a day old.
pub async fn clean_up(context: &Context) -> Result<u64, DbErr> {
    let mut gone = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        let scope = Scope::of_tenant(tenant.id);
        let tx = context.db.begin().await?;
        gone += store::delete_before(&tx, scope, context.now() - KEPT).await?;
        tx.commit().await?;
    }
    Ok(gone)
}

/// One whose worker died at each attempt is not tried again.
async fn claim(context: &Context, tenant: TenantId) -> Result<Option<invoice_exports::Model>, DbErr> {
    let (scope, now) = (Scope::of_tenant(tenant), context.now());
    if store::find_waiting(context.db.read(), scope, now).await?.is_none() {
        return Ok(None);
    }
    let tx = context.db.begin().await?;
    if store::count_leased(&tx, scope, now).await? >= MOST_OF_ONE {
        return Ok(None);
    }
    let Some(found) = store::find_waiting(&tx, scope, now).await? else {
        return Ok(None);
    };
    let may_try = found.attempts < MOST_ATTEMPTS;
    let after = invoice_exports::Model {
        version: found.version + 1,
        status: if may_try {
            ExportStatus::Running
        } else {
            ExportStatus::Failed
        },
        leased_until: Some(now + LEASE),
        attempts: found.attempts + 1,
        ..found.clone()
    };
    let claimed = store::update(&tx, &found, after.clone()).await?;
    tx.commit().await?;
    Ok((claimed && may_try).then_some(after))
}

/// After an attempt that failed: to be tried again after a pause, unless it was the last.
async fn put_back(context: &Context, export: &mut invoice_exports::Model) -> ApiResult<()> {
    let again = context.now() + PAUSE * export.attempts;
    save(context, export, |row| {
        row.status = if row.attempts < MOST_ATTEMPTS {
            ExportStatus::Queued
        } else {
            ExportStatus::Failed
        };
        row.leased_until = Some(again);
    })
    .await?;
    Ok(())
}

async fn work_off(context: &Context, export: &mut invoice_exports::Model) -> ApiResult<()> {
    let ids = service::ids(export)?;
    let begun = usize::try_from(export.done).unwrap_or(0);
    let scope = Scope::of_tenant(export.tenant_id);
    for batch in ids.get(begun..).unwrap_or_default().chunks(BATCH) {
        // A line of a spreadsheet needs no file.
        if export.format == ExportFormat::Zip {
            for invoice in invoice_store::find_many(context.db.read(), scope, batch.to_vec()).await? {
                for format in DocumentFormat::ALL {
                    match files::open(context, &invoice, *format).await {
                        Ok(_) => {}
                        // Of another system's there may be none.
                        Err(error) if error.code == portico_shared::ErrorCode::NotFound => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        let done = export.done + i64::try_from(batch.len()).unwrap_or(0);
        let step = |row: &mut invoice_exports::Model| (row.done, row.attempts) = (done, 1);
        if !save(context, export, step).await? {
            return Ok(());
        }
    }
    let now = context.now();
    save(context, export, |row| {
        row.status = ExportStatus::Finished;
        row.finished_at = Some(now);
    })
    .await?;
    Ok(())
}

/// False where somebody thought us dead and took over.
async fn save(
    context: &Context,
    export: &mut invoice_exports::Model,
    change: impl FnOnce(&mut invoice_exports::Model),
) -> ApiResult<bool> {
    let mut after = invoice_exports::Model {
        version: export.version + 1,
        leased_until: Some(context.now() + LEASE),
        ..export.clone()
    };
    change(&mut after);
    let tx = context.db.begin().await?;
    let saved = store::update(&tx, export, after.clone())
        .await
        .map_err(ApiError::from)?;
    tx.commit().await?;
    *export = after;
    Ok(saved)
}
