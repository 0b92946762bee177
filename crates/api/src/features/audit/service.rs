//! Reading the audit log.

use portico_shared::{
    Page,
    audit::{Activity, AuditEntry},
};

use super::{
    mapping,
    store::{self, Filter},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::audit_log,
    features::{imports::fields::escape, people::store as people_store},
    http::{
        ApiError, ApiResult,
        page::{OrderColumn, PageRequest},
    },
};

/// Lines of an export.
const MOST: u64 = 10_000;

pub async fn list(
    context: &Context,
    scope: Scope,
    filter: &Filter,
    request: &PageRequest<OrderColumn<audit_log::Column>>,
) -> ApiResult<Page<AuditEntry>> {
    let page = store::list(context.db.read(), scope, filter, request).await?;
    Ok(page.map(mapping::entry))
}

pub async fn export(context: &Context, scope: Scope, filter: &Filter) -> ApiResult<Vec<u8>> {
    let rows = store::list_newest(context.db.read(), scope, filter, MOST).await?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    let names = [
        "at",
        "actor",
        "role",
        "session",
        "link",
        "clientAddress",
        "action",
        "subjectKind",
        "subject",
        "customer",
        "changes",
    ];
    csv.write_record(names).map_err(ApiError::internal)?;
    for entry in rows.into_iter().map(mapping::entry) {
        let changes = entry.changes.iter().map(|change| {
            let side = |text: &Option<String>| text.clone().unwrap_or_default();
            format!("{}: {} → {}", change.field, side(&change.before), side(&change.after))
        });
        let changes: Vec<_> = changes.collect();
        let record = [
            entry.at.to_string(),
            entry.actor,
            entry.role.unwrap_or_default(),
            entry.session.map(|id| id.to_string()).unwrap_or_default(),
            entry.link.map(|id| id.to_string()).unwrap_or_default(),
            entry.client_address.unwrap_or_default(),
            entry.action,
            entry.subject_kind,
            entry.subject.to_string(),
            entry.customer.map(|id| id.to_string()).unwrap_or_default(),
            changes.join("; "),
        ];
        csv.write_record(record.map(|cell| escape(&cell)))
            .map_err(ApiError::internal)?;
    }
    csv.into_inner().map_err(|error| ApiError::internal(error.to_string()))
}

pub async fn activity(
    context: &Context,
    caller: &Caller,
    request: &PageRequest<OrderColumn<audit_log::Column>>,
) -> ApiResult<Page<Activity>> {
    let own = caller.actor.person().ok_or_else(ApiError::not_found)?;
    let (db, scope) = (context.db.read(), caller.scope());
    let page = store::list(db, scope, &Filter::default(), request).await?;
    let members = people_store::list_all_members(db, scope, own.customer).await?;
    Ok(page.map(|row| mapping::activity(row, own, &members)))
}
