//! Queries for domains, and for the hosts that they prove.

use chrono::{DateTime, Utc};
use portico_shared::{DomainId, domains::DomainStatus};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, domains, hosts},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: DomainId) -> Result<Option<domains::Model>, DbErr> {
    domains::Entity::within(scope)
        .filter(domains::Column::Id.eq(id))
        .one(db)
        .await
}

/// All of a tenant, by name: there are few.
pub async fn list(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<domains::Model>, DbErr> {
    domains::Entity::within(scope)
        .order_by_asc(domains::Column::Host)
        .all(db)
        .await
}

pub async fn count(db: &impl ConnectionTrait, scope: Scope) -> Result<u64, DbErr> {
    domains::Entity::within(scope).count(db).await
}

pub async fn insert(tx: &impl ConnectionTrait, row: domains::Model) -> Result<domains::Model, DbErr> {
    row.into_active_model().reset_all().insert(tx).await
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(tx: &impl ConnectionTrait, before: &domains::Model, after: domains::Model) -> Result<bool, DbErr> {
    let done = domains::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(domains::Column::TenantId.eq(before.tenant_id))
        .filter(domains::Column::Id.eq(before.id))
        .filter(domains::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Deletes the row as it was read; false when it was changed since.
pub async fn delete(tx: &impl ConnectionTrait, row: &domains::Model) -> Result<bool, DbErr> {
    let done = domains::Entity::delete_many()
        .filter(domains::Column::TenantId.eq(row.tenant_id))
        .filter(domains::Column::Id.eq(row.id))
        .filter(domains::Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Proved domains of all tenants that were not looked at since `before`, the longest neglected first.
#[expect(clippy::disallowed_methods, reason = "the job looks after all tenants")]
pub async fn list_due(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
    most: u64,
) -> Result<Vec<domains::Model>, DbErr> {
    domains::Entity::find()
        .filter(domains::Column::Status.is_in([DomainStatus::Verified, DomainStatus::Active]))
        .filter(domains::Column::LastCheckedAt.lte(before))
        .order_by_asc(domains::Column::LastCheckedAt)
        .limit(most)
        .all(db)
        .await
}

/// Whose proved host it is, whoever that may be.
#[expect(clippy::disallowed_methods, reason = "a host is proved by one tenant among all")]
pub async fn find_claim(db: &impl ConnectionTrait, host: &str) -> Result<Option<hosts::Model>, DbErr> {
    hosts::Entity::find().filter(hosts::Column::Host.eq(host)).one(db).await
}

pub async fn insert_claim(tx: &impl ConnectionTrait, row: &domains::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    let claim = hosts::ActiveModel {
        host: Set(row.host.clone()),
        tenant_id: Set(row.tenant_id),
        is_primary: Set(false),
        verified_at: Set(now),
        is_active: Set(false),
    };
    hosts::Entity::insert(claim)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

pub async fn delete_claim(tx: &impl ConnectionTrait, row: &domains::Model) -> Result<(), DbErr> {
    hosts::Entity::delete_many()
        .filter(hosts::Column::TenantId.eq(row.tenant_id))
        .filter(hosts::Column::Host.eq(&row.host))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Lets requests in; false when the claim is not there any more.
pub async fn update_active(tx: &impl ConnectionTrait, row: &domains::Model) -> Result<bool, DbErr> {
    let done = hosts::Entity::update_many()
        .col_expr(hosts::Column::IsActive, Expr::value(true))
        .filter(hosts::Column::TenantId.eq(row.tenant_id))
        .filter(hosts::Column::Host.eq(&row.host))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn find_primary(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<String>, DbErr> {
    let row = hosts::Entity::within(scope)
        .filter(hosts::Column::IsPrimary.eq(true))
        .one(db)
        .await?;
    Ok(row.map(|row| row.host))
}

/// Makes one host the primary, or none. All rows in one statement: of two at once, the last one wins whole.
pub async fn update_primary(tx: &impl ConnectionTrait, scope: Scope, host: Option<&str>) -> Result<(), DbErr> {
    let chosen = host.map_or_else(|| Expr::value(false), |host| Expr::col(hosts::Column::Host).eq(host));
    hosts::Entity::update_many()
        .col_expr(hosts::Column::IsPrimary, chosen)
        .filter(hosts::Column::TenantId.eq(scope.tenant()))
        .exec(tx)
        .await
        .map(|_| ())
}
