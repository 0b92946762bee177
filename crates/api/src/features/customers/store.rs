//! Queries for customers.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{
    CustomerId, Page, PaymentMethodId,
    customers::{CustomerStatus, VatState},
    subscriptions::SubscriptionStatus,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LikeExpr, LockType},
};

use crate::{
    auth::Scope,
    db::entities::{Scoped, customers, invoices, payment_methods, subscriptions},
    http::{
        check,
        page::{self, Key, OrderColumn, PageRequest},
    },
};

pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: CustomerId) -> Result<Option<customers::Model>, DbErr> {
    customers::Entity::within(scope)
        .filter(customers::Column::Id.eq(id))
        .one(db)
        .await
}

/// Keeps a customer's standing as it is until the transaction ends.
pub async fn lock(tx: &DatabaseTransaction, scope: Scope, id: CustomerId) -> Result<(), DbErr> {
    // SQLite has the one writer anyway.
    if tx.get_database_backend() == DbBackend::Postgres {
        customers::Entity::within(scope)
            .filter(customers::Column::Id.eq(id))
            .lock(LockType::Update)
            .one(tx)
            .await?;
    }
    Ok(())
}

/// The same for many at once, for who writes about them and leaves their own rows alone: erasing one waits, and others
/// who write go on. Gives them as they are then, in the order of their ids.
pub async fn lock_many(
    tx: &DatabaseTransaction,
    scope: Scope,
    mut ids: Vec<CustomerId>,
) -> Result<Vec<customers::Model>, DbErr> {
    ids.sort_unstable();
    ids.dedup();
    let mut rows = customers::Entity::within(scope)
        .filter(customers::Column::Id.is_in(ids))
        .order_by_asc(customers::Column::Id);
    if tx.get_database_backend() == DbBackend::Postgres {
        // What the foreign keys of new rows take anyway, before anything is read.
        rows = rows.lock(LockType::KeyShare);
    }
    rows.all(tx).await
}

/// By id, or by the merchant's own key.
pub async fn find_by_key(
    db: &impl ConnectionTrait,
    scope: Scope,
    key: &str,
) -> Result<Option<customers::Model>, DbErr> {
    if let Ok(id) = key.parse()
        && let Some(found) = find(db, scope, id).await?
    {
        return Ok(Some(found));
    }
    // PostgreSQL keeps no NUL in texts, so nobody has such a key.
    if key.contains('\0') {
        return Ok(None);
    }
    customers::Entity::within(scope)
        .filter(customers::Column::ExternalId.eq(key))
        .one(db)
        .await
}

pub async fn find_many(
    db: &impl ConnectionTrait,
    scope: Scope,
    mut ids: Vec<CustomerId>,
) -> Result<Vec<customers::Model>, DbErr> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    customers::Entity::within(scope)
        .filter(customers::Column::Id.is_in(ids))
        .all(db)
        .await
}

