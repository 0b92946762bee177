//! Queries for links. A presented link is found by its lookup id, before the tenant is known.

use chrono::{DateTime, Utc};
use portico_shared::{CustomerId, InvoiceId, LinkId, PaymentMethodId, PersonId, sessions::LinkPurpose};
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

/// Notes that a link was opened.
pub async fn update_opened(tx: &impl ConnectionTrait, link: &links::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    links::Entity::update_many()
        .col_expr(
            links::Column::FirstUsedAt,
            first(links::Column::FirstUsedAt, now.into()),
        )
        .filter(links::Column::TenantId.eq(link.tenant_id))
        .filter(links::Column::Id.eq(link.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Uses a link for a payment method up; false when it is used up already, or was ended. That its time is over does not matter to
/// whoever opened it in time.
pub async fn update_used_up(
    tx: &impl ConnectionTrait,
    scope: Scope,
    (link, method, invoices): (LinkId, PaymentMethodId, Vec<InvoiceId>),
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let invoices = serde_json::to_value(invoices).map_err(|error| DbErr::Json(error.to_string()))?;
    let done = links::Entity::update_many()
        .col_expr(links::Column::ConsumedAt, Expr::value(now))
        .col_expr(links::Column::PaymentMethodId, Expr::value(method))
        .col_expr(links::Column::Invoices, Expr::value(invoices))
        .filter(links::Column::TenantId.eq(scope.tenant()))
        .filter(links::Column::Id.eq(link))
        .filter(links::Column::ConsumedAt.is_null())
        .filter(links::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    update_revoked_beside(tx, scope, link, now).await?;
    Ok(done.rows_affected == 1)
}

/// Ends what was mailed beside a link, or the one that it was mailed beside.
async fn update_revoked_beside(
    tx: &impl ConnectionTrait,
    scope: Scope,
    id: LinkId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let beside = find(tx, scope, id).await?.and_then(|link| link.beside);
    let theirs = Condition::any()
        .add(links::Column::Beside.eq(id))
        .add_option(beside.map(|other| links::Column::Id.eq(other)));
    links::Entity::update_many()
        .col_expr(links::Column::RevokedAt, first(links::Column::RevokedAt, now.into()))
        .filter(links::Column::TenantId.eq(scope.tenant()))
        .filter(links::Column::ConsumedAt.is_null())
        .filter(theirs)
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a link now.
pub async fn update_revoked(
    tx: &impl ConnectionTrait,
    scope: Scope,
    id: LinkId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    links::Entity::update_many()
        .col_expr(links::Column::RevokedAt, first(links::Column::RevokedAt, now.into()))
        .filter(links::Column::TenantId.eq(scope.tenant()))
        .filter(links::Column::Id.eq(id))
        .exec(tx)
        .await?;
    update_revoked_beside(tx, scope, id, now).await
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
