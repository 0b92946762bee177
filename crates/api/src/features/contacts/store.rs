//! Queries for contact persons.

use portico_shared::{ContactId, Page};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, contacts, customers},
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: ContactId) -> Result<Option<contacts::Model>, DbErr> {
    contacts::Entity::within(scope)
        .filter(contacts::Column::Id.eq(id))
        .one(db)
        .await
}

/// Whom a customer sees: their own contact, else the tenant's default.
pub async fn find_for_customer(
    db: &impl ConnectionTrait,
    scope: Scope,
    own: Option<ContactId>,
) -> Result<Option<contacts::Model>, DbErr> {
    if let Some(own) = own {
        return find(db, scope, own).await;
    }
    find_default(db, scope).await
}

pub async fn find_default(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<contacts::Model>, DbErr> {
    contacts::Entity::within(scope)
        .filter(contacts::Column::IsDefault.eq(true))
        .one(db)
        .await
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    request: &PageRequest<OrderColumn<contacts::Column>>,
) -> Result<Page<contacts::Model>, DbErr> {
    let rows = contacts::Entity::within(scope);
    page::fetch(rows, contacts::Column::Id, request, db, |row, column| {
        let key = match column {
            contacts::Column::Name => Key::Text(row.name.clone()),
            _ => Key::Instant(row.created_at),
        };
        (key, row.id.0)
    })
    .await
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &contacts::Model,
    after: contacts::Model,
) -> Result<bool, DbErr> {
    let done = contacts::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(contacts::Column::TenantId.eq(before.tenant_id))
        .filter(contacts::Column::Id.eq(before.id))
        .filter(contacts::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Deletes the row as it was read; false when it was changed since.
pub async fn delete(tx: &impl ConnectionTrait, row: &contacts::Model) -> Result<bool, DbErr> {
    let done = contacts::Entity::delete_many()
        .filter(contacts::Column::TenantId.eq(row.tenant_id))
        .filter(contacts::Column::Id.eq(row.id))
        .filter(contacts::Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// How many customers a contact is assigned to, archived ones included.
pub async fn count_customers(db: &impl ConnectionTrait, scope: Scope, id: ContactId) -> Result<u64, DbErr> {
    customers::Entity::within(scope)
        .filter(customers::Column::ContactId.eq(id))
        .count(db)
        .await
}
