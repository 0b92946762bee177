//! The two passes: everything is checked, then everything is written, in batches of one transaction each.

use std::sync::atomic::{AtomicBool, Ordering};

use portico_shared::{ErrorCode, imports::ImportKind};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

pub use super::plan::{Counts, NUMBER, by_number, own_key};
use super::{
    lines::{Batch, Counters, Reader},
    plan::{self, Around, Lines, Seen},
    report::Report,
    source::{Source, Sources},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::tenants,
    features::audit::{self, Change},
    http::{ApiError, ApiResult},
};

/// Lines a transaction: so few that nobody waits long behind one.
pub const BATCH: usize = 2000;
/// How often a file is begun anew because somebody changed the same rows.
const MOST_RESTARTS: usize = 5;

/// An import to be run.
pub struct Order<'a> {
    pub context: &'a Context,
    pub tenant: &'a tenants::Model,
    /// For the audit log.
    pub made_by: String,
    pub id: Uuid,
    pub sources: &'a Sources,
    pub check_only: bool,
    pub batch: usize,
    pub most_lines: Option<u64>,
}

/// How far it is.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    pub file: String,
    pub writing: bool,
    /// Of all files.
    pub lines: u64,
    /// Known once everything is checked.
    pub total: Option<u64>,
    /// What was written, of all files.
    pub created: u64,
    pub updated: u64,
}

/// Who watches an import, and may stop it.
pub trait Follower {
    /// After each batch of the first pass, and before the second; false stops it.
    fn checked(&mut self, progress: &Progress) -> impl Future<Output = ApiResult<bool>>;
    /// In the transaction of each batch; false takes the batch back and stops it.
    fn written(&mut self, tx: &DatabaseTransaction, progress: &Progress) -> impl Future<Output = ApiResult<bool>>;
    /// Once the batch is committed.
    fn committed(&mut self) {}
}

/// What became of a file.
#[derive(Debug, Clone)]
pub struct FileDone {
    pub name: String,
    pub kind: ImportKind,
    pub counts: Counts,
}

#[derive(Debug)]
pub enum Outcome {
    /// Some lines are not valid; nothing was changed.
    Refused(Report),
    /// All lines are valid, and written unless only a check was asked for.
    Done(Vec<FileDone>),
    /// Lines became invalid after they were checked; what was written before stays.
    Changed(Report),
    /// The follower stopped it.
    Stopped,
}

/// Checks, then writes.
///
/// # Errors
/// When the database is away, or somebody else changes the same rows again and again. The same import again goes on.
pub async fn run(order: &Order<'_>, follower: &mut impl Follower) -> ApiResult<Outcome> {
    let mut seen = Seen::default();
    let mut report = Report::default();
    let mut progress = Progress::default();
    let mut files = Vec::new();
    for source in &order.sources.files {
        let mut counts = Counts::default();
        let Some(mut reading) = Reading::open(source, &mut report).await? else {
            continue;
        };
        loop {
            let found = report.errors.len();
            let Some(batch) = reading.next(order.batch, &mut report).await? else {
                break;
            };
            progress.file.clone_from(&source.name);
            progress.lines += batch.count;
            if order.most_lines.is_some_and(|most| progress.lines > most) {
                let told = format!(
                    "at most {} lines in one import; divide it",
                    order.most_lines.unwrap_or(0)
                );
                report.add(&source.name, 0, "", "too-many-lines", told);
                return Ok(Outcome::Refused(report));
            }
            let lines = Lines {
                file: &source.name,
                read: batch.lines,
                report: &mut report,
                seen: Some(&mut seen),
            };
            let around = around(order);
            let (_, planned) = plan::plan(order.context.db.read(), &around, source.kind, lines).await?;
            counts += planned;
            report.sort_from(found);
            if !follower.checked(&progress).await? {
                return Ok(Outcome::Stopped);
            }
        }
        files.push(FileDone {
            name: source.name.clone(),
            kind: source.kind,
            counts,
        });
    }
    if !report.is_clean() {
        return Ok(Outcome::Refused(report));
    }
    progress.total = Some(progress.lines);
    if order.check_only {
        follower.checked(&progress).await?;
        return Ok(Outcome::Done(files));
    }
    progress.writing = true;
    progress.lines = 0;
    if !follower.checked(&progress).await? {
        return Ok(Outcome::Stopped);
    }
    write(order, follower, files, &seen, progress).await
}

