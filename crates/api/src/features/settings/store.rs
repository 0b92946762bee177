//! Queries for settings of tenants and customers.

use chrono::{DateTime, Utc};
use portico_shared::{CustomerId, settings::SettingsContext};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr,
};
use serde_json::Value;

use crate::{
    auth::Scope,
    db::entities::{Scoped, customer_settings, tenant_settings},
};

/// What a query may name at once: well below what either database binds.
const CHUNK: usize = 10_000;

/// What is set at one level, and the version to change it by; 0: nothing was ever set.
#[derive(Debug, Default)]
pub struct Stored {
    pub own: Value,
    pub version: i64,
}

pub async fn find_of_tenant(
    db: &impl ConnectionTrait,
    scope: Scope,
    context: SettingsContext,
) -> Result<Option<Stored>, DbErr> {
    let row = tenant_settings::Entity::within(scope)
        .filter(tenant_settings::Column::Context.eq(context.as_str()))
        .one(db)
        .await?;
    Ok(row.map(|row| Stored {
        own: row.own,
        version: row.version,
    }))
}

pub async fn find_of_customer(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    context: SettingsContext,
) -> Result<Option<Stored>, DbErr> {
    let row = customer_settings::Entity::within(scope)
        .filter(customer_settings::Column::CustomerId.eq(customer))
        .filter(customer_settings::Column::Context.eq(context.as_str()))
        .one(db)
        .await?;
    Ok(row.map(|row| Stored {
        own: row.own,
        version: row.version,
    }))
}

/// Of those customers who have settings of their own.
pub async fn list_of_customers(
    db: &impl ConnectionTrait,
    scope: Scope,
    customers: &[CustomerId],
    context: SettingsContext,
) -> Result<Vec<(CustomerId, Value)>, DbErr> {
    let mut all = Vec::new();
    for chunk in customers.chunks(CHUNK) {
        let rows = customer_settings::Entity::within(scope)
            .filter(customer_settings::Column::CustomerId.is_in(chunk.iter().copied()))
            .filter(customer_settings::Column::Context.eq(context.as_str()))
            .all(db)
            .await?;
        all.extend(rows.into_iter().map(|row| (row.customer_id, row.own)));
    }
    Ok(all)
}

/// Saves over the version that was read; false when somebody else was quicker.
pub async fn save_of_tenant(
    tx: &impl ConnectionTrait,
    scope: Scope,
    context: SettingsContext,
    Stored { own, version }: Stored,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use tenant_settings::Column;
    if version == 0 {
        let row = tenant_settings::ActiveModel {
            tenant_id: Set(scope.tenant()),
            context: Set(context.as_str().into()),
            own: Set(own),
            version: Set(1),
            updated_at: Set(now),
        };
        return inserted(row.insert(tx).await.map(|_| ()));
    }
    let done = tenant_settings::Entity::update_many()
        .col_expr(Column::Own, Expr::value(own))
        .col_expr(Column::Version, Expr::value(version + 1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::Context.eq(context.as_str()))
        .filter(Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Saves over the version that was read; false when somebody else was quicker.
pub async fn save_of_customer(
    tx: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    context: SettingsContext,
    Stored { own, version }: Stored,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use customer_settings::Column;
    if version == 0 {
        let row = customer_settings::ActiveModel {
            tenant_id: Set(scope.tenant()),
            customer_id: Set(customer),
            context: Set(context.as_str().into()),
            own: Set(own),
            version: Set(1),
            updated_at: Set(now),
        };
        return inserted(row.insert(tx).await.map(|_| ()));
    }
    let done = customer_settings::Entity::update_many()
        .col_expr(Column::Own, Expr::value(own))
        .col_expr(Column::Version, Expr::value(version + 1))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::Context.eq(context.as_str()))
        .filter(Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// False when a first value was set by somebody else at the same moment.
fn inserted(result: Result<(), DbErr>) -> Result<bool, DbErr> {
    match result {
        Ok(()) => Ok(true),
        Err(error) => match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Ok(false),
            _ => Err(error),
        },
    }
}
