//! Queries for gateways, and for what their providers call customers.

use chrono::{DateTime, Utc};
use portico_shared::{CustomerId, payment_methods::Gateway};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, gateway_debtors, gateway_events, payment_gateways},
};

pub async fn list(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<payment_gateways::Model>, DbErr> {
    payment_gateways::Entity::within(scope).all(db).await
}

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    gateway: Gateway,
) -> Result<Option<payment_gateways::Model>, DbErr> {
    payment_gateways::Entity::within(scope)
        .filter(payment_gateways::Column::Gateway.eq(gateway))
        .one(db)
        .await
}

/// Adds a row, or changes the one that is there; false when somebody else was first.
pub async fn save(
    tx: &DatabaseTransaction,
    before: Option<&payment_gateways::Model>,
    after: payment_gateways::Model,
) -> Result<bool, DbErr> {
    use payment_gateways::Column;
    let Some(before) = before else {
        let added = payment_gateways::Entity::insert(after.into_active_model().reset_all())
            .on_conflict(
                OnConflict::columns([Column::TenantId, Column::Gateway])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        return Ok(added > 0);
    };
    let changed = payment_gateways::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(Column::TenantId.eq(before.tenant_id))
        .filter(Column::Gateway.eq(before.gateway))
        .filter(Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

pub async fn delete(tx: &DatabaseTransaction, row: payment_gateways::Model) -> Result<(), DbErr> {
    row.into_active_model().delete(tx).await?;
    Ok(())
}

/// How a provider names a customer, in this account of the merchant's.
pub async fn find_debtor(
    db: &impl ConnectionTrait,
    scope: Scope,
    (customer, gateway, account): (CustomerId, Gateway, Option<&str>),
) -> Result<Option<String>, DbErr> {
    let row = gateway_debtors::Entity::within(scope)
        .filter(gateway_debtors::Column::CustomerId.eq(customer))
        .filter(gateway_debtors::Column::Gateway.eq(gateway))
        .one(db)
        .await?;
    // Another account knows no such customer.
    let is_own = |row: &gateway_debtors::Model| row.account.is_none() || row.account.as_deref() == account;
    Ok(row.filter(is_own).map(|row| row.reference))
}

/// For each account but this one, how it names one of the customers.
pub async fn list_debtors_elsewhere(
    db: &impl ConnectionTrait,
    scope: Scope,
    (gateway, account): (Gateway, &str),
) -> Result<Vec<(String, String)>, DbErr> {
    use gateway_debtors::Column;
    gateway_debtors::Entity::within(scope)
        .filter(Column::Gateway.eq(gateway))
        .filter(Column::Account.ne(account))
        .select_only()
        .column(Column::Account)
        .column_as(Column::Reference.max(), "debtor")
        .group_by(Column::Account)
        .into_tuple()
        .all(db)
        .await
}

/// What customers are called under names that an account had goes on under its new one.
pub async fn rename_accounts(
    tx: &DatabaseTransaction,
    scope: Scope,
    gateway: Gateway,
    (from, to): (&[String], &str),
) -> Result<(), DbErr> {
    use gateway_debtors::Column;
    gateway_debtors::Entity::update_many()
        .col_expr(Column::Account, Expr::value(to))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::Gateway.eq(gateway))
        .filter(Column::Account.is_in(from.iter().map(String::as_str)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes an event; false for one that was seen before.
pub async fn insert_event(tx: &DatabaseTransaction, row: gateway_events::Model) -> Result<bool, DbErr> {
    use gateway_events::Column;
    let key = [Column::TenantId, Column::Gateway, Column::EventId];
    let added = gateway_events::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(added > 0)
}

/// Forgets events that no provider sends again.
pub async fn delete_events_before(tx: &DatabaseTransaction, before: DateTime<Utc>) -> Result<(), DbErr> {
    gateway_events::Entity::delete_many()
        .filter(gateway_events::Column::ReceivedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}

/// The first name in an account counts: what is stored with a provider stands under it.
pub async fn insert_debtor(tx: &DatabaseTransaction, row: gateway_debtors::Model) -> Result<(), DbErr> {
    use gateway_debtors::Column;
    gateway_debtors::Entity::delete_many()
        .filter(Column::TenantId.eq(row.tenant_id))
        .filter(Column::CustomerId.eq(row.customer_id))
        .filter(Column::Gateway.eq(row.gateway))
        .filter(Column::Account.ne(row.account.clone()))
        .exec(tx)
        .await?;
    let key = [Column::TenantId, Column::CustomerId, Column::Gateway];
    gateway_debtors::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