/// Saves a changed row; false when it was changed since it was read.
pub async fn update(
    tx: &impl ConnectionTrait,
    before: &customers::Model,
    after: customers::Model,
) -> Result<bool, DbErr> {
    let done = customers::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(customers::Column::TenantId.eq(before.tenant_id))
        .filter(customers::Column::Id.eq(before.id))
        .filter(customers::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Saves what the register said; false when the row was changed since it was read.
pub async fn update_vat(
    tx: &impl ConnectionTrait,
    before: &customers::Model,
    after: customers::Model,
) -> Result<bool, DbErr> {
    let after = customers::Model {
        version: before.version + 1,
        ..after
    };
    update(tx, before, after).await
}

/// Customers whose VAT ID is to be asked about, the longest due first.
pub async fn list_vat_due(
    db: &impl ConnectionTrait,
    scope: Scope,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<customers::Model>, DbErr> {
    customers::Entity::within(scope)
        .filter(customers::Column::VatDueAt.lte(now))
        .order_by_asc(customers::Column::VatDueAt)
        .order_by_asc(customers::Column::Id)
        .limit(most)
        .all(db)
        .await
}

/// Deletes the row as it was read; false when it was changed since.
pub async fn delete(tx: &impl ConnectionTrait, row: &customers::Model) -> Result<bool, DbErr> {
    let done = customers::Entity::delete_many()
        .filter(customers::Column::TenantId.eq(row.tenant_id))
        .filter(customers::Column::Id.eq(row.id))
        .filter(customers::Column::Version.eq(row.version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Subscriptions that have not ended by `today`. The date counts, not whether the job has run.
pub async fn count_running(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    today: NaiveDate,
) -> Result<u64, DbErr> {
    use subscriptions::Column;
    let goes_on = Condition::any()
        .add(Column::CancellationEffective.is_null())
        .add(Column::CancellationEffective.gt(today));
    subscriptions::Entity::within(scope)
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::Status.is_in([SubscriptionStatus::Active, SubscriptionStatus::Paused]))
        .filter(goes_on)
        .count(db)
        .await
}

/// What keeps a customer from being deleted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dependents {
    pub subscriptions: u64,
    pub invoices: u64,
    pub payment_methods: u64,
}

pub async fn count_dependents(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Dependents, DbErr> {
    Ok(Dependents {
        subscriptions: subscriptions::Entity::within(scope)
            .filter(subscriptions::Column::CustomerId.eq(customer))
            .count(db)
            .await?,
        invoices: invoices::Entity::within(scope)
            .filter(invoices::Column::CustomerId.eq(customer))
            .count(db)
            .await?,
        payment_methods: payment_methods::Entity::within(scope)
            .filter(payment_methods::Column::CustomerId.eq(customer))
            .count(db)
            .await?,
    })
}

/// What a list of customers can be narrowed to.
#[derive(Debug, Default)]
pub struct Filter {
    pub search: Option<String>,
    pub customer_number: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company_name: Option<String>,
    pub email: Option<String>,
    pub vat_id: Option<String>,
    pub datev_id: Option<String>,
    pub is_vat_id_valid: Option<bool>,
    pub status: Option<CustomerStatus>,
    /// Groups and partners do not exist here: naming one finds nobody.
    pub none: bool,
}

pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<customers::Column>>,
) -> Result<Page<customers::Model>, DbErr> {
    use customers::Column;
    let mut rows = customers::Entity::within(scope);
    for (column, value) in [
        (Column::Number, &filter.customer_number),
        (Column::FirstName, &filter.first_name),
        (Column::LastName, &filter.last_name),
        (Column::CompanyName, &filter.company_name),
        (Column::VatId, &filter.vat_id),
        (Column::DatevId, &filter.datev_id),
    ] {
        if let Some(value) = value {
            rows = rows.filter(column.eq(value));
        }
    }
    if let Some(email) = &filter.email {
        let either = Condition::any()
            .add(Column::Email.eq(email))
            .add(Column::InvoiceEmail.eq(email));
        rows = rows.filter(either);
    }
    if let Some(valid) = filter.is_vat_id_valid {
        let state = if valid { VatState::Valid } else { VatState::Invalid };
        rows = rows.filter(Column::VatState.eq(state));
    }
    if let Some(status) = filter.status {
        rows = rows.filter(Column::Status.eq(status));
    }
    if filter.none {
        rows = rows.filter(Column::Id.is_null());
    }
    rows = search(rows, Column::Search, filter.search.as_deref());
    page::fetch(rows, Column::Id, request, db, key).await
}

fn key(row: &customers::Model, column: customers::Column) -> (Key, uuid::Uuid) {
    let key = match column {
        customers::Column::Number => Key::Text(row.number.clone()),
        customers::Column::CompanyName => row.company_name.clone().map_or(Key::None, Key::Text),
        customers::Column::LastName => row.last_name.clone().map_or(Key::None, Key::Text),
        customers::Column::UpdatedAt => Key::Instant(row.updated_at),
        _ => Key::Instant(row.created_at),
    };
    (key, row.id.0)
}

/// Rows whose folded text holds every word of the search.
pub fn search<E: EntityTrait, C: ColumnTrait>(rows: Select<E>, column: C, text: Option<&str>) -> Select<E> {
    let folded = check::fold(&[text]);
    folded.split_whitespace().fold(rows, |rows, word| {
        let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        rows.filter(column.like(LikeExpr::new(format!("%{escaped}%")).escape('\\')))
    })
}

/// Subscriptions to come are collected with the default again, where they were to be with this method.
pub async fn clear_method_for_new(
    tx: &impl ConnectionTrait,
    scope: Scope,
    (customer, method): (CustomerId, PaymentMethodId),
) -> Result<(), DbErr> {
    use customers::Column;
    customers::Entity::update_many()
        .col_expr(Column::MethodForNewSubscriptions, Expr::value(None::<PaymentMethodId>))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::Id.eq(customer))
        .filter(Column::MethodForNewSubscriptions.eq(method))
        .exec(tx)
        .await?;
    Ok(())
}
