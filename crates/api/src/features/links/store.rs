//! Queries for links. A presented link is found by its lookup id, before the tenant is known.

use chrono::{DateTime, Utc};
use portico_shared::{CustomerId, LinkId, PersonId, sessions::LinkPurpose};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Value,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, links},
    http::page::{self, Key, OrderColumn, PageRequest},
};

#[expect(
    clippy::disallowed_methods,
    reason = "the lookup id is the only way in; the secret is checked next"
)]
pub async fn find_by_lookup(db: &impl ConnectionTrait, lookup: &str) -> Result<Option<links::Model>, DbErr> {
    links::Entity::find()
        .filter(links::Column::Lookup.eq(lookup))
        .one(db)
        .await
}

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: LinkId) -> Result<Option<links::Model>, DbErr> {
    links::Entity::within(scope)
        .filter(links::Column::Id.eq(id))
        .one(db)
        .await
}

/// Consumes a link; false when somebody else did, or when it ended.
pub async fn update_consumed(
    tx: &impl ConnectionTrait,
    link: &links::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = links::Entity::update_many()
        .col_expr(links::Column::ConsumedAt, Expr::value(now))
        .col_expr(links::Column::FirstUsedAt, Expr::value(now))
        .filter(links::Column::TenantId.eq(link.tenant_id))
        .filter(links::Column::Id.eq(link.id))
        .filter(links::Column::ConsumedAt.is_null())
        .filter(links::Column::RevokedAt.is_null())
        .filter(links::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a link now; false when there is none in the scope.
pub async fn update_revoked(
    tx: &impl ConnectionTrait,
    scope: Scope,
    id: LinkId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let done = links::Entity::update_many()
        .col_expr(links::Column::RevokedAt, first(links::Column::RevokedAt, now.into()))
        .filter(links::Column::TenantId.eq(scope.tenant()))
        .filter(links::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

fn first(column: links::Column, value: Value) -> SimpleExpr {
    sea_orm::sea_query::Func::coalesce([Expr::col(column), Expr::value(value)]).into()
}

/// The ledger, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: Option<CustomerId>,
    request: &PageRequest<OrderColumn<links::Column>>,
) -> Result<portico_shared::Page<links::Model>, DbErr> {
    let mut rows = links::Entity::within(scope);
    if let Some(customer) = customer {
        rows = rows.filter(links::Column::CustomerId.eq(customer));
    }
    page::fetch(rows, links::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

/// Ends every link of a customer, or of one person for them, that could still be used; gives how many. "That was not me"
/// stays: whoever took an account over must not be able to take it away.
pub async fn update_revoked_of(
    tx: &impl ConnectionTrait,
    scope: Scope,
    (customer, person): (CustomerId, Option<PersonId>),
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let theirs = Condition::all().add_option(person.map(|person| links::Column::PersonId.eq(person)));
    let done = links::Entity::update_many()
        .filter(theirs)
        .filter(links::Column::Purpose.ne(LinkPurpose::EmailUndo))
        .col_expr(links::Column::RevokedAt, Expr::value(now))
        .filter(links::Column::TenantId.eq(scope.tenant()))
        .filter(links::Column::CustomerId.eq(customer))
        .filter(links::Column::RevokedAt.is_null())
        .filter(links::Column::ConsumedAt.is_null())
        .filter(links::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Ends what somebody of the merchant's made and did not mail, and nobody has used.
pub async fn update_revoked_by(
    tx: &impl ConnectionTrait,
    scope: Scope,
    maker: &str,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    links::Entity::update_many()
        .col_expr(links::Column::RevokedAt, Expr::value(now))
        .filter(links::Column::TenantId.eq(scope.tenant()))
        .filter(links::Column::MadeBy.eq(maker))
        .filter(links::Column::IsMailed.eq(false))
        .filter(links::Column::RevokedAt.is_null())
        .filter(links::Column::ConsumedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete_of(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    links::Entity::delete_many()
        .filter(links::Column::TenantId.eq(scope.tenant()))
        .filter(links::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}
