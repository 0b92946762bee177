//! Queries for changes of main addresses.

use chrono::{DateTime, Utc};
use portico_shared::{CustomerId, EmailChangeId, LinkId, customers::EmailChangeState, sessions::LinkPurpose};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, email_changes},
};

use email_changes::Column;

pub async fn insert(tx: &impl ConnectionTrait, row: email_changes::Model) -> Result<(), DbErr> {
    email_changes::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: EmailChangeId,
) -> Result<Option<email_changes::Model>, DbErr> {
    email_changes::Entity::within(scope)
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

/// The one that a mailed link belongs to.
pub async fn find_by_link(
    db: &impl ConnectionTrait,
    scope: Scope,
    link: LinkId,
) -> Result<Option<email_changes::Model>, DbErr> {
    email_changes::Entity::within(scope)
        .filter(Column::ProofLinkId.eq(link).or(Column::UndoLinkId.eq(link)))
        .one(db)
        .await
}

/// All of a customer, oldest first.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Vec<email_changes::Model>, DbErr> {
    email_changes::Entity::within(scope)
        .filter(Column::CustomerId.eq(customer))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// The customer's latest.
pub async fn find_last(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Option<email_changes::Model>, DbErr> {
    email_changes::Entity::within(scope)
        .filter(Column::CustomerId.eq(customer))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .one(db)
        .await
}

/// What was done from this change on, in its order.
pub async fn list_done_from(
    db: &impl ConnectionTrait,
    scope: Scope,
    change: &email_changes::Model,
) -> Result<Vec<email_changes::Model>, DbErr> {
    email_changes::Entity::within(scope)
        .filter(Column::CustomerId.eq(change.customer_id))
        .filter(Column::State.eq(EmailChangeState::Done))
        .filter(Column::CreatedAt.gte(change.created_at))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// When a change was last undone.
pub async fn find_last_undone(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let row = email_changes::Entity::within(scope)
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::State.eq(EmailChangeState::Undone))
        .order_by_desc(Column::SettledAt)
        .one(db)
        .await?;
    Ok(row.and_then(|row| row.settled_at))
}

/// Notes the link in the mail that is about to be sent; it is undone or proved by this one alone.
pub async fn update_link(
    tx: &impl ConnectionTrait,
    change: &email_changes::Model,
    purpose: LinkPurpose,
    link: LinkId,
) -> Result<(), DbErr> {
    let column = match purpose {
        LinkPurpose::EmailUndo => Column::UndoLinkId,
        _ => Column::ProofLinkId,
    };
    email_changes::Entity::update_many()
        .col_expr(column, Expr::value(link))
        .filter(Column::TenantId.eq(change.tenant_id))
        .filter(Column::Id.eq(change.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// False when it was in another state by then.
pub async fn update_state(
    tx: &impl ConnectionTrait,
    change: &email_changes::Model,
    state: EmailChangeState,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = email_changes::Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::SettledAt, Expr::value(now))
        .filter(Column::TenantId.eq(change.tenant_id))
        .filter(Column::Id.eq(change.id))
        .filter(Column::State.eq(change.state))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn delete_of(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    email_changes::Entity::delete_many()
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}
