//! Queries for subscriptions and their items.

use chrono::NaiveDate;
use portico_shared::{
    AddressId, CustomerId, Page, SubscriptionId, SubscriptionItemId, TenantId, payment_methods::PaymentMethodType,
    subscriptions::SubscriptionStatus,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, LockBehavior, LockType},
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, customers, payment_methods, subscription_items, subscriptions},
    features::customers::store::search,
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: SubscriptionId,
) -> Result<Option<subscriptions::Model>, DbErr> {
    subscriptions::Entity::within(scope)
        .filter(subscriptions::Column::Id.eq(id))
        .one(db)
        .await
}

/// The same, locked until the transaction ends: who changes it waits for a billing run or another change instead of
/// being refused.
pub async fn find_for_update(
    tx: &DatabaseTransaction,
    scope: Scope,
    id: SubscriptionId,
) -> Result<Option<subscriptions::Model>, DbErr> {
    let mut rows = subscriptions::Entity::within(scope).filter(subscriptions::Column::Id.eq(id));
    // SQLite has the one writer anyway.
    if tx.get_database_backend() == DbBackend::Postgres {
        rows = rows.lock(LockType::Update);
    }
    rows.one(tx).await
}

/// The items of subscriptions that were read within the scope, in their order.
pub async fn list_items(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<SubscriptionId>,
) -> Result<Vec<subscription_items::Model>, DbErr> {
    subscription_items::Entity::within(scope)
        .filter(subscription_items::Column::SubscriptionId.is_in(of))
        .order_by_asc(subscription_items::Column::SubscriptionId)
        .order_by_asc(subscription_items::Column::Position)
        .all(db)
        .await
}

