//! Queries for subscriptions and their items.

use chrono::NaiveDate;
use portico_shared::{
    CustomerId, Page, SubscriptionId, TenantId, payment_methods::PaymentMethodType, subscriptions::SubscriptionStatus,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
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

pub async fn exists_number(db: &impl ConnectionTrait, scope: Scope, number: &str) -> Result<bool, DbErr> {
    let row = subscriptions::Entity::within(scope)
        .filter(subscriptions::Column::Number.eq(number))
        .one(db)
        .await?;
    Ok(row.is_some())
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
pub async fn list_due(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    let due = Condition::any()
        .add(Column::CancellationEffective.lte(today))
        .add(Column::TermEnd.lte(today));
    subscriptions::Entity::within(Scope::of_tenant(tenant))
        .filter(Column::Status.is_in([SubscriptionStatus::Active, SubscriptionStatus::Paused]))
        .filter(due)
        .order_by_asc(Column::Id)
        .limit(most)
        .all(db)
        .await
}
