//! Queries for billing runs and for what they bill.

use chrono::NaiveDate;
use portico_shared::{BillingRunId, CustomerId, Page, SubscriptionId, billing::BillingRunStatus};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{ExprTrait, LockType, OnConflict},
};

use crate::{
    auth::Scope,
    db::entities::{
        Scoped, audit_log, billing_runs, invoice_documents, invoice_lines, invoices, mails, outbox, subscription_items,
        subscriptions,
    },
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: BillingRunId,
) -> Result<Option<billing_runs::Model>, DbErr> {
    billing_runs::Entity::within(scope)
        .filter(billing_runs::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    request: &PageRequest<OrderColumn<billing_runs::Column>>,
) -> Result<Page<billing_runs::Model>, DbErr> {
    let rows = billing_runs::Entity::within(scope);
    page::fetch(rows, billing_runs::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}

/// The run that is not finished, the oldest first.
pub async fn find_open(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<billing_runs::Model>, DbErr> {
    billing_runs::Entity::within(scope)
        .filter(billing_runs::Column::Status.is_in([BillingRunStatus::Queued, BillingRunStatus::Running]))
        .order_by_asc(billing_runs::Column::CreatedAt)
        .order_by_asc(billing_runs::Column::Id)
        .one(db)
        .await
}

/// The run that was ordered last.
pub async fn find_last(db: &impl ConnectionTrait, scope: Scope) -> Result<Option<billing_runs::Model>, DbErr> {
    billing_runs::Entity::within(scope)
        .order_by_desc(billing_runs::Column::CreatedAt)
        .order_by_desc(billing_runs::Column::Id)
        .one(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: billing_runs::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &billing_runs::Model,
    after: billing_runs::Model,
) -> Result<bool, DbErr> {
    let done = billing_runs::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(billing_runs::Column::TenantId.eq(before.tenant_id))
        .filter(billing_runs::Column::Id.eq(before.id))
        .filter(billing_runs::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Where a run stands among the subscriptions that are due: behind this one.
pub type Place = (NaiveDate, SubscriptionId);

fn due(scope: Scope, until: NaiveDate, customer: Option<CustomerId>) -> Select<subscriptions::Entity> {
    use subscriptions::Column;
    let mut rows = subscriptions::Entity::within(scope).filter(Column::NextBillingOn.lte(until));
    if let Some(customer) = customer {
        rows = rows.filter(Column::CustomerId.eq(customer));
    }
    rows
}

pub async fn count_due(
    db: &impl ConnectionTrait,
    scope: Scope,
    until: NaiveDate,
    customer: Option<CustomerId>,
) -> Result<u64, DbErr> {
    due(scope, until, customer).count(db).await
}

pub async fn exists_due(db: &impl ConnectionTrait, scope: Scope, until: NaiveDate) -> Result<bool, DbErr> {
    Ok(due(scope, until, None).limit(1).one(db).await?.is_some())
}

/// The next subscriptions that are due, longest first, behind the last one that was looked at. What was
/// billed is not due any more; what could not be billed is passed by.
pub async fn list_due(
    tx: &impl ConnectionTrait,
    scope: Scope,
    until: NaiveDate,
    customer: Option<CustomerId>,
    after: Option<Place>,
    most: u64,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    use subscriptions::Column;
    let mut rows = due(scope, until, customer)
        .order_by_asc(Column::NextBillingOn)
        .order_by_asc(Column::Id)
        .limit(most);
    if let Some((date, id)) = after {
        let behind = Condition::any()
            .add(Column::NextBillingOn.gt(date))
            .add(Column::NextBillingOn.eq(date).and(Column::Id.gt(id)));
        rows = rows.filter(behind);
    }
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        // Nobody changes them until their invoices are written. Who makes an invoice of their own for one, under the
        // customer's lock, need not wait.
        rows = rows.lock(LockType::NoKeyUpdate);
    }
    rows.all(tx).await
}

/// Everything that a batch writes, a statement a table.
#[derive(Debug, Default)]
pub struct Issued {
    pub invoices: Vec<invoices::Model>,
    pub lines: Vec<invoice_lines::Model>,
    pub documents: Vec<invoice_documents::Model>,
    pub audit: Vec<audit_log::ActiveModel>,
    pub outbox: Vec<outbox::ActiveModel>,
    pub mails: Vec<mails::Model>,
    /// As they are afterwards; so are the items.
    pub subscriptions: Vec<subscriptions::Model>,
    pub items: Vec<subscription_items::Model>,
}

/// Rows a statement: within the number of variables that both databases take.
const CHUNK: usize = 200;

/// Within the transaction that read and locked the subscriptions.
pub async fn save_issued(tx: &impl ConnectionTrait, issued: Issued) -> Result<(), DbErr> {
    let invoices = issued
        .invoices
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    insert_many::<invoices::Entity, _>(tx, invoices.collect()).await?;
    let lines = issued.lines.into_iter().map(|row| row.into_active_model().reset_all());
    insert_many::<invoice_lines::Entity, _>(tx, lines.collect()).await?;
    let documents = issued
        .documents
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    insert_many::<invoice_documents::Entity, _>(tx, documents.collect()).await?;
    insert_many::<audit_log::Entity, _>(tx, issued.audit).await?;
    insert_many::<outbox::Entity, _>(tx, issued.outbox).await?;
    let mails = issued.mails.into_iter().map(|row| row.into_active_model().reset_all());
    insert_many::<mails::Entity, _>(tx, mails.collect()).await?;
    update_subscriptions(tx, issued.subscriptions).await?;
    update_items(tx, issued.items).await
}

/// Writes how far subscriptions were billed. Each row is there, so that what reads like an insert always
/// conflicts and updates: the one way to change many rows differently in one statement on both databases.
async fn update_subscriptions(tx: &impl ConnectionTrait, rows: Vec<subscriptions::Model>) -> Result<(), DbErr> {
    use subscriptions::Column;
    let change = OnConflict::columns([Column::TenantId, Column::Id])
        .update_columns([Column::NextBillingOn, Column::Version, Column::UpdatedAt])
        .to_owned();
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    write_many::<subscriptions::Entity, _>(tx, rows.collect(), Some(change)).await
}

async fn update_items(tx: &impl ConnectionTrait, rows: Vec<subscription_items::Model>) -> Result<(), DbErr> {
    use subscription_items::Column;
    let billed = [
        Column::LastBilledAt,
        Column::BilledFrom,
        Column::BilledTo,
        Column::BilledPeriods,
    ];
    let change = OnConflict::columns([Column::TenantId, Column::Id])
        .update_columns(billed)
        .to_owned();
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    write_many::<subscription_items::Entity, _>(tx, rows.collect(), Some(change)).await
}

async fn insert_many<E, A>(tx: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    write_many::<E, A>(tx, rows, None).await
}

async fn write_many<E, A>(tx: &impl ConnectionTrait, rows: Vec<A>, existing: Option<OnConflict>) -> Result<(), DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    let mut rows = rows.into_iter();
    loop {
        let chunk: Vec<A> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        let mut statement = E::insert_many(chunk);
        if let Some(existing) = &existing {
            statement = statement.on_conflict(existing.clone());
        }
        statement.exec_without_returning(tx).await?;
    }
}
