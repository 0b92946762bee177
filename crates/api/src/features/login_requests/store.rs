//! Queries for requests for login mails.

use chrono::{DateTime, Utc};
use portico_shared::{LinkId, LoginRequestId, TenantId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, login_requests},
};

use login_requests::Column;

/// Whose requests are counted.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    Email(&'a [u8]),
    Client(&'a [u8]),
}

pub async fn insert(tx: &impl ConnectionTrait, row: login_requests::Model) -> Result<(), DbErr> {
    login_requests::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// When the last `count` requests since then were made, newest first.
pub async fn list_times(
    tx: &impl ConnectionTrait,
    tenant: TenantId,
    of: Of<'_>,
    since: DateTime<Utc>,
    count: u64,
) -> Result<Vec<DateTime<Utc>>, DbErr> {
    let rows = login_requests::Entity::within(Scope::of_tenant(tenant)).filter(Column::CreatedAt.gt(since));
    let rows = match of {
        Of::Email(mac) => rows.filter(Column::EmailMac.eq(mac)),
        Of::Client(mac) => rows.filter(Column::ClientMac.eq(mac)),
    };
    rows.select_only()
        .column(Column::CreatedAt)
        .order_by_desc(Column::CreatedAt)
        .limit(count)
        .into_tuple()
        .all(tx)
        .await
}

/// The merchant's latest.
pub async fn find_last(tx: &impl ConnectionTrait, tenant: TenantId) -> Result<Option<login_requests::Model>, DbErr> {
    login_requests::Entity::within(Scope::of_tenant(tenant))
        .order_by_desc(Column::CreatedAt)
        .one(tx)
        .await
}

pub async fn find_by_lookup(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    lookup: &str,
) -> Result<Option<login_requests::Model>, DbErr> {
    login_requests::Entity::within(Scope::of_tenant(tenant))
        .filter(Column::Lookup.eq(lookup))
        .one(db)
        .await
}

pub async fn find(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: LoginRequestId,
) -> Result<Option<login_requests::Model>, DbErr> {
    login_requests::Entity::within(Scope::of_tenant(tenant))
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

/// Notes what the mail holds that is about to be sent, and until when its code counts.
pub async fn update_minted(
    tx: &impl ConnectionTrait,
    request: &login_requests::Model,
    link: Option<LinkId>,
    (code_mac, expires_at): (Vec<u8>, DateTime<Utc>),
) -> Result<(), DbErr> {
    login_requests::Entity::update_many()
        .col_expr(Column::LinkId, Expr::value(link))
        .col_expr(Column::CodeMac, Expr::value(code_mac))
        .col_expr(Column::ExpiresAt, Expr::value(expires_at))
        .filter(Column::TenantId.eq(request.tenant_id))
        .filter(Column::Id.eq(request.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Counts a try; false when there were as many as there may be.
pub async fn update_tries(
    tx: &impl ConnectionTrait,
    request: &login_requests::Model,
    most: i32,
) -> Result<bool, DbErr> {
    let done = login_requests::Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::TenantId.eq(request.tenant_id))
        .filter(Column::Id.eq(request.id))
        .filter(Column::Tries.lt(most))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Uses a code up; false when a twin did.
pub async fn update_spent(
    tx: &impl ConnectionTrait,
    request: &login_requests::Model,
    most: i32,
) -> Result<bool, DbErr> {
    let done = login_requests::Entity::update_many()
        .col_expr(Column::Tries, Expr::value(most))
        .col_expr(Column::CodeMac, Expr::value(None::<Vec<u8>>))
        .filter(Column::TenantId.eq(request.tenant_id))
        .filter(Column::Id.eq(request.id))
        .filter(Column::CodeMac.is_not_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Of all tenants.
pub async fn delete_before(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    login_requests::Entity::delete_many()
        .filter(Column::CreatedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}
