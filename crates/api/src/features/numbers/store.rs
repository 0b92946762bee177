//! Queries for number ranges and for the numbers that are in use.

use portico_shared::TenantId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, customers, invoices, number_ranges, subscriptions},
};

use super::NumberKind;

pub async fn insert(tx: &impl ConnectionTrait, range: number_ranges::Model) -> Result<(), DbErr> {
    range.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Moves a range on by `count` and gives it as it stands then. The row is locked by the update until the
/// transaction ends.
pub async fn advance(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    kind: NumberKind,
    count: i64,
) -> Result<number_ranges::Model, DbErr> {
    use number_ranges::Column;
    let range = || Column::Kind.eq(kind.name()).and(Column::TenantId.eq(tenant));
    number_ranges::Entity::update_many()
        .col_expr(Column::NextNumber, Expr::col(Column::NextNumber).add(count))
        .filter(range())
        .exec(tx)
        .await?;
    let row = number_ranges::Entity::within(Scope::of_tenant(tenant))
        .filter(range())
        .one(tx)
        .await?;
    row.ok_or_else(|| DbErr::RecordNotFound(format!("number range {}", kind.name())))
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
