//! Ordering exports of invoices, and handing them out.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use portico_shared::{
    ErrorCode, InvoiceExportId, InvoiceId,
    documents::{DownloadLinkView, ExportFormat, ExportStatus, InvoiceExportIn, InvoiceExportView},
};
use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::invoice_exports,
    features::{
        audit::{self, Change},
        documents::links::{self, Asked},
        invoices::store::Filter,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// Invoices of one export.
const MOST: u64 = 5000;
/// How long the address of a finished export lives.
const LINK: TimeDelta = TimeDelta::seconds(60);

pub fn ids(row: &invoice_exports::Model) -> ApiResult<Vec<InvoiceId>> {
    serde_json::from_value(row.invoices.clone()).map_err(ApiError::internal)
}

async fn view(db: &impl ConnectionTrait, scope: Scope, row: &invoice_exports::Model) -> ApiResult<InvoiceExportView> {
    let ids = ids(row)?;
    Ok(InvoiceExportView {
        id: row.id,
        format: row.format,
        status: row.status,
        total: ids.len() as u64,
        done: u64::try_from(row.done).unwrap_or(0),
        without_file: match row.format {
            ExportFormat::Zip => store::count_without_file(db, scope, &ids).await?,
            ExportFormat::Csv => 0,
        },
        created_at: row.created_at.into(),
        finished_at: row.finished_at.map(Into::into),
    })
}

/// Orders an export; the job begins with it at once.
pub async fn order(context: &Context, caller: &Caller, once: Once, asked: InvoiceExportIn) -> ApiResult<Answer> {
    context.limiters.exports.check(caller.actor.identity())?;
    let customer = caller.own_customer(asked.customer)?;
    let answer = once
        .run(context, &caller.actor, StatusCode::ACCEPTED, async |tx| {
            let mut check = Check::default();
            // Whoever has chosen none does not get all.
            let is_empty = asked.invoices.as_ref().is_some_and(Vec::is_empty);
            check.require(!is_empty, "invoices", "empty", "name at least one, or leave it out");
            check.finish()?;
            let only: Vec<_> = asked.invoices.clone().unwrap_or_default();
            let filter = Filter {
                customer,
                statuses: asked.status.clone(),
                kind: asked.kind,
                from: asked.from.as_ref().map(portico_shared::Date::to_naive),
                to: asked.to.as_ref().map(portico_shared::Date::to_naive),
                ..Filter::default()
            };
            let found = store::list_ids(tx, caller.scope(), filter, (&only, MOST)).await?;
            let mut check = Check::default();
            // Another's is as unknown as one that does not exist.
            let all_known = only.is_empty() || only.iter().all(|id| found.contains(id));
            check.require(
                all_known,
                "invoices",
                "unknown",
                "not all of them are invoices of yours that were issued",
            );
            let fits = found.len() as u64 <= MOST;
            check.require(
                fits,
                "invoices",
                "out-of-range",
                "more than 5000 invoices: choose a shorter period",
            );
            check.require(
                !found.is_empty() || !all_known,
                "invoices",
                "empty",
                "no invoice fits: there is nothing to export",
            );
            check.finish()?;
            let row = invoice_exports::Model {
                tenant_id: caller.actor.tenant(),
                id: InvoiceExportId(context.new_id()),
                version: 1,
                customer_id: caller.scope().customer(),
                format: asked.format,
                status: ExportStatus::Queued,
                invoices: serde_json::to_value(&found).map_err(ApiError::internal)?,
                done: 0,
                made_by: caller.actor.name(),
                created_at: context.now(),
                finished_at: None,
                leased_until: None,
                attempts: 0,
            };
            let answer = view(tx, caller.scope(), &row).await?;
            let mut check = Check::default();
            check.require(
                answer.without_file < answer.total,
                "invoices",
                "no-files",
                "other systems issued all of them and no PDF was sent: an archive would be empty, take format csv",
            );
            check.finish()?;
            let change = Change {
                action: "invoices.exported",
                subject_kind: "invoice_export",
                subject: row.id.0,
                customer: caller.scope().customer().or(customer),
                after: Some(serde_json::json!({ "format": row.format, "invoices": found.len() })),
                ..Change::default()
            };
            audit::record(tx, context, caller, change).await?;
            store::insert(tx, row).await?;
            Ok(answer)
        })
        .await?;
    context.export_bell.notify_one();
    Ok(answer)
}

pub async fn get(context: &Context, caller: &Caller, id: InvoiceExportId) -> ApiResult<InvoiceExportView> {
    let row = find(context, caller, id).await?;
    view(context.db.read(), caller.scope(), &row).await
}

async fn find(context: &Context, caller: &Caller, id: InvoiceExportId) -> ApiResult<invoice_exports::Model> {
    let row = store::find(context.db.read(), caller.scope(), id).await?;
    row.ok_or_else(ApiError::not_found)
}

/// An address for a finished export.
pub async fn link(context: &Context, caller: &Caller, id: InvoiceExportId) -> ApiResult<DownloadLinkView> {
    let row = find(context, caller, id).await?;
    if row.status != ExportStatus::Finished {
        let detail = match row.status {
            ExportStatus::Failed => "The export failed. Order another one.",
            _ => "The export is not finished yet. Ask again when its status is finished.",
        };
        return Err(ApiError::in_state(ErrorCode::WrongState, row.status, detail));
    }
    let made = links::make(
        context,
        &caller.actor,
        Asked::Export(id),
        (file_name(&row), context.now() + LINK),
    );
    made.await?.ok_or_else(ApiError::not_found)
}

pub fn file_name(row: &invoice_exports::Model) -> String {
    let end = match row.format {
        ExportFormat::Zip => "zip",
        ExportFormat::Csv => "csv",
    };
    format!("invoices-{}.{end}", row.created_at.format("%Y-%m-%d"))
}
