//! Ordering imports, and looking at them.

use std::io::Cursor;

use actix_web::{http::StatusCode, web};
use portico_shared::{
    ImportId, Page,
    imports::{ImportState, ImportView},
};

use super::{archive, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{import_chunks, imports},
    http::{
        ApiError, ApiResult,
        check::{self, Check},
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

/// Bytes of an archive that one row holds.
const CHUNK: usize = 1024 * 1024;

/// Imports of a tenant that wait or run: each is kept until it is done.
const MOST_OPEN: u64 = 5;
/// Until which one of them is likely done.
pub const RETRY_S: u64 = 30;

/// What is asked of an import beside its files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    pub check_only: bool,
    pub send_mails: bool,
    pub emit_webhooks: bool,
}

impl Wishes {
    /// # Errors
    /// 422 for what imports cannot do.
    pub fn check(self) -> ApiResult<()> {
        let mut check = Check::default();
        let told = "imports write to nobody; leave it out or give false";
        check.require(!self.send_mails, "sendMails", "not-permitted", told);
        let told = "imports tell no endpoint; leave it out or give false";
        check.require(!self.emit_webhooks, "emitWebhooks", "not-permitted", told);
        check.finish()
    }
}

fn view(row: imports::Model) -> ImportView {
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    let (done, created, updated) = (count(row.lines_done), count(row.created), count(row.updated));
    ImportView {
        id: row.id,
        state: row.state,
        check_only: row.check_only,
        lines: count(row.lines_total),
        lines_checked: count(row.lines_checked),
        lines_done: done,
        created,
        updated,
        unchanged: if row.check_only {
            0
        } else {
            done.saturating_sub(created + updated)
        },
        error_count: count(row.error_count),
        // Written by us alone; what could not be read is no reason to hide the rest.
        errors: serde_json::from_value(row.errors).unwrap_or_default(),
        failure: row.failure,
        created_at: row.created_at.into(),
        started_at: row.started_at.map(Into::into),
        finished_at: row.finished_at.map(Into::into),
    }
}

pub async fn list(
    context: &Context,
    scope: Scope,
    request: &PageRequest<OrderColumn<imports::Column>>,
) -> ApiResult<Page<ImportView>> {
    Ok(store::list(context.db.read(), scope, request).await?.map(view))
}

pub async fn get(context: &Context, scope: Scope, id: ImportId) -> ApiResult<ImportView> {
    let row = store::find(context.db.read(), scope, id).await?;
    Ok(view(row.ok_or_else(ApiError::not_found)?))
}

/// Takes an archive; the worker begins with it at once.
pub async fn order(
    context: &Context,
    caller: &Caller,
    once: Once,
    wishes: Wishes,
    archive: web::Bytes,
) -> ApiResult<Answer> {
    wishes.check()?;
    let looked_at = archive.clone();
    let inspected = web::block(move || {
        archive::count(&looked_at)?;
        archive::inspect(Cursor::new(looked_at))
    })
    .await;
    inspected
        .map_err(ApiError::internal)?
        .map_err(|refusal| check::refused("(body)", refusal.code(), refusal.to_string()))?;
    let answer = once
        .run(context, &caller.actor, StatusCode::ACCEPTED, async |tx| {
            if store::count_open(tx, caller.scope()).await? >= MOST_OPEN {
                return Err(ApiError::too_many(RETRY_S));
            }
            let row = imports::Model {
                tenant_id: caller.actor.tenant(),
                id: ImportId(context.new_id()),
                version: 1,
                state: ImportState::Checking,
                check_only: wishes.check_only,
                made_by: caller.actor.name(),
                lines_total: 0,
                lines_checked: 0,
                lines_done: 0,
                created: 0,
                updated: 0,
                error_count: 0,
                errors: serde_json::json!([]),
                failure: None,
                attempts: 0,
                created_at: context.now(),
                started_at: None,
                finished_at: None,
                leased_until: None,
            };
            store::insert(tx, row.clone()).await?;
            for (position, bytes) in (0..).zip(archive.chunks(CHUNK)) {
                let chunk = import_chunks::Model {
                    tenant_id: row.tenant_id,
                    import_id: row.id,
                    position,
                    bytes: bytes.to_vec(),
                };
                store::insert_chunk(tx, chunk).await?;
            }
            Ok(view(row))
        })
        .await?;
    context.import_bell.notify_one();
    Ok(answer)
}
