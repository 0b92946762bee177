//! Queries for number ranges and for the numbers that are in use.

use portico_shared::{TenantId, numbers::NumberKind};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, customers, invoices, mandates, number_ranges, subscriptions},
};

pub async fn insert(tx: &impl ConnectionTrait, range: number_ranges::Model) -> Result<(), DbErr> {
    range.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// A range, locked until the transaction ends.
pub async fn lock(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    kind: NumberKind,
) -> Result<number_ranges::Model, DbErr> {
    let mut rows = number_ranges::Entity::within(Scope::of_tenant(tenant)).filter(number_ranges::Column::Kind.eq(kind));
    // SQLite has the one writer anyway.
    if tx.get_database_backend() == DbBackend::Postgres {
        rows = rows.lock(LockType::Update);
    }
    let row = rows.one(tx).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(format!("number range {kind}")))
}

/// Saves a range that was locked.
pub async fn update(tx: &impl ConnectionTrait, range: &number_ranges::Model) -> Result<(), DbErr> {
    use number_ranges::Column;
    number_ranges::Entity::update_many()
        .col_expr(Column::Format, Expr::value(range.format.clone()))
        .col_expr(Column::NextNumber, Expr::value(range.next_number))
        .col_expr(Column::Mode, Expr::value(range.mode))
        .filter(Column::TenantId.eq(range.tenant_id))
        .filter(Column::Kind.eq(range.kind))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn list(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<number_ranges::Model>, DbErr> {
    number_ranges::Entity::within(scope)
        .order_by_asc(number_ranges::Column::Kind)
        .all(db)
        .await
}

/// Which of these numbers something has already.
pub async fn list_used(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    kind: NumberKind,
    numbers: &[String],
) -> Result<Vec<String>, DbErr> {
    match kind {
        NumberKind::Customer => used::<customers::Entity>(db, tenant, customers::Column::Number, numbers).await,
        NumberKind::Subscription => {
            used::<subscriptions::Entity>(db, tenant, subscriptions::Column::Number, numbers).await
        }
        NumberKind::Invoice | NumberKind::Credit | NumberKind::Cancellation => {
            used::<invoices::Entity>(db, tenant, invoices::Column::Number, numbers).await
        }
        NumberKind::Mandate => used::<mandates::Entity>(db, tenant, mandates::Column::Reference, numbers).await,
    }
}

async fn used<E: Scoped>(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    column: E::Column,
    numbers: &[String],
) -> Result<Vec<String>, DbErr> {
    E::within(Scope::of_tenant(tenant))
        .select_only()
        .column(column)
        .filter(column.is_in(numbers))
        .into_tuple()
        .all(db)
        .await
}
