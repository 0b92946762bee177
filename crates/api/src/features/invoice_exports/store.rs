//! Queries for exports of invoices.

use chrono::{DateTime, Utc};
use portico_shared::{
    InvoiceExportId, InvoiceId,
    documents::ExportStatus,
    invoices::{InvoiceSource, InvoiceStatus},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_exports, invoice_files, invoices},
    features::invoices::store::{Filter, narrowed},
};

use invoice_exports::Column;

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: InvoiceExportId,
) -> Result<Option<invoice_exports::Model>, DbErr> {
    invoice_exports::Entity::within(scope)
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: invoice_exports::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// The ids of the invoices that are asked for, oldest first; one more than `most` where there are more.
pub async fn list_ids(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    (only, most): (&[InvoiceId], u64),
) -> Result<Vec<InvoiceId>, DbErr> {
    let mut rows = narrowed(invoices::Entity::within(scope), filter)
        // A draft is no document yet.
        .filter(invoices::Column::Status.ne(InvoiceStatus::Draft));
    if !only.is_empty() {
        rows = rows.filter(invoices::Column::Id.is_in(only.iter().copied()));
    }
    rows.select_only()
        .column(invoices::Column::Id)
        .order_by_asc(invoices::Column::CreationDate)
        .order_by_asc(invoices::Column::Id)
        .limit(most + 1)
        .into_tuple()
        .all(db)
        .await
}

/// How many of these have no file: other systems' for which no PDF was sent, and ours of which it was forgotten whom they were for.
pub async fn count_without_file(db: &impl ConnectionTrait, scope: Scope, of: &[InvoiceId]) -> Result<u64, DbErr> {
    use invoices::Column;
    let sent = invoice_files::Entity::within(scope)
        .select_only()
        .column(invoice_files::Column::InvoiceId)
        .into_query();
    let is_ours_no_more = Column::InvoiceAddress.is_null();
    invoices::Entity::within(scope)
        .filter(Column::Id.is_in(of.iter().copied()))
        .filter(Column::Source.eq(InvoiceSource::External).or(is_ours_no_more))
        .filter(Column::Id.not_in_subquery(sent))
        .count(db)
        .await
}

/// The next one that nobody is at: one that stopped lets the others go first.
pub async fn find_waiting(
    db: &impl ConnectionTrait,
    scope: Scope,
    now: DateTime<Utc>,
) -> Result<Option<invoice_exports::Model>, DbErr> {
    invoice_exports::Entity::within(scope)
        .filter(Column::Status.is_in([ExportStatus::Queued, ExportStatus::Running]))
        .filter(Column::LeasedUntil.is_null().or(Column::LeasedUntil.lte(now)))
        .order_by_asc(Column::Attempts)
        .order_by_asc(Column::CreatedAt)
        .limit(1)
        .one(db)
        .await
}

/// How many somebody is at.
pub async fn count_leased(db: &impl ConnectionTrait, scope: Scope, now: DateTime<Utc>) -> Result<u64, DbErr> {
    invoice_exports::Entity::within(scope)
        .filter(Column::Status.eq(ExportStatus::Running))
        .filter(Column::LeasedUntil.gt(now))
        .count(db)
        .await
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &invoice_exports::Model,
    after: invoice_exports::Model,
) -> Result<bool, DbErr> {
    let done = invoice_exports::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(Column::TenantId.eq(before.tenant_id))
        .filter(Column::Id.eq(before.id))
        .filter(Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Forgets those that were made before.
pub async fn delete_before(db: &impl ConnectionTrait, scope: Scope, before: DateTime<Utc>) -> Result<u64, DbErr> {
    let done = invoice_exports::Entity::delete_many()
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CreatedAt.lt(before))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}
