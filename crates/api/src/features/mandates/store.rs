//! Queries for mandates.

use chrono::NaiveDate;
use portico_shared::{CustomerId, MandateId, PaymentMethodId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, customers, mandates},
};

/// The one of a payment method.
pub async fn find_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    method: PaymentMethodId,
) -> Result<Option<mandates::Model>, DbErr> {
    mandates::Entity::within(scope)
        .filter(mandates::Column::PaymentMethodId.eq(method))
        .one(db)
        .await
}

/// Those of several payment methods.
pub async fn list_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    methods: Vec<PaymentMethodId>,
) -> Result<Vec<mandates::Model>, DbErr> {
    if methods.is_empty() {
        return Ok(Vec::new());
    }
    mandates::Entity::within(scope)
        .filter(mandates::Column::PaymentMethodId.is_in(methods))
        .all(db)
        .await
}

pub async fn exists(db: &impl ConnectionTrait, scope: Scope, reference: &str) -> Result<bool, DbErr> {
    let found = mandates::Entity::within(Scope::of_tenant(scope.tenant()))
        .filter(mandates::Column::Reference.eq(reference))
        .one(db)
        .await?;
    Ok(found.is_some())
}

pub async fn insert(tx: &DatabaseTransaction, row: mandates::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(tx: &DatabaseTransaction, before: &mandates::Model, after: mandates::Model) -> Result<bool, DbErr> {
    use mandates::Column;
    let done = mandates::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(Column::TenantId.eq(before.tenant_id))
        .filter(Column::Id.eq(before.id))
        .filter(Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Mandates that were neither used nor given since that day and still count, by their ids.
pub async fn list_unused_since(
    db: &impl ConnectionTrait,
    scope: Scope,
    (day, after): (NaiveDate, Option<MandateId>),
    most: u64,
) -> Result<Vec<mandates::Model>, DbErr> {
    use mandates::Column;
    let never = Condition::all()
        .add(Column::LastDebitOn.is_null())
        .add(Column::SignedOn.lte(day));
    let mut rows = mandates::Entity::within(scope)
        .filter(Column::RevokedAt.is_null())
        .filter(Condition::any().add(never).add(Column::LastDebitOn.lte(day)));
    if let Some(after) = after {
        rows = rows.filter(Column::Id.gt(after));
    }
    rows.order_by_asc(Column::Id).limit(most).all(db).await
}

/// Whether any mandate counts that was given to another creditor than this one.
pub async fn exists_active_of_other(db: &impl ConnectionTrait, scope: Scope, identifier: &str) -> Result<bool, DbErr> {
    let active = mandates::Entity::within(scope)
        .filter(mandates::Column::RevokedAt.is_null())
        .filter(mandates::Column::CreditorIdentifier.ne(identifier))
        .limit(1)
        .count(db)
        .await?;
    Ok(active > 0)
}

pub async fn list_of_customer(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Vec<mandates::Model>, DbErr> {
    mandates::Entity::within(scope)
        .filter(mandates::Column::CustomerId.eq(customer))
        .all(db)
        .await
}

pub async fn delete(tx: &DatabaseTransaction, row: mandates::Model) -> Result<(), DbErr> {
    row.into_active_model().delete(tx).await?;
    Ok(())
}

/// Revoked mandates of customers that were erased, whose latest debit or signature is older than that day.
pub async fn list_forgettable(
    db: &impl ConnectionTrait,
    scope: Scope,
    day: NaiveDate,
) -> Result<Vec<mandates::Model>, DbErr> {
    use mandates::Column;
    let never = Condition::all()
        .add(Column::LastDebitOn.is_null())
        .add(Column::SignedOn.lt(day));
    let erased = customers::Entity::within(scope)
        .select_only()
        .column(customers::Column::Id)
        .filter(customers::Column::ErasedAt.is_not_null())
        .into_query();
    mandates::Entity::within(scope)
        .filter(Column::RevokedAt.is_not_null())
        .filter(Column::CustomerId.in_subquery(erased))
        .filter(Condition::any().add(never).add(Column::LastDebitOn.lt(day)))
        .limit(200)
        .all(db)
        .await
}
