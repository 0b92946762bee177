//! Queries for invoices.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{
    Currency, CustomerId, InvoiceId, Page,
    invoices::{InvoiceSource, InvoiceStatus, InvoiceType, PaymentStatus},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use serde_json::Value;

use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_lines, invoices, payments},
    features::{customers::store::search, payments::store::going_on},
    http::page::{self, Key, OrderColumn, PageRequest},
};

/// By their ids.
pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<InvoiceId>,
) -> Result<Vec<invoices::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    invoices::Entity::within(scope)
        .filter(invoices::Column::Id.is_in(ids))
        .order_by_asc(invoices::Column::CreatedAt)
        .order_by_asc(invoices::Column::Id)
        .all(db)
        .await
}

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: InvoiceId) -> Result<Option<invoices::Model>, DbErr> {
    invoices::Entity::within(scope)
        .filter(invoices::Column::Id.eq(id))
        .one(db)
        .await
}

/// Invoices of a customer on which money is open, oldest first.
pub async fn list_open_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: CustomerId,
) -> Result<Vec<invoices::Model>, DbErr> {
    use invoices::Column;
    invoices::Entity::within(scope)
        .filter(Column::CustomerId.eq(of))
        .filter(Column::Kind.eq(InvoiceType::Invoice))
        .filter(Column::Status.is_in([InvoiceStatus::Unpaid, InvoiceStatus::Reminded]))
        .filter(Column::OpenAmount.gt(0))
        .filter(Column::KeptUntil.is_null())
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Invoices whose next attempt to collect is due, oldest first.
pub async fn list_to_try(
    db: &impl ConnectionTrait,
    scope: Scope,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<invoices::Model>, DbErr> {
    invoices::Entity::within(scope)
        .filter(invoices::Column::NextAttemptOn.lte(today))
        .order_by_asc(invoices::Column::NextAttemptOn)
        .order_by_asc(invoices::Column::Id)
        .limit(most)
        .all(db)
        .await
}

/// The lines of an invoice that was read within the scope.
pub async fn list_lines(db: &impl ConnectionTrait, scope: Scope, of: InvoiceId) -> Result<Vec<Value>, DbErr> {
    let rows = list_lines_of(db, scope, vec![of]).await?;
    Ok(rows.into_iter().map(|row| row.line).collect())
}

/// The lines of many, each invoice's in their order.
pub async fn list_lines_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<InvoiceId>,
) -> Result<Vec<invoice_lines::Model>, DbErr> {
    invoice_lines::Entity::within(scope)
        .filter(invoice_lines::Column::InvoiceId.is_in(of))
        .order_by_asc(invoice_lines::Column::Position)
        .all(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: invoices::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

pub async fn insert_line(tx: &impl ConnectionTrait, row: invoice_lines::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &invoices::Model,
    after: invoices::Model,
) -> Result<bool, DbErr> {
    let mut after = after.into_active_model().reset_all();
    // Sending writes it beside all other changes, and is not to be undone by them.
    after.last_sent_at = NotSet;
    let done = invoices::Entity::update_many()
        .set(after)
        .filter(invoices::Column::TenantId.eq(before.tenant_id))
        .filter(invoices::Column::Id.eq(before.id))
        .filter(invoices::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Notes that a document was mailed.
pub async fn update_sent(
    tx: &impl ConnectionTrait,
    scope: Scope,
    id: InvoiceId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    invoices::Entity::update_many()
        .col_expr(invoices::Column::LastSentAt, Expr::value(now))
        .filter(invoices::Column::TenantId.eq(scope.tenant()))
        .filter(invoices::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The credit notes and the cancellation of an invoice, oldest first.
pub async fn list_referring(
    db: &impl ConnectionTrait,
    scope: Scope,
    to: InvoiceId,
) -> Result<Vec<invoices::Model>, DbErr> {
    invoices::Entity::within(scope)
        .filter(invoices::Column::ReferencedInvoiceId.eq(to))
        .order_by_asc(invoices::Column::CreatedAt)
        .order_by_asc(invoices::Column::Id)
        .all(db)
        .await
}

/// A merchant has at most so many dunning levels.
const MOST_LEVELS: i32 = 5;

/// Invoices of ours that are open past their due date, neither being collected nor to be tried again, and not reminded of today,
/// longest first.
pub async fn list_overdue(
    db: &impl ConnectionTrait,
    scope: Scope,
    today: NaiveDate,
    after: Option<(NaiveDate, InvoiceId)>,
    most: u64,
) -> Result<Vec<invoices::Model>, DbErr> {
    use invoices::Column;
    let not_today = Condition::any()
        .add(Column::LastReminderDate.is_null())
        .add(Column::LastReminderDate.lt(today));
    let being_collected = payments::Entity::within(scope)
        .select_only()
        .column(payments::Column::InvoiceId)
        .filter(payments::Column::Status.is_in([PaymentStatus::Pending, PaymentStatus::Underway]))
        .into_query();
    let mut rows = invoices::Entity::within(scope)
        .filter(Column::Status.is_in([InvoiceStatus::Unpaid, InvoiceStatus::Reminded]))
        .filter(Column::OpenAmount.gt(0))
        .filter(Column::Kind.eq(InvoiceType::Invoice))
        .filter(Column::Source.eq(InvoiceSource::Portico))
        .filter(Column::DueDate.lt(today))
        .filter(Column::DunningLevel.lt(MOST_LEVELS))
        .filter(Column::NextAttemptOn.is_null())
        .filter(Column::Id.not_in_subquery(being_collected))
        .filter(not_today)
        .order_by_asc(Column::DueDate)
        .order_by_asc(Column::Id)
        .limit(most);
    if let Some((due, id)) = after {
        let behind = Condition::any()
            .add(Column::DueDate.gt(due))
            .add(Column::DueDate.eq(due).and(Column::Id.gt(id)));
        rows = rows.filter(behind);
    }
    rows.all(db).await
}

/// What a list of invoices can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub customer: Option<CustomerId>,
    pub statuses: Vec<InvoiceStatus>,
    pub kind: Option<InvoiceType>,
    pub number: Option<String>,
    pub search: Option<String>,
    /// By the invoice's date, both ends included.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// By the gross amount in minor units, both ends included.
    pub min_amount: Option<i64>,
    pub max_amount: Option<i64>,
    /// Customers never see drafts.
    pub issued_only: bool,
    /// Also those of erased customers, which are kept for the law alone.
    pub with_kept: bool,
}

/// The rows that a filter leaves.
pub fn narrowed(mut rows: Select<invoices::Entity>, filter: Filter) -> Select<invoices::Entity> {
    use invoices::Column;
    if let Some(customer) = filter.customer {
        rows = rows.filter(Column::CustomerId.eq(customer));
    }
    if !filter.statuses.is_empty() {
        rows = rows.filter(Column::Status.is_in(filter.statuses));
    }
    if let Some(kind) = filter.kind {
        rows = rows.filter(Column::Kind.eq(kind));
    }
    if let Some(number) = filter.number {
        rows = rows.filter(Column::Number.eq(number));
    }
    if let Some(from) = filter.from {
        rows = rows.filter(Column::CreationDate.gte(from));
    }
    if let Some(to) = filter.to {
        rows = rows.filter(Column::CreationDate.lte(to));
    }
    if filter.issued_only {
        rows = rows.filter(Column::Status.ne(InvoiceStatus::Draft));
    }
    if !filter.with_kept {
        rows = rows.filter(Column::KeptUntil.is_null());
    }
    if let Some(least) = filter.min_amount {
        rows = rows.filter(Column::GrossAmount.gte(least));
    }
    if let Some(most) = filter.max_amount {
        rows = rows.filter(Column::GrossAmount.lte(most));
    }
    search(rows, Column::Search, filter.search.as_deref())
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<invoices::Column>>,
) -> Result<Page<invoices::Model>, DbErr> {
    let rows = narrowed(invoices::Entity::within(scope), filter);
    page::fetch(rows, invoices::Column::Id, request, db, key).await
}

fn key(row: &invoices::Model, column: invoices::Column) -> (Key, uuid::Uuid) {
    use invoices::Column;
    let key = match column {
        Column::DueDate => row.due_date.into(),
        Column::Number => row.number.clone().map_or(Key::None, Key::Text),
        _ => Key::Date(row.creation_date),
    };
    (key, row.id.0)
}

/// What is open of a customer's, or of all: sums a currency.
#[derive(Debug, FromQueryResult)]
pub struct OpenSum {
    pub currency: Currency,
    pub amount: i64,
    pub invoices: i64,
}

/// Which open invoices are summed.
#[derive(Debug, Clone, Copy)]
pub enum Summed {
    All,
    /// Due before that day, and not wholly on their way.
    Overdue(NaiveDate),
    /// Wholly on their way.
    Underway,
}

pub async fn sum_open(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Option<CustomerId>,
    which: Summed,
) -> Result<Vec<OpenSum>, DbErr> {
    use invoices::Column;
    let mut rows = invoices::Entity::within(scope)
        .filter(Column::Kind.eq(InvoiceType::Invoice))
        .filter(Column::Status.is_in([InvoiceStatus::Unpaid, InvoiceStatus::Reminded]))
        .filter(Column::OpenAmount.gt(0))
        .filter(Column::KeptUntil.is_null());
    if let Some(customer) = of {
        rows = rows.filter(Column::CustomerId.eq(customer));
    }
    rows = match which {
        Summed::All => rows,
        Summed::Overdue(today) => rows
            .filter(Column::DueDate.lt(today))
            .filter(Expr::not_exists(covering(scope))),
        Summed::Underway => rows.filter(Expr::exists(covering(scope))),
    };
    rows.select_only()
        .column(Column::Currency)
        // Without the cast PostgreSQL gives a numeric.
        .column_as(Column::OpenAmount.sum().cast_as("bigint"), "amount")
        .column_as(Column::Id.count(), "invoices")
        .group_by(Column::Currency)
        .order_by_asc(Column::Currency)
        .into_model()
        .all(db)
        .await
}

/// Attempts that go on by themselves and leave nothing open on the invoice in question.
fn covering(scope: Scope) -> sea_orm::sea_query::SelectStatement {
    use payments::{Column, Entity};
    let of_it = Expr::col((Entity, Column::InvoiceId)).equals((invoices::Entity, invoices::Column::Id));
    let open = Expr::col((invoices::Entity, invoices::Column::OpenAmount));
    going_on(scope)
        .select_only()
        .column(Column::Id)
        .filter(of_it)
        .filter(Expr::col((Entity, Column::Amount)).gte(open))
        .into_query()
}

/// The first and the last day on which there is an invoice.
pub async fn find_span(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Option<CustomerId>,
) -> Result<Option<(NaiveDate, NaiveDate)>, DbErr> {
    use invoices::Column;
    let mut rows = invoices::Entity::within(scope)
        .filter(Column::Status.ne(InvoiceStatus::Draft))
        .filter(Column::KeptUntil.is_null());
    if let Some(customer) = of {
        rows = rows.filter(Column::CustomerId.eq(customer));
    }
    let found: Option<(Option<NaiveDate>, Option<NaiveDate>)> = rows
        .select_only()
        .column_as(Column::CreationDate.min(), "first")
        .column_as(Column::CreationDate.max(), "last")
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.and_then(|(first, last)| first.zip(last)))
}
