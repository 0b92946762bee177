//! Queries for payments.

use portico_shared::{InvoiceId, invoices::PaymentStatus};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, payments},
};

/// The payments of an invoice, oldest first.
pub async fn list_of(db: &impl ConnectionTrait, scope: Scope, of: InvoiceId) -> Result<Vec<payments::Model>, DbErr> {
    payments::Entity::within(scope)
        .filter(payments::Column::InvoiceId.eq(of))
        .order_by_asc(payments::Column::CreatedAt)
        .order_by_asc(payments::Column::Id)
        .all(db)
        .await
}

/// The attempt to collect an invoice that has no outcome yet.
pub async fn find_open(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: InvoiceId,
) -> Result<Option<payments::Model>, DbErr> {
    payments::Entity::within(scope)
        .filter(payments::Column::InvoiceId.eq(of))
        .filter(payments::Column::Status.eq(PaymentStatus::Pending))
        .one(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: payments::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &payments::Model,
    after: payments::Model,
) -> Result<bool, DbErr> {
    let done = payments::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(payments::Column::TenantId.eq(before.tenant_id))
        .filter(payments::Column::Id.eq(before.id))
        .filter(payments::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
