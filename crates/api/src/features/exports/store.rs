//! Queries of exports: each kind in the order of its ids, which is the order in which it was made.

use chrono::NaiveDate;
use portico_shared::{AddressId, ContactId, CustomerId, InvoiceId, SubscriptionId, invoices::InvoiceStatus};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, addresses, contacts, customers, invoice_files, invoices, subscriptions},
};

pub async fn contacts(
    db: &impl ConnectionTrait,
    scope: Scope,
    after: Option<ContactId>,
    most: u64,
) -> Result<Vec<contacts::Model>, DbErr> {
    let mut rows = contacts::Entity::within(scope)
        .order_by_asc(contacts::Column::Id)
        .limit(most);
    if let Some(after) = after {
        rows = rows.filter(contacts::Column::Id.gt(after));
    }
    rows.all(db).await
}

pub async fn customers(
    db: &impl ConnectionTrait,
    scope: Scope,
    after: Option<CustomerId>,
    most: u64,
) -> Result<Vec<customers::Model>, DbErr> {
    let mut rows = customers::Entity::within(scope)
        .filter(customers::Column::ErasedAt.is_null())
        .order_by_asc(customers::Column::Id)
        .limit(most);
    if let Some(after) = after {
        rows = rows.filter(customers::Column::Id.gt(after));
    }
    rows.all(db).await
}

pub async fn addresses(
    db: &impl ConnectionTrait,
    scope: Scope,
    after: Option<AddressId>,
    most: u64,
) -> Result<Vec<addresses::Model>, DbErr> {
    let mut rows = addresses::Entity::within(scope)
        .order_by_asc(addresses::Column::Id)
        .limit(most);
    if let Some(after) = after {
        rows = rows.filter(addresses::Column::Id.gt(after));
    }
    rows.all(db).await
}

pub async fn subscriptions(
    db: &impl ConnectionTrait,
    scope: Scope,
    after: Option<SubscriptionId>,
    most: u64,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    let mut rows = subscriptions::Entity::within(scope)
        .filter(subscriptions::Column::CustomerId.not_in_subquery(erased(scope)))
        .order_by_asc(subscriptions::Column::Id)
        .limit(most);
    if let Some(after) = after {
        rows = rows.filter(subscriptions::Column::Id.gt(after));
    }
    rows.all(db).await
}

/// Customers whose data were erased: what is left of them is kept where it is, and taken nowhere.
fn erased(scope: Scope) -> SelectStatement {
    customers::Entity::within(scope)
        .select_only()
        .column(customers::Column::Id)
        .filter(customers::Column::ErasedAt.is_not_null())
        .into_query()
}

/// How many invoices of erased customers are kept for the law, and until when the last of them is.
pub async fn count_kept(db: &impl ConnectionTrait, scope: Scope) -> Result<(u64, Option<NaiveDate>), DbErr> {
    let kept = || invoices::Entity::within(scope).filter(invoices::Column::KeptUntil.is_not_null());
    let last = kept().order_by_desc(invoices::Column::KeptUntil).one(db).await?;
    Ok((kept().count(db).await?, last.and_then(|row| row.kept_until)))
}

/// Those that were issued, but for erased customers'.
pub async fn invoices(
    db: &impl ConnectionTrait,
    scope: Scope,
    after: Option<InvoiceId>,
    most: u64,
) -> Result<Vec<invoices::Model>, DbErr> {
    let mut rows = invoices::Entity::within(scope)
        .filter(invoices::Column::Number.is_not_null())
        .filter(invoices::Column::CustomerId.not_in_subquery(erased(scope)))
        .filter(invoices::Column::Status.is_not_in([InvoiceStatus::Draft, InvoiceStatus::Finalizing]))
        .order_by_asc(invoices::Column::Id)
        .limit(most);
    if let Some(after) = after {
        rows = rows.filter(invoices::Column::Id.gt(after));
    }
    rows.all(db).await
}

pub async fn invoices_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<InvoiceId>,
) -> Result<Vec<invoices::Model>, DbErr> {
    invoices::Entity::within(scope)
        .filter(invoices::Column::Id.is_in(ids))
        .all(db)
        .await
}

pub async fn subscriptions_by_id(
    db: &impl ConnectionTrait,
    scope: Scope,
    ids: Vec<SubscriptionId>,
) -> Result<Vec<subscriptions::Model>, DbErr> {
    subscriptions::Entity::within(scope)
        .filter(subscriptions::Column::Id.is_in(ids))
        .all(db)
        .await
}

/// Documents of what is exported, a few at a time: they are large.
pub async fn files(
    db: &impl ConnectionTrait,
    scope: Scope,
    after: Option<InvoiceId>,
    most: u64,
) -> Result<Vec<invoice_files::Model>, DbErr> {
    let of_erased = invoices::Entity::within(scope)
        .select_only()
        .column(invoices::Column::Id)
        .filter(invoices::Column::CustomerId.in_subquery(erased(scope)))
        .into_query();
    let mut rows = invoice_files::Entity::within(scope)
        .filter(invoice_files::Column::InvoiceId.not_in_subquery(of_erased))
        .order_by_asc(invoice_files::Column::InvoiceId)
        .limit(most);
    if let Some(after) = after {
        rows = rows.filter(invoice_files::Column::InvoiceId.gt(after));
    }
    rows.all(db).await
}
