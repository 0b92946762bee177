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

/// For how long a worker that died keeps others away.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How many invoices later progress is written down.
const BATCH: usize = 25;
/// How long an export can be fetched.
const KEPT: TimeDelta = TimeDelta::days(1);

/// Works off what was ordered; gives how many exports it finished.
pub async fn work(context: &Context) -> Result<usize, DbErr> {
    let mut finished = 0;
    for tenant in tenants::store::list(context.db.read()).await? {
        while let Some(export) = claim(context, tenant.id).await? {
            let id = export.id;
            // One merchant's trouble keeps no other waiting; the lease brings it back.
            if let Err(error) = work_off(context, export).await {
                tracing::error!(invoice_export.id = %id, error.cause = %error, "an export of invoices stopped");
                break;
            }
            finished += 1;
        }
    }
    Ok(finished)
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

async fn claim(context: &Context, tenant: TenantId) -> Result<Option<invoice_exports::Model>, DbErr> {
    let (scope, now) = (Scope::of_tenant(tenant), context.now());
    if store::find_waiting(context.db.read(), scope, now).await?.is_none() {
        return Ok(None);
    }
    let tx = context.db.begin().await?;
    let Some(found) = store::find_waiting(&tx, scope, now).await? else {
        return Ok(None);
    };
    let after = invoice_exports::Model {
        version: found.version + 1,
        status: ExportStatus::Running,
        leased_until: Some(now + LEASE),
        ..found.clone()
    };
    let claimed = store::update(&tx, &found, after.clone()).await?;
    tx.commit().await?;
    Ok(claimed.then_some(after))
}

async fn work_off(context: &Context, mut export: invoice_exports::Model) -> ApiResult<()> {
    let ids = service::ids(&export)?;
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
        if !save(context, &mut export, |row| row.done = done).await? {
            return Ok(());
        }
    }
    let now = context.now();
    save(context, &mut export, |row| {
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
