//! API keys. They are looked up by their public part, before the tenant is known.

use chrono::{DateTime, Utc};
use portico_shared::{ApiKeyId, Page, TenantId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

use crate::{
    db::{
        Db,
        entities::{api_keys, tenants},
    },
    http::page::{self, Key, OrderColumn, PageRequest},
};

#[expect(clippy::disallowed_methods, reason = "each caller filters by lookup id or tenant")]
fn keys() -> Select<api_keys::Entity> {
    api_keys::Entity::find()
}

pub async fn find(db: &impl ConnectionTrait, tenant: TenantId, id: ApiKeyId) -> Result<Option<api_keys::Model>, DbErr> {
    keys()
        .filter(api_keys::Column::TenantId.eq(tenant))
        .filter(api_keys::Column::Id.eq(id))
        .one(db)
        .await
}

/// A key and its tenant's slug, where the tenant is active.
pub async fn find_by_lookup(
    db: &impl ConnectionTrait,
    lookup: &str,
) -> Result<Option<(api_keys::Model, String)>, DbErr> {
    let found = keys()
        .filter(api_keys::Column::Lookup.eq(lookup))
        .find_also_related(tenants::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(key, tenant)| {
        let tenant = tenant.filter(|tenant| tenant.status == "active")?;
        Some((key, tenant.slug))
    }))
}

pub async fn list(db: &impl ConnectionTrait, tenant: TenantId) -> Result<Vec<api_keys::Model>, DbErr> {
    keys()
        .filter(api_keys::Column::TenantId.eq(tenant))
        .order_by_asc(api_keys::Column::CreatedAt)
        .limit(1000)
        .all(db)
        .await
}

/// Those of one maker that were not revoked.
pub async fn list_made_by(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    maker: &str,
) -> Result<Vec<api_keys::Model>, DbErr> {
    keys()
        .filter(api_keys::Column::TenantId.eq(tenant))
        .filter(api_keys::Column::MadeBy.eq(maker))
        .filter(api_keys::Column::RevokedAt.is_null())
        .all(tx)
        .await
}

pub async fn list_page(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    request: &PageRequest<OrderColumn<api_keys::Column>>,
) -> Result<Page<api_keys::Model>, DbErr> {
    let rows = keys().filter(api_keys::Column::TenantId.eq(tenant));
    page::fetch(rows, api_keys::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

pub async fn update_last_used(db: &Db, tenant: TenantId, id: ApiKeyId, now: DateTime<Utc>) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    set(&tx, tenant, id, api_keys::Column::LastUsedAt, now).await?;
    tx.commit().await
}

/// Revokes at once; false when there is no such key.
pub async fn update_revoked(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    set(tx, tenant, id, api_keys::Column::RevokedAt, now).await
}

/// Gives a key other permissions.
pub async fn update_permissions(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    name: &str,
    permissions: serde_json::Value,
) -> Result<(), DbErr> {
    api_keys::Entity::update_many()
        .col_expr(api_keys::Column::Permissions, Expr::value(permissions))
        .filter(api_keys::Column::TenantId.eq(tenant))
        .filter(api_keys::Column::Name.eq(name))
        .exec(tx)
        .await?;
    Ok(())
}

async fn set(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    id: ApiKeyId,
    column: api_keys::Column,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = api_keys::Entity::update_many()
        .col_expr(column, Expr::value(now))
        .filter(api_keys::Column::TenantId.eq(tenant))
        .filter(api_keys::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
