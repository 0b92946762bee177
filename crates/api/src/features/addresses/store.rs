//! Queries for addresses.

use portico_shared::{
    AddressId, CustomerId, Page,
    addresses::{AddressStatus, AddressType},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, addresses},
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: AddressId) -> Result<Option<addresses::Model>, DbErr> {
    addresses::Entity::within(scope)
        .filter(addresses::Column::Id.eq(id))
        .one(db)
        .await
}

/// Keeps others from choosing an address until the transaction ends.
pub async fn lock(tx: &DatabaseTransaction, scope: Scope, id: AddressId) -> Result<(), DbErr> {
    // SQLite has the one writer anyway.
    if tx.get_database_backend() == DbBackend::Postgres {
        addresses::Entity::within(scope)
            .filter(addresses::Column::Id.eq(id))
            .lock(LockType::Update)
            .one(tx)
            .await?;
    }
    Ok(())
}

pub async fn insert(tx: &impl ConnectionTrait, row: addresses::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &addresses::Model,
    after: addresses::Model,
) -> Result<bool, DbErr> {
    let done = addresses::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(addresses::Column::TenantId.eq(before.tenant_id))
        .filter(addresses::Column::Id.eq(before.id))
        .filter(addresses::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<AddressId>,
) -> Result<Vec<addresses::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    addresses::Entity::within(scope)
        .filter(addresses::Column::Id.is_in(ids))
        .all(db)
        .await
}

/// All addresses of these customers, oldest first.
pub async fn list_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    customers: Vec<CustomerId>,
) -> Result<Vec<addresses::Model>, DbErr> {
    addresses::Entity::within(scope)
        .filter(addresses::Column::CustomerId.is_in(customers))
        .order_by_asc(addresses::Column::CreatedAt)
        .order_by_asc(addresses::Column::Id)
        .all(db)
        .await
}

/// What a list of addresses can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    pub kind: Option<AddressType>,
    pub status: Option<AddressStatus>,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<addresses::Column>>,
) -> Result<Page<addresses::Model>, DbErr> {
    let mut rows = addresses::Entity::within(scope);
    if let Some(customer) = filter.customer {
        rows = rows.filter(addresses::Column::CustomerId.eq(customer));
    }
    if let Some(kind) = filter.kind {
        rows = rows.filter(addresses::Column::Kind.eq(kind));
    }
    if let Some(status) = filter.status {
        rows = rows.filter(addresses::Column::Status.eq(status));
    }
    page::fetch(rows, addresses::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

pub async fn delete_of(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    addresses::Entity::delete_many()
        .filter(addresses::Column::TenantId.eq(scope.tenant()))
        .filter(addresses::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}
