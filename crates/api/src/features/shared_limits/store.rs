//! Queries for limits that all instances count together.

use chrono::{DateTime, Utc};
use portico_shared::TenantId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, limit_hits},
};

use limit_hits::Column;

pub async fn insert(tx: &impl ConnectionTrait, row: limit_hits::Model) -> Result<(), DbErr> {
    limit_hits::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// When the last `count` since then were, newest first.
pub async fn list_times(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    mac: &[u8],
    since: DateTime<Utc>,
    count: u64,
) -> Result<Vec<DateTime<Utc>>, DbErr> {
    limit_hits::Entity::within(Scope::of_tenant(tenant))
        .filter(Column::KeyMac.eq(mac))
        .filter(Column::CreatedAt.gt(since))
        .select_only()
        .column(Column::CreatedAt)
        .order_by_desc(Column::CreatedAt)
        .limit(count)
        .into_tuple()
        .all(tx)
        .await
}

/// Of all tenants.
pub async fn delete_before(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    limit_hits::Entity::delete_many()
        .filter(Column::CreatedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}
