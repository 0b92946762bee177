//! Queries for payment methods.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{
    CustomerId, Page, PaymentMethodId,
    payment_methods::{Gateway, PaymentMethodStatus, PaymentMethodType},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
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