pub async fn find_item(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: SubscriptionItemId,
) -> Result<Option<subscription_items::Model>, DbErr> {
    // The subscription is looked up within the scope afterwards.
    subscription_items::Entity::within(scope)
        .filter(subscription_items::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: subscriptions::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

pub async fn insert_item(tx: &impl ConnectionTrait, row: subscription_items::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves what changes about an item: how much, and how far it was billed. Items have no version: whoever
/// changes one changes its subscription in the same transaction.
pub async fn update_item(tx: &impl ConnectionTrait, item: &subscription_items::Model) -> Result<(), DbErr> {
    use subscription_items::Column;
    subscription_items::Entity::update_many()
        .col_expr(Column::Quantity, Expr::value(item.quantity.clone()))
        .col_expr(Column::BillingStart, Expr::value(item.billing_start))
        .col_expr(Column::LastBilledAt, Expr::value(item.last_billed_at))
        .col_expr(Column::BilledFrom, Expr::value(item.billed_from))
        .col_expr(Column::BilledTo, Expr::value(item.billed_to))
        .col_expr(Column::BilledPeriods, Expr::value(item.billed_periods))
        .filter(Column::TenantId.eq(item.tenant_id))
        .filter(Column::Id.eq(item.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &subscriptions::Model,
    after: subscriptions::Model,
) -> Result<bool, DbErr> {
    let done = subscriptions::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(subscriptions::Column::TenantId.eq(before.tenant_id))
        .filter(subscriptions::Column::Id.eq(before.id))
        .filter(subscriptions::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Running or future subscriptions whose invoices go to this address.
pub async fn list_by_address(
    db: &impl ConnectionTrait,
    scope: Scope,
    address: AddressId,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    subscriptions::Entity::within(scope)
        .filter(Column::InvoiceAddressId.eq(address))
        .filter(Column::Status.is_not_in([SubscriptionStatus::Cancelled, SubscriptionStatus::Terminated]))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Running or future subscriptions of a customer.
pub async fn list_running_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: CustomerId,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    subscriptions::Entity::within(scope)
        .filter(Column::CustomerId.eq(of))
        .filter(Column::Status.is_not_in([SubscriptionStatus::Cancelled, SubscriptionStatus::Terminated]))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Contracts whose trial ended on one of these days.
pub async fn list_trials_ended(
    db: &impl ConnectionTrait,
    scope: Scope,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    subscriptions::Entity::within(scope)
        .filter(Column::TrialEndsOn.between(from, until))
        .filter(Column::Status.is_in([SubscriptionStatus::Active, SubscriptionStatus::Paused]))
        .all(db)
        .await
}

/// What a list of subscriptions can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    pub statuses: Vec<SubscriptionStatus>,
    pub id: Option<SubscriptionId>,
    pub number: Option<String>,
    pub search: Option<String>,
    /// Of the method that is used: the subscription's own, else the customer's default.
    pub payment_method_type: Option<PaymentMethodType>,
    /// Partners and products do not exist here: naming one finds nothing.
    pub none: bool,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<subscriptions::Column>>,
) -> Result<Page<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    let mut rows = subscriptions::Entity::within(scope);
    if let Some(customer) = filter.customer {
        rows = rows.filter(Column::CustomerId.eq(customer));
    }
    if !filter.statuses.is_empty() {
        rows = rows.filter(Column::Status.is_in(filter.statuses));
    }
    if let Some(id) = filter.id {
        rows = rows.filter(Column::Id.eq(id));
    }
    if let Some(number) = filter.number {
        rows = rows.filter(Column::Number.eq(number));
    }
    if let Some(kind) = filter.payment_method_type {
        rows = rows.filter(pays_by(scope, kind));
    }
    if filter.none {
        rows = rows.filter(Column::Id.is_null());
    }
    rows = search(rows, Column::Search, filter.search.as_deref());
    page::fetch(rows, Column::Id, request, db, key).await
}

fn pays_by(scope: Scope, kind: PaymentMethodType) -> Condition {
    let methods = || {
        payment_methods::Entity::within(scope)
            .select_only()
            .column(payment_methods::Column::Id)
            .filter(payment_methods::Column::Kind.eq(kind))
            .into_query()
    };
    let followers = customers::Entity::within(scope)
        .select_only()
        .column(customers::Column::Id)
        .filter(customers::Column::DefaultPaymentMethodId.in_subquery(methods()))
        .into_query();
    let default = Condition::all()
        .add(subscriptions::Column::PaymentMethodId.is_null())
        .add(subscriptions::Column::CustomerId.in_subquery(followers));
    Condition::any()
        .add(subscriptions::Column::PaymentMethodId.in_subquery(methods()))
        .add(default)
}

fn key(row: &subscriptions::Model, column: subscriptions::Column) -> (Key, uuid::Uuid) {
    use subscriptions::Column;
    let key = match column {
        Column::ActivatedAt => row.activated_at.into(),
        Column::TermEnd => row.term_end.into(),
        Column::TrialEndsOn => row.trial_ends_on.into(),
        Column::Status => Key::Text(row.status.to_string()),
        _ => Key::Instant(row.created_at),
    };
    (key, row.id.0)
}

/// Running subscriptions of a tenant whose end, or whose term's end, has come.
fn due(tenant: TenantId, today: NaiveDate) -> Select<subscriptions::Entity> {
    use subscriptions::Column;
    let due = Condition::any()
        .add(Column::CancellationEffective.lte(today))
        .add(Column::TermEnd.lte(today));
    subscriptions::Entity::within(Scope::of_tenant(tenant))
        .filter(Column::Status.is_in([SubscriptionStatus::Active, SubscriptionStatus::Paused]))
        .filter(due)
}

pub async fn exists_due(db: &impl ConnectionTrait, tenant: TenantId, today: NaiveDate) -> Result<bool, DbErr> {
    Ok(due(tenant, today).limit(1).one(db).await?.is_some())
}

/// Those that nobody else is at. A billing run locks in another order: neither may wait for the other.
pub async fn take_due(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    let mut rows = due(tenant, today).order_by_asc(subscriptions::Column::Id).limit(most);
    if tx.get_database_backend() == DbBackend::Postgres {
        rows = rows.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    rows.all(tx).await
}

/// Running subscriptions without a cancellation whose `column` is a day after `from`, `until` at the latest, in its order.
pub async fn list_running_until(
    db: &impl ConnectionTrait,
    scope: Scope,
    column: subscriptions::Column,
    (from, until): (NaiveDate, NaiveDate),
    after: Option<(NaiveDate, SubscriptionId)>,
    most: u64,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    let mut rows = subscriptions::Entity::within(scope)
        .filter(Column::Status.is_in([SubscriptionStatus::Active, SubscriptionStatus::Paused]))
        .filter(Column::CancellationEffective.is_null())
        .filter(column.gt(from))
        .filter(column.lte(until))
        .order_by_asc(column)
        .order_by_asc(Column::Id)
        .limit(most);
    if let Some((day, id)) = after {
        let behind = Condition::any()
            .add(column.gt(day))
            .add(column.eq(day).and(Column::Id.gt(id)));
        rows = rows.filter(behind);
    }
    rows.all(db).await
}
