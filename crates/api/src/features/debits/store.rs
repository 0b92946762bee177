//! Queries for direct debits and their files.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{DebitFileId, InvoiceId, Page, PaymentId, PaymentMethodId, invoices::PaymentStatus};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, debit_files, invoices, payments},
    http::page::{self, Key, OrderColumn, PageRequest},
};

/// What is announced and in no file yet, the next to be collected first.
fn waiting(scope: Scope) -> Select<payments::Entity> {
    payments::Entity::within(scope)
        .filter(payments::Column::Status.eq(PaymentStatus::Underway))
        .filter(payments::Column::CollectOn.is_not_null())
        .filter(payments::Column::DebitFileId.is_null())
        .order_by_asc(payments::Column::CollectOn)
        .order_by_asc(payments::Column::Id)
}

pub async fn list_waiting(
    db: &impl ConnectionTrait,
    scope: Scope,
    until: Option<NaiveDate>,
    most: u64,
) -> Result<Vec<payments::Model>, DbErr> {
    let mut rows = waiting(scope);
    if let Some(until) = until {
        rows = rows.filter(payments::Column::CollectOn.lte(until));
    }
    rows.limit(most).all(db).await
}

/// How many wait, and what they come to.
pub async fn sum_waiting(db: &impl ConnectionTrait, scope: Scope) -> Result<(u64, i64), DbErr> {
    let amounts: Vec<i64> = waiting(scope)
        .select_only()
        .column(payments::Column::Amount)
        .into_tuple()
        .all(db)
        .await?;
    Ok((amounts.len() as u64, amounts.into_iter().sum()))
}

pub async fn list_waiting_with(
    db: &impl ConnectionTrait,
    scope: Scope,
    method: PaymentMethodId,
) -> Result<Vec<payments::Model>, DbErr> {
    waiting(scope)
        .filter(payments::Column::PaymentMethodId.eq(method))
        .all(db)
        .await
}

/// The debits of a customer's payment method that went to the bank, whatever became of them.
pub async fn list_handed_in(
    db: &impl ConnectionTrait,
    customer: Scope,
    method: PaymentMethodId,
) -> Result<Vec<payments::Model>, DbErr> {
    use payments::Column;
    let invoices = invoices::Entity::within(customer)
        .select_only()
        .column(invoices::Column::Id)
        .into_query();
    payments::Entity::within(customer)
        // By the index of an invoice's payments.
        .filter(Column::InvoiceId.in_subquery(invoices))
        .filter(Column::PaymentMethodId.eq(method))
        .filter(Column::DebitFileId.is_not_null())
        .all(db)
        .await
}

/// What the bank has and whose day has come, by their ids.
pub async fn list_due(
    db: &impl ConnectionTrait,
    scope: Scope,
    (today, after): (NaiveDate, Option<PaymentId>),
    most: u64,
) -> Result<Vec<PaymentId>, DbErr> {
    use payments::Column;
    let mut rows = payments::Entity::within(scope)
        .filter(Column::Status.eq(PaymentStatus::Underway))
        .filter(Column::DebitFileId.is_not_null())
        .filter(Column::CollectOn.lte(today));
    if let Some(after) = after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let rows = rows.order_by_asc(Column::Id).limit(most).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

pub async fn insert(tx: &DatabaseTransaction, row: debit_files::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// The debits of an invoice that wait for a file.
pub async fn list_waiting_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    invoice: InvoiceId,
) -> Result<Vec<payments::Model>, DbErr> {
    waiting(scope)
        .filter(payments::Column::InvoiceId.eq(invoice))
        .all(db)
        .await
}

/// Takes IBANs and names out of files that nobody needs any more.
pub async fn forget_contents_before(
    tx: &DatabaseTransaction,
    scope: Scope,
    before: DateTime<Utc>,
) -> Result<(), DbErr> {
    use debit_files::Column;
    debit_files::Entity::update_many()
        .col_expr(Column::Content, Expr::value(Vec::<u8>::new()))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CreatedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: DebitFileId,
) -> Result<Option<debit_files::Model>, DbErr> {
    debit_files::Entity::within(scope)
        .filter(debit_files::Column::Id.eq(id))
        .one(db)
        .await
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    request: &PageRequest<OrderColumn<debit_files::Column>>,
) -> Result<Page<debit_files::Model>, DbErr> {
    let rows = debit_files::Entity::within(scope);
    page::fetch(rows, debit_files::Column::Id, request, db, |row, _| {
        (Key::Instant(row.created_at), row.id.0)
    })
    .await
}
