//! Queries for further recipients of invoices.

use chrono::{DateTime, Utc};
use portico_shared::{CustomerId, InvoiceRecipientId, LinkId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_recipients},
};

use invoice_recipients::Column;

pub async fn insert(tx: &impl ConnectionTrait, row: invoice_recipients::Model) -> Result<(), DbErr> {
    invoice_recipients::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: InvoiceRecipientId,
) -> Result<Option<invoice_recipients::Model>, DbErr> {
    invoice_recipients::Entity::within(scope)
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

/// The one that a mailed link belongs to.
pub async fn find_by_link(
    db: &impl ConnectionTrait,
    scope: Scope,
    link: LinkId,
) -> Result<Option<invoice_recipients::Model>, DbErr> {
    invoice_recipients::Entity::within(scope)
        .filter(Column::LinkId.eq(link))
        .one(db)
        .await
}

/// All of a customer, oldest first.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Vec<invoice_recipients::Model>, DbErr> {
    invoice_recipients::Entity::within(scope)
        .filter(Column::CustomerId.eq(customer))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Of these customers, those who have proved their address.
pub async fn list_confirmed(
    db: &impl ConnectionTrait,
    scope: Scope,
    customers: &[CustomerId],
) -> Result<Vec<invoice_recipients::Model>, DbErr> {
    invoice_recipients::Entity::within(scope)
        .filter(Column::CustomerId.is_in(customers.iter().copied()))
        .filter(Column::ConfirmedAt.is_not_null())
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Notes the link in the mail that is about to be sent: this one alone proves the address.
pub async fn update_link(
    tx: &impl ConnectionTrait,
    row: &invoice_recipients::Model,
    link: LinkId,
) -> Result<(), DbErr> {
    invoice_recipients::Entity::update_many()
        .col_expr(Column::LinkId, Expr::value(link))
        .filter(Column::TenantId.eq(row.tenant_id))
        .filter(Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn update_confirmed(
    tx: &impl ConnectionTrait,
    row: &invoice_recipients::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = invoice_recipients::Entity::update_many()
        .col_expr(Column::ConfirmedAt, Expr::value(now))
        .filter(Column::TenantId.eq(row.tenant_id))
        .filter(Column::Id.eq(row.id))
        .filter(Column::ConfirmedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn delete(tx: &impl ConnectionTrait, row: &invoice_recipients::Model) -> Result<(), DbErr> {
    invoice_recipients::Entity::delete_many()
        .filter(Column::TenantId.eq(row.tenant_id))
        .filter(Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete_of(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    invoice_recipients::Entity::delete_many()
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}

/// Those who were added from then on; gives how many.
pub async fn delete_since(
    tx: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    since: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let done = invoice_recipients::Entity::delete_many()
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::CreatedAt.gte(since))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
