//! Queries for invoices.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{
    CustomerId, InvoiceId, Page,
    invoices::{InvoiceSource, InvoiceStatus, InvoiceType, PaymentStatus},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::Value;

use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_lines, invoices, payments},
    features::customers::store::search,
    http::page::{self, Key, OrderColumn, PageRequest},
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: InvoiceId) -> Result<Option<invoices::Model>, DbErr> {
    invoices::Entity::within(scope)
        .filter(invoices::Column::Id.eq(id))
        .one(db)
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

/// Invoices of ours that are open past their due date, not being collected, and not reminded of today, longest
/// first.
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
        .filter(payments::Column::Status.eq(PaymentStatus::Pending))
        .into_query();
    let mut rows = invoices::Entity::within(scope)
        .filter(Column::Status.is_in([InvoiceStatus::Unpaid, InvoiceStatus::Reminded]))
        .filter(Column::OpenAmount.gt(0))
        .filter(Column::Kind.eq(InvoiceType::Invoice))
        .filter(Column::Source.eq(InvoiceSource::Portico))
        .filter(Column::DueDate.lt(today))
        .filter(Column::DunningLevel.lt(MOST_LEVELS))
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
    /// Customers never see drafts.
    pub issued_only: bool,
    /// Also those of erased customers, which are kept for the law alone.
    pub with_kept: bool,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<invoices::Column>>,
) -> Result<Page<invoices::Model>, DbErr> {
    use invoices::Column;
    let mut rows = invoices::Entity::within(scope);
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
    rows = search(rows, Column::Search, filter.search.as_deref());
    page::fetch(rows, Column::Id, request, db, key).await
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
