//! Queries for payment methods.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{
    CustomerId, Page, PaymentMethodId,
    payment_methods::{Gateway, PaymentMethodStatus, PaymentMethodType},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, payment_methods},
    http::page::{self, Key, OrderColumn, PageRequest},
};

/// By their ids, also those that were removed: invoices and payments still name them.
pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<PaymentMethodId>,
) -> Result<Vec<payment_methods::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    payment_methods::Entity::within(scope)
        .filter(payment_methods::Column::Id.is_in(ids))
        .all(db)
        .await
}

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: PaymentMethodId,
) -> Result<Option<payment_methods::Model>, DbErr> {
    present(scope).filter(payment_methods::Column::Id.eq(id)).one(db).await
}

/// What a customer has, and has not removed.
fn present(scope: Scope) -> Select<payment_methods::Entity> {
    payment_methods::Entity::within(scope).filter(payment_methods::Column::RemovedAt.is_null())
}

/// All of a customer's, oldest first.
pub async fn list_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: CustomerId,
) -> Result<Vec<payment_methods::Model>, DbErr> {
    present(scope)
        .filter(payment_methods::Column::CustomerId.eq(of))
        .order_by_asc(payment_methods::Column::CreatedAt)
        .order_by_asc(payment_methods::Column::Id)
        .all(db)
        .await
}

/// Methods that are valid until this day at most, by their ids.
pub async fn list_expiring(
    db: &impl ConnectionTrait,
    scope: Scope,
    (until, after): (NaiveDate, Option<PaymentMethodId>),
    most: u64,
) -> Result<Vec<PaymentMethodId>, DbErr> {
    use payment_methods::Column;
    let mut rows = present(scope)
        .filter(Column::Status.eq(PaymentMethodStatus::Active))
        .filter(Column::ExpirationDate.lte(until));
    if let Some(after) = after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let rows = rows.order_by_asc(Column::Id).limit(most).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What was begun before then and not completed.
pub async fn list_incomplete(
    db: &impl ConnectionTrait,
    scope: Scope,
    (before, after): (DateTime<Utc>, Option<PaymentMethodId>),
    most: u64,
) -> Result<Vec<payment_methods::Model>, DbErr> {
    use payment_methods::Column;
    let mut rows = present(scope)
        .filter(Column::Status.eq(PaymentMethodStatus::ActionRequired))
        .filter(Column::CreatedAt.lt(before));
    if let Some(after) = after {
        rows = rows.filter(Column::Id.gt(after));
    }
    rows.order_by_asc(Column::Id).limit(most).all(db).await
}

/// The one that a provider began under this name.
pub async fn find_by_setup(
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, setup): (Gateway, &str),
) -> Result<Option<payment_methods::Model>, DbErr> {
    present(scope)
        .filter(payment_methods::Column::Gateway.eq(gateway))
        .filter(payment_methods::Column::Setup.eq(setup))
        .one(db)
        .await
}

/// The same of those that were thrown away.
pub async fn find_discarded_by_setup(
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, setup): (Gateway, &str),
) -> Result<Option<payment_methods::Model>, DbErr> {
    payment_methods::Entity::within(scope)
        .filter(payment_methods::Column::RemovedAt.is_not_null())
        .filter(payment_methods::Column::Gateway.eq(gateway))
        .filter(payment_methods::Column::Setup.eq(setup))
        .one(db)
        .await
}

/// Those that a provider keeps under this name.
pub async fn list_by_reference(
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, reference): (Gateway, &str),
) -> Result<Vec<payment_methods::Model>, DbErr> {
    present(scope)
        .filter(payment_methods::Column::Gateway.eq(gateway))
        .filter(payment_methods::Column::ReferenceId.eq(reference))
        .all(db)
        .await
}

/// Those that can be collected with, and that another account at the provider keeps.
pub async fn count_elsewhere(
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, account): (Gateway, &str),
) -> Result<u64, DbErr> {
    present(scope)
        .filter(payment_methods::Column::Gateway.eq(gateway))
        .filter(payment_methods::Column::Status.eq(PaymentMethodStatus::Active))
        .filter(payment_methods::Column::Account.ne(account))
        .count(db)
        .await
}

/// For each account but this one, how it names one of the methods that it keeps or once did, and one that was begun there.
pub async fn list_accounts_elsewhere(
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, account): (Gateway, &str),
) -> Result<Vec<(String, Option<String>, Option<String>)>, DbErr> {
    use payment_methods::Column;
    payment_methods::Entity::within(scope)
        .filter(Column::Gateway.eq(gateway))
        .filter(Column::Account.ne(account))
        .select_only()
        .column(Column::Account)
        .column_as(Column::ReferenceId.max(), "reference")
        .column_as(Column::Setup.max(), "setup_name")
        .group_by(Column::Account)
        .into_tuple()
        .all(db)
        .await
}

/// What is stored under names that an account had goes on under its new one; gives how many methods.
pub async fn rename_accounts(
    tx: &impl ConnectionTrait,
    scope: Scope,
    gateway: Gateway,
    (from, to): (&[String], &str),
) -> Result<u64, DbErr> {
    use payment_methods::Column;
    let renamed = payment_methods::Entity::update_many()
        .col_expr(Column::Account, Expr::value(to))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::Gateway.eq(gateway))
        .filter(Column::Account.is_in(from.iter().map(String::as_str)))
        .exec(tx)
        .await?;
    Ok(renamed.rows_affected)
}

pub async fn insert(tx: &impl ConnectionTrait, row: payment_methods::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &payment_methods::Model,
    after: payment_methods::Model,
) -> Result<bool, DbErr> {
    let done = payment_methods::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(payment_methods::Column::TenantId.eq(before.tenant_id))
        .filter(payment_methods::Column::Id.eq(before.id))
        .filter(payment_methods::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// What a list of payment methods can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    pub kind: Option<PaymentMethodType>,
    pub status: Option<PaymentMethodStatus>,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<payment_methods::Column>>,
) -> Result<Page<payment_methods::Model>, DbErr> {
    let mut rows = present(scope);
    if let Some(customer) = filter.customer {
        rows = rows.filter(payment_methods::Column::CustomerId.eq(customer));
    }
    if let Some(kind) = filter.kind {
        rows = rows.filter(payment_methods::Column::Kind.eq(kind));
    }
    if let Some(status) = filter.status {
        rows = rows.filter(payment_methods::Column::Status.eq(status));
    }
    page::fetch(rows, payment_methods::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}
