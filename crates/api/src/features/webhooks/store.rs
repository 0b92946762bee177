//! Queries for webhooks: endpoints, events, deliveries.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use portico_shared::{
    CustomerId, DeliveryId, EventId, Page, TenantId, WebhookId,
    webhooks::{DeliveryState, WebhookEventType},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, Order,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use crate::{
    auth::Scope,
    db::entities::{Scoped, webhook_attempts, webhook_deliveries, webhook_events, webhook_sequences, webhooks},
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: WebhookId) -> Result<Option<webhooks::Model>, DbErr> {
    webhooks::Entity::within(scope)
        .filter(webhooks::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn count(db: &impl ConnectionTrait, scope: Scope) -> Result<u64, DbErr> {
    webhooks::Entity::within(scope).count(db).await
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    request: &PageRequest<OrderColumn<webhooks::Column>>,
) -> Result<Page<webhooks::Model>, DbErr> {
    let rows = webhooks::Entity::within(scope);
    page::fetch(rows, webhooks::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

pub async fn list_enabled(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<webhooks::Model>, DbErr> {
    webhooks::Entity::within(scope)
        .filter(webhooks::Column::Enabled.eq(true))
        .order_by_asc(webhooks::Column::CreatedAt)
        .all(db)
        .await
}

/// The events that any endpoint asks for.
pub async fn list_wanted(db: &impl ConnectionTrait, scope: Scope) -> Result<Vec<WebhookEventType>, DbErr> {
    let rows = list_enabled(db, scope).await?;
    let mut all: Vec<WebhookEventType> = rows
        .into_iter()
        .flat_map(|row| serde_json::from_value::<Vec<_>>(row.events).unwrap_or_default())
        .collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

pub async fn insert(tx: &impl ConnectionTrait, row: webhooks::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &webhooks::Model,
    after: webhooks::Model,
) -> Result<bool, DbErr> {
    let done = webhooks::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(webhooks::Column::TenantId.eq(before.tenant_id))
        .filter(webhooks::Column::Id.eq(before.id))
        .filter(webhooks::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Deletes an endpoint with its deliveries.
pub async fn delete(tx: &impl ConnectionTrait, row: &webhooks::Model) -> Result<(), DbErr> {
    webhooks::Entity::delete_many()
        .filter(webhooks::Column::TenantId.eq(row.tenant_id))
        .filter(webhooks::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes since when nothing arrives, or that something did; not an edit of the endpoint.
pub async fn update_failing(
    tx: &impl ConnectionTrait,
    row: &webhooks::Model,
    since: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    webhooks::Entity::update_many()
        .col_expr(webhooks::Column::FailingSince, Expr::value(since))
        .filter(webhooks::Column::TenantId.eq(row.tenant_id))
        .filter(webhooks::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Rows a statement: within the number of variables that both databases take.
const CHUNK: usize = 200;

pub async fn insert_events(tx: &impl ConnectionTrait, rows: Vec<webhook_events::Model>) -> Result<(), DbErr> {
    for some in rows.chunks(CHUNK) {
        let some = some.iter().map(|row| row.clone().into_active_model().reset_all());
        webhook_events::Entity::insert_many(some)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

pub async fn insert_deliveries(tx: &impl ConnectionTrait, rows: Vec<webhook_deliveries::Model>) -> Result<(), DbErr> {
    for some in rows.chunks(CHUNK) {
        let some = some.iter().map(|row| row.clone().into_active_model().reset_all());
        webhook_deliveries::Entity::insert_many(some)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

pub async fn insert_attempts(tx: &impl ConnectionTrait, rows: Vec<webhook_attempts::Model>) -> Result<(), DbErr> {
    for some in rows.chunks(CHUNK) {
        let some = some.iter().map(|row| row.clone().into_active_model().reset_all());
        webhook_attempts::Entity::insert_many(some)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Tenants with events that have no number yet.
#[expect(clippy::disallowed_methods, reason = "the worker serves all tenants")]
pub async fn list_tenants_with_new(db: &impl ConnectionTrait) -> Result<Vec<TenantId>, DbErr> {
    webhook_events::Entity::find()
        .select_only()
        .column(webhook_events::Column::TenantId)
        .distinct()
        .filter(webhook_events::Column::Sequence.is_null())
        .into_tuple()
        .all(db)
        .await
}

pub async fn list_new(db: &impl ConnectionTrait, scope: Scope, most: u64) -> Result<Vec<webhook_events::Model>, DbErr> {
    webhook_events::Entity::within(scope)
        .filter(webhook_events::Column::Sequence.is_null())
        .order_by_asc(webhook_events::Column::CreatedAt)
        .order_by_asc(webhook_events::Column::Id)
        .limit(most)
        .all(db)
        .await
}

/// The last number that was given, kept from others until the end of the transaction.
pub async fn lock_sequence(tx: &DatabaseTransaction, tenant: TenantId) -> Result<i64, DbErr> {
    let first = webhook_sequences::ActiveModel {
        tenant_id: Set(tenant),
        last: Set(0),
    };
    let there = OnConflict::column(webhook_sequences::Column::TenantId)
        .do_nothing()
        .to_owned();
    webhook_sequences::Entity::insert(first)
        .on_conflict(there)
        .exec_without_returning(tx)
        .await?;
    let row = webhook_sequences::Entity::within(Scope::of_tenant(tenant))
        .lock(LockType::Update)
        .one(tx)
        .await?;
    Ok(row.map_or(0, |row| row.last))
}

pub async fn update_sequence(tx: &impl ConnectionTrait, tenant: TenantId, last: i64) -> Result<(), DbErr> {
    webhook_sequences::Entity::update_many()
        .col_expr(webhook_sequences::Column::Last, Expr::value(last))
        .filter(webhook_sequences::Column::TenantId.eq(tenant))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn update_sequence_of(
    tx: &impl ConnectionTrait,
    event: &webhook_events::Model,
    sequence: i64,
) -> Result<(), DbErr> {
    webhook_events::Entity::update_many()
        .col_expr(webhook_events::Column::Sequence, Expr::value(sequence))
        .filter(webhook_events::Column::TenantId.eq(event.tenant_id))
        .filter(webhook_events::Column::Id.eq(event.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Of these things: those of which such an event was told.
pub async fn list_told(
    db: &impl ConnectionTrait,
    scope: Scope,
    kind: WebhookEventType,
    of: Vec<Uuid>,
) -> Result<HashSet<Uuid>, DbErr> {
    let told: Vec<Uuid> = webhook_events::Entity::within(scope)
        .select_only()
        .column(webhook_events::Column::SubjectId)
        .filter(webhook_events::Column::Kind.eq(kind))
        .filter(webhook_events::Column::SubjectId.is_in(of))
        .into_tuple()
        .all(db)
        .await?;
    Ok(told.into_iter().collect())
}

/// Erases what events say about a customer who is deleted; what still waited is not sent any more.
pub async fn update_erased_of(
    tx: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let events: Vec<EventId> = webhook_events::Entity::within(scope)
        .select_only()
        .column(webhook_events::Column::Id)
        .filter(webhook_events::Column::CustomerId.eq(customer))
        .into_tuple()
        .all(tx)
        .await?;
    webhook_events::Entity::update_many()
        .col_expr(webhook_events::Column::Data, Expr::value(Value::Json(None)))
        .filter(webhook_events::Column::TenantId.eq(scope.tenant()))
        .filter(webhook_events::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    for some in events.chunks(CHUNK) {
        let deliveries = webhook_deliveries::Entity::within(scope)
            .select_only()
            .column(webhook_deliveries::Column::Id)
            .filter(webhook_deliveries::Column::EventId.is_in(some.iter().copied()))
            .into_query();
        // What an endpoint answers may repeat what it was sent.
        webhook_attempts::Entity::update_many()
            .col_expr(webhook_attempts::Column::Answer, Expr::value(None::<String>))
            .filter(webhook_attempts::Column::TenantId.eq(scope.tenant()))
            .filter(webhook_attempts::Column::DeliveryId.in_subquery(deliveries))
            .exec(tx)
            .await?;
        give_up(now, "its content was erased with the customer")
            .filter(webhook_deliveries::Column::TenantId.eq(scope.tenant()))
            .filter(webhook_deliveries::Column::EventId.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Ends deliveries that still wait.
fn give_up(now: DateTime<Utc>, why: &str) -> sea_orm::UpdateMany<webhook_deliveries::Entity> {
    use webhook_deliveries::Column;
    webhook_deliveries::Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Failed))
        .col_expr(Column::LastError, Expr::value(why))
        .col_expr(Column::FinishedAt, Expr::value(now))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::State.eq(DeliveryState::Pending))
}

/// Gives up what an endpoint that is off has not taken for so long.
pub async fn update_expired(tx: &impl ConnectionTrait, before: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), DbErr> {
    give_up(now, "the endpoint was switched off for too long")
        .filter(webhook_deliveries::Column::CreatedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes old events with their deliveries.
pub async fn delete_before(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), DbErr> {
    webhook_events::Entity::delete_many()
        .filter(webhook_events::Column::CreatedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}

/// An endpoint with something due: whose it is.
pub type Due = (TenantId, WebhookId);

/// Endpoints that are on and have something due: healthy ones first, then who waits longest.
#[expect(clippy::disallowed_methods, reason = "the worker serves all tenants")]
pub async fn list_due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    busy: Vec<WebhookId>,
    most: u64,
) -> Result<Vec<(TenantId, WebhookId, Option<DateTime<Utc>>)>, DbErr> {
    use webhook_deliveries::Column;
    let waiting: Vec<Due> = webhook_deliveries::Entity::find()
        .select_only()
        .column(Column::TenantId)
        .column(Column::WebhookId)
        .filter(is_due(now))
        .filter(Column::WebhookId.is_not_in(busy))
        .group_by(Column::TenantId)
        .group_by(Column::WebhookId)
        .order_by(Column::AvailableAt.min(), Order::Asc)
        .into_tuple()
        .all(db)
        .await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let ids = waiting.iter().map(|(_, id)| *id);
    let on: Vec<(WebhookId, Option<DateTime<Utc>>)> = webhooks::Entity::find()
        .select_only()
        .column(webhooks::Column::Id)
        .column(webhooks::Column::FailingSince)
        .filter(webhooks::Column::Id.is_in(ids))
        .filter(webhooks::Column::Enabled.eq(true))
        .into_tuple()
        .all(db)
        .await?;
    let on: std::collections::HashMap<_, _> = on.into_iter().collect();
    let mut due: Vec<_> = waiting
        .into_iter()
        .filter_map(|(tenant, id)| Some((tenant, id, *on.get(&id)?)))
        .collect();
    due.sort_by_key(|(_, _, failing)| failing.is_some());
    due.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(due)
}

fn is_due(now: DateTime<Utc>) -> Condition {
    use webhook_deliveries::Column;
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lt(now));
    Condition::all()
        .add(Column::State.eq(DeliveryState::Pending))
        .add(Column::AvailableAt.lte(now))
        .add(free)
}

/// Takes the next deliveries of an endpoint, in the order of their events, until then.
pub async fn claim(
    tx: &DatabaseTransaction,
    is_postgres: bool,
    (tenant, webhook): Due,
    most: u64,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<webhook_deliveries::Model>, DbErr> {
    use webhook_deliveries::Column;
    let mut rows = webhook_deliveries::Entity::within(Scope::of_tenant(tenant))
        .filter(Column::WebhookId.eq(webhook))
        .filter(is_due(now))
        .order_by_asc(Column::Sequence)
        .limit(most);
    if is_postgres {
        rows = rows.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = rows.all(tx).await?;
    webhook_deliveries::Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .filter(Column::TenantId.eq(tenant))
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    Ok(rows)
}

/// Gives back what was taken and not tried.
pub async fn update_released(
    tx: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<DeliveryId>,
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    use webhook_deliveries::Column;
    webhook_deliveries::Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::Id.is_in(ids))
        .filter(Column::LeasedUntil.eq(until))
        .exec(tx)
        .await?;
    Ok(())
}

/// Puts off whatever an endpoint is owed now.
pub async fn update_resting(
    tx: &impl ConnectionTrait,
    scope: Scope,
    webhook: WebhookId,
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    use webhook_deliveries::Column;
    webhook_deliveries::Entity::update_many()
        .col_expr(Column::AvailableAt, Expr::value(until))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::WebhookId.eq(webhook))
        .filter(Column::State.eq(DeliveryState::Pending))
        .filter(Column::AvailableAt.lt(until))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes down what became of a try, unless somebody else has had the delivery since; then false.
pub async fn update_delivery(
    tx: &impl ConnectionTrait,
    before: &webhook_deliveries::Model,
    after: webhook_deliveries::Model,
) -> Result<bool, DbErr> {
    use webhook_deliveries::Column;
    let done = webhook_deliveries::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(Column::TenantId.eq(before.tenant_id))
        .filter(Column::Id.eq(before.id))
        .filter(Column::State.eq(DeliveryState::Pending))
        .filter(Column::Attempts.eq(before.attempts))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn list_events(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<EventId>,
) -> Result<Vec<webhook_events::Model>, DbErr> {
    webhook_events::Entity::within(scope)
        .filter(webhook_events::Column::Id.is_in(ids))
        .all(db)
        .await
}

pub async fn find_delivery(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: DeliveryId,
) -> Result<Option<webhook_deliveries::Model>, DbErr> {
    webhook_deliveries::Entity::within(scope)
        .filter(webhook_deliveries::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn list_attempts(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: DeliveryId,
) -> Result<Vec<webhook_attempts::Model>, DbErr> {
    webhook_attempts::Entity::within(scope)
        .filter(webhook_attempts::Column::DeliveryId.eq(of))
        .order_by_asc(webhook_attempts::Column::Number)
        .all(db)
        .await
}

/// What a list of deliveries can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub webhook: Option<WebhookId>,
    pub event: Option<EventId>,
    pub kinds: Vec<WebhookEventType>,
    pub states: Vec<DeliveryState>,
}

pub async fn list_deliveries(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<webhook_deliveries::Column>>,
) -> Result<Page<webhook_deliveries::Model>, DbErr> {
    use webhook_deliveries::Column;
    let mut rows = webhook_deliveries::Entity::within(scope);
    if let Some(webhook) = filter.webhook {
        rows = rows.filter(Column::WebhookId.eq(webhook));
    }
    if let Some(event) = filter.event {
        rows = rows.filter(Column::EventId.eq(event));
    }
    if !filter.kinds.is_empty() {
        rows = rows.filter(Column::Kind.is_in(filter.kinds));
    }
    if !filter.states.is_empty() {
        rows = rows.filter(Column::State.is_in(filter.states));
    }
    page::fetch(rows, Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}
