//! Queries for the versions of Hosted Pages. What is in force is in `tenants`.

use portico_shared::Page;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::Value;

use crate::{
    auth::Scope,
    db::entities::{Scoped, settings_versions, tenants},
    http::page::{self, Key, OrderColumn, PageRequest},
};

use settings_versions::Column;

pub async fn find_version(
    db: &impl ConnectionTrait,
    scope: Scope,
    version: i64,
) -> Result<Option<settings_versions::Model>, DbErr> {
    settings_versions::Entity::within(scope)
        .filter(Column::Version.eq(version))
        .one(db)
        .await
}

pub async fn find_versions(
    db: &impl ConnectionTrait,
    scope: Scope,
    versions: Vec<i64>,
) -> Result<Vec<settings_versions::Model>, DbErr> {
    settings_versions::Entity::within(scope)
        .filter(Column::Version.is_in(versions))
        .all(db)
        .await
}

pub async fn list_versions(
    db: &impl ConnectionTrait,
    scope: Scope,
    request: &PageRequest<OrderColumn<Column>>,
) -> Result<Page<settings_versions::Model>, DbErr> {
    // A tenant has each version once, so there is nothing to tell apart by an id.
    page::fetch(
        settings_versions::Entity::within(scope),
        Column::TenantId,
        request,
        db,
        |row, _| (Key::Number(row.version), row.tenant_id.0),
    )
    .await
}

pub async fn insert_version(tx: &impl ConnectionTrait, row: settings_versions::Model) -> Result<(), DbErr> {
    settings_versions::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Puts the next version in force; false when `version` is not the current one any more.
pub async fn update_pages(tx: &impl ConnectionTrait, scope: Scope, version: i64, pages: Value) -> Result<bool, DbErr> {
    let done = tenants::Entity::update_many()
        .col_expr(tenants::Column::HostedPages, Expr::value(pages))
        .col_expr(tenants::Column::SettingsVersion, Expr::value(version + 1))
        .filter(tenants::Column::Id.eq(scope.tenant()))
        .filter(tenants::Column::SettingsVersion.eq(version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
