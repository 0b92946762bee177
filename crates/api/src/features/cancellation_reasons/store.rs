//! Queries for cancellation reasons. A customer's scope sees the tenant's list.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, cancellation_reasons, subscriptions},
};

pub async fn list(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<cancellation_reasons::Model>, DbErr> {
    cancellation_reasons::Entity::within(scope)
        .order_by_asc(cancellation_reasons::Column::Position)
        .order_by_asc(cancellation_reasons::Column::Code)
        .all(db)
        .await
}

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    code: &str,
) -> Result<Option<cancellation_reasons::Model>, DbErr> {
    // PostgreSQL keeps no NUL in texts, so there is no such code.
    if code.contains('\0') {
        return Ok(None);
    }
    cancellation_reasons::Entity::within(scope)
        .filter(cancellation_reasons::Column::Code.eq(code))
        .one(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: cancellation_reasons::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &cancellation_reasons::Model,
    after: cancellation_reasons::Model,
) -> Result<bool, DbErr> {
    let done = cancellation_reasons::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(cancellation_reasons::Column::TenantId.eq(before.tenant_id))
        .filter(cancellation_reasons::Column::Code.eq(&before.code))
        .filter(cancellation_reasons::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// False when it was changed since it was read.
pub async fn delete(tx: &impl ConnectionTrait, row: &cancellation_reasons::Model) -> Result<bool, DbErr> {
    let done = cancellation_reasons::Entity::delete_many()
        .filter(cancellation_reasons::Column::TenantId.eq(row.tenant_id))
        .filter(cancellation_reasons::Column::Code.eq(&row.code))
        .filter(cancellation_reasons::Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Whether any cancellation names it.
pub async fn is_used(db: &impl ConnectionTrait, scope: Scope, code: &str) -> Result<bool, DbErr> {
    let row = subscriptions::Entity::within(scope)
        .filter(subscriptions::Column::CancellationReason.eq(code))
        .limit(1)
        .one(db)
        .await?;
    Ok(row.is_some())
}
