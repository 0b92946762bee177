//! Works off imports that were sent over HTTP. One that was cut off is taken up again, from its start: what it wrote is
//! recognised.

use std::{
    fs::DirBuilder,
    io::{Seek, SeekFrom, Write},
    path::Path,
};

use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{TenantId, imports::ImportState};
use sea_orm::{DatabaseTransaction, DbErr};

use super::{
    archive,
    report::Report,
    run::{self, Follower, Order, Outcome, Progress},
    source::Sources,
    store,
};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{imports, tenants as tenants_table},
    features::tenants,
    http::{ApiError, ApiResult},
};

/// For how long a worker that died keeps others away.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// What fails so often will not do better.
const MOST_ATTEMPTS: i32 = 5;
/// After this long, unpacked files are nobody's any more.
const LEFT: TimeDelta = TimeDelta::hours(6);
/// Lines of one import: what is noted about them is held in memory.
const MOST_LINES: u64 = 1_000_000;

/// Works off what was sent; gives how many imports it finished.
pub async fn work(context: &Context) -> Result<usize, DbErr> {
    let mut finished = 0;
    loop {
        let before = finished;
        // One import a merchant and round: nobody waits behind another's many.
        for tenant in tenants::store::list(context.db.read()).await? {
            let Some(row) = claim(context, tenant.id).await? else {
                continue;
            };
            let id = row.id;
            // One merchant's trouble keeps no other waiting; the lease brings the import back.
            match work_off(context, &tenant, row).await {
                Ok(()) => finished += 1,
                Err(error) => tracing::error!(import.id = %id, error.cause = %error, "an import stopped"),
            }
        }
        if finished == before {
            return Ok(finished);
        }
    }
}

/// Takes an import that nobody else is at.
async fn claim(context: &Context, tenant: TenantId) -> Result<Option<imports::Model>, DbErr> {
    let scope = Scope::of_tenant(tenant);
    let is_free = |row: &imports::Model, now: DateTime<Utc>| row.leased_until.is_none_or(|until| until <= now);
    let found = store::find_open(context.db.read(), scope).await?;
    if !found.is_some_and(|row| is_free(&row, context.now())) {
        return Ok(None);
    }
    let tx = context.db.begin().await?;
    let now = context.now();
    let Some(row) = store::find_open(&tx, scope).await?.filter(|row| is_free(row, now)) else {
        return Ok(None);
    };
    let after = imports::Model {
        version: row.version + 1,
        attempts: row.attempts + 1,
        started_at: row.started_at.or(Some(now)),
        leased_until: Some(now + LEASE),
        ..row.clone()
    };
    let claimed = store::update(&tx, &row, after.clone()).await?;
    tx.commit().await?;
    Ok(claimed.then_some(after))
}

async fn work_off(context: &Context, tenant: &tenants_table::Model, row: imports::Model) -> ApiResult<()> {
    let mut job = Job {
        context,
        base: (row.created, row.updated),
        row,
        pending: None,
    };
    if job.row.attempts > MOST_ATTEMPTS {
        let told = "It stopped again and again; the log says why. Send it anew.";
        return job.finish(ImportState::Failed, None, Some(told.into())).await;
    }
    let was_writing = job.row.state == ImportState::Writing;
    let outcome = match unpack(context, &job.row).await? {
        Err(report) => Outcome::Refused(report),
        Ok(sources) => {
            let order = Order {
                context,
                tenant,
                made_by: job.row.made_by.clone(),
                id: job.row.id.0,
                sources: &sources,
                check_only: job.row.check_only,
                batch: run::BATCH,
                most_lines: Some(MOST_LINES),
            };
            run::run(&order, &mut job).await?
        }
    };
    match outcome {
        Outcome::Stopped => Ok(()),
        Outcome::Done(_) => job.finish(ImportState::Done, None, None).await,
        Outcome::Refused(report) if !was_writing => job.finish(ImportState::Refused, Some(report), None).await,
        Outcome::Refused(report) | Outcome::Changed(report) => {
            let wrote = job.row.created + job.row.updated > 0;
            let told = if wrote {
                "Lines that were valid are not any more: something was changed meanwhile. What was written stays."
            } else {
                "Lines that were valid are not any more: something was changed meanwhile. Nothing was written."
            };
            job.finish(ImportState::Failed, Some(report), Some(told.into())).await
        }
    }
}