async fn write(
    order: &Order<'_>,
    follower: &mut impl Follower,
    planned: Vec<FileDone>,
    named: &Seen,
    mut progress: Progress,
) -> ApiResult<Outcome> {
    let mut done = Vec::new();
    for (source, planned) in order.sources.files.iter().zip(planned) {
        let lines_before = progress.lines;
        let (created, updated) = (progress.created, progress.updated);
        let scope = Scope::of_tenant(order.tenant.id);
        let is_known = || {
            audit::exists(
                order.context.db.read(),
                scope,
                ACTION,
                order.id,
                (NAME, name_of(&planned)),
            )
        };
        let changes = planned.counts.created + planned.counts.updated > 0;
        let is_noted = AtomicBool::new(!changes || is_known().await?);
        let (mut restarts, mut reached) = (0, 0);
        loop {
            progress.lines = lines_before;
            let done = write_file(order, follower, source, (&planned, &is_noted), named, &mut progress).await;
            // What got further is not stuck.
            if progress.created + progress.updated > reached {
                (restarts, reached) = (0, progress.created + progress.updated);
            }
            match done {
                Ok(None) => break,
                Ok(Some(end)) => return Ok(end),
                // What was written is recognised; only what somebody else changed meanwhile is planned anew.
                Err(error) if error.code == ErrorCode::ConcurrentChange && restarts < MOST_RESTARTS => restarts += 1,
                Err(error) => return Err(error),
            }
        }
        let (created, updated) = (progress.created - created, progress.updated - updated);
        done.push(FileDone {
            counts: Counts {
                created,
                updated,
                unchanged: planned.counts.total().saturating_sub(created + updated),
            },
            ..planned
        });
    }
    Ok(Outcome::Done(done))
}

/// Writes one file; gives the outcome where it has to stop.
async fn write_file(
    order: &Order<'_>,
    follower: &mut impl Follower,
    source: &Source,
    (planned, is_noted): (&FileDone, &AtomicBool),
    named: &Seen,
    progress: &mut Progress,
) -> ApiResult<Option<Outcome>> {
    let context = order.context;
    let mut report = Report::default();
    let Some(mut reading) = Reading::open(source, &mut report).await? else {
        return Ok(Some(Outcome::Changed(report)));
    };
    let around = Around {
        named: Some(named),
        ..around(order)
    };
    while let Some(batch) = reading.next(order.batch, &mut report).await? {
        let count = batch.count;
        let lines = Lines {
            file: &source.name,
            read: batch.lines,
            report: &mut report,
            seen: None,
        };
        // Outside the transaction: the writer is held for the writing alone.
        let (work, counts) = plan::plan(context.db.read(), &around, source.kind, lines).await?;
        if !report.is_clean() {
            report.sort_from(0);
            return Ok(Some(Outcome::Changed(report)));
        }
        let after = Progress {
            file: source.name.clone(),
            lines: progress.lines + count,
            created: progress.created + counts.created,
            updated: progress.updated + counts.updated,
            ..progress.clone()
        };
        let tx = context.db.begin().await?;
        if !follower.written(&tx, &after).await? {
            return Ok(Some(Outcome::Stopped));
        }
        plan::apply(&tx, &around, work).await?;
        if !is_noted.load(Ordering::Relaxed) {
            note(&tx, order, planned).await?;
        }
        context.commit(tx).await?;
        is_noted.store(true, Ordering::Relaxed);
        follower.committed();
        *progress = after;
    }
    Ok(None)
}

const ACTION: &str = "import.file";
/// Where an audit row names its file.
const NAME: &str = "file";

fn name_of(file: &FileDone) -> &str {
    file.name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// One audit row a file, with the first of what it changes; none where it changes nothing.
async fn note(tx: &DatabaseTransaction, order: &Order<'_>, file: &FileDone) -> ApiResult<()> {
    let change = Change {
        action: ACTION,
        subject_kind: "import",
        subject: order.id,
        after: Some(serde_json::json!({
            NAME: name_of(file),
            "kind": file.kind,
            "created": file.counts.created,
            "updated": file.counts.updated,
            "unchanged": file.counts.unchanged,
        })),
        ..Change::default()
    };
    let caller = Caller::system(order.tenant.id, "import");
    Ok(audit::record_as(tx, order.context, &caller, &order.made_by, change).await?)
}

fn around<'a>(order: &'a Order<'_>) -> Around<'a> {
    Around {
        context: order.context,
        tenant: order.tenant,
        today: order.tenant.today(order.context.now()),
        named: None,
    }
}

/// A file that is read beside what else happens.
struct Reading(Option<(Reader, Counters)>);

impl Reading {
    async fn open(source: &Source, report: &mut Report) -> ApiResult<Option<Self>> {
        let source = source.clone();
        let mut found = std::mem::take(report);
        let (opened, found) = tokio::task::spawn_blocking(move || {
            let opened = Reader::open(&source, &mut found);
            (opened, found)
        })
        .await
        .map_err(ApiError::internal)?;
        *report = found;
        Ok(opened.map(|opened| Self(Some(opened))))
    }

    async fn next(&mut self, most: usize, report: &mut Report) -> ApiResult<Option<Batch>> {
        let Some((mut reader, counters)) = self.0.take() else {
            return Ok(None);
        };
        let mut found = std::mem::take(report);
        let (reader, counters, batch, found) = tokio::task::spawn_blocking(move || {
            let batch = reader.next(most, &counters, &mut found);
            (reader, counters, batch, found)
        })
        .await
        .map_err(ApiError::internal)?;
        *report = found;
        if !batch.ended {
            self.0 = Some((reader, counters));
        }
        Ok(Some(batch))
    }
}