/// Puts the archive together again and unpacks it.
async fn unpack(context: &Context, row: &imports::Model) -> ApiResult<Result<Sources, Report>> {
    let mut file = tempfile::tempfile().map_err(ApiError::internal)?;
    let scope = Scope::of_tenant(row.tenant_id);
    let mut position = 0;
    while let Some(bytes) = store::find_chunk(context.db.read(), scope, row.id, position).await? {
        file.write_all(&bytes).map_err(ApiError::internal)?;
        position += 1;
    }
    // Beside the database: what was unpacked is as private as what is there.
    let place = context.config.database.folder.join("tmp");
    let now = context.now();
    let unpacked = tokio::task::spawn_blocking(move || {
        clear(&place, now).map_err(archive::Refusal::from)?;
        file.seek(SeekFrom::Start(0)).map_err(archive::Refusal::from)?;
        archive::unpack(file, &place)
    });
    match unpacked.await.map_err(ApiError::internal)? {
        Ok(folder) => Ok(Sources::unpacked(folder)),
        // The disk is at fault, not the archive.
        Err(archive::Refusal::Disk(error)) => Err(ApiError::internal(error)),
        Err(refusal) => {
            let mut report = Report::default();
            report.add("", 0, "", refusal.code(), refusal.to_string());
            Ok(Err(report))
        }
    }
}

/// Makes the folder for unpacked files, and removes what a worker that was killed left there.
fn clear(place: &Path, now: DateTime<Utc>) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(place)?;
    for entry in place.read_dir()? {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(archive::PREFIX);
        let made: DateTime<Utc> = entry.metadata()?.modified()?.into();
        if is_ours && now - made > LEFT {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// An import and its row, which says how far it is and who is at it.
struct Job<'a> {
    context: &'a Context,
    /// What earlier attempts created and updated: it counts as well.
    base: (i64, i64),
    row: imports::Model,
    pending: Option<imports::Model>,
}

impl Job<'_> {
    fn after(&self, progress: &Progress) -> imports::Model {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let row = self.row.clone();
        let leased_until = Some(self.context.now() + LEASE);
        if !progress.writing {
            return imports::Model {
                version: row.version + 1,
                lines_checked: count(progress.lines),
                lines_total: count(progress.total.unwrap_or(0)),
                leased_until,
                ..row
            };
        }
        imports::Model {
            version: row.version + 1,
            state: ImportState::Writing,
            lines_total: count(progress.total.unwrap_or(0)),
            lines_checked: count(progress.total.unwrap_or(0)),
            lines_done: count(progress.lines),
            leased_until,
            ..row
        }
    }

    async fn finish(&mut self, state: ImportState, report: Option<Report>, failure: Option<String>) -> ApiResult<()> {
        let scope = Scope::of_tenant(self.row.tenant_id);
        let report = report.unwrap_or_default();
        let after = imports::Model {
            version: self.row.version + 1,
            state,
            error_count: i64::try_from(report.count).unwrap_or(i64::MAX),
            errors: serde_json::to_value(report.errors).map_err(ApiError::internal)?,
            failure,
            finished_at: Some(self.context.now()),
            leased_until: None,
            ..self.row.clone()
        };
        let tx = self.context.db.begin().await?;
        if store::update(&tx, &self.row, after).await? {
            store::delete_chunks(&tx, scope, self.row.id).await?;
            self.context.commit(tx).await?;
        }
        Ok(())
    }
}

impl Follower for Job<'_> {
    async fn checked(&mut self, progress: &Progress) -> ApiResult<bool> {
        let after = self.after(progress);
        let tx = self.context.db.begin().await?;
        if !store::update(&tx, &self.row, after.clone()).await? {
            return Ok(false);
        }
        tx.commit().await?;
        self.row = after;
        Ok(true)
    }

    async fn written(&mut self, tx: &DatabaseTransaction, progress: &Progress) -> ApiResult<bool> {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let mut after = self.after(progress);
        after.created = self.base.0 + count(progress.created);
        after.updated = self.base.1 + count(progress.updated);
        // What gets further is not what fails again and again.
        if progress.created + progress.updated > 0 {
            after.attempts = 1;
        }
        // Somebody thought us dead and took over: nothing of this batch is kept.
        let is_ours = store::update(tx, &self.row, after.clone()).await?;
        self.pending = Some(after);
        Ok(is_ours)
    }

    fn committed(&mut self) {
        if let Some(row) = self.pending.take() {
            self.row = row;
        }
    }
}
