//! Queries of erasure requests, and of what an erasure touches.

use chrono::{Datelike, NaiveDate};
use portico_shared::{
    CustomerId, InvoiceId, TenantId, invoices::InvoiceStatus, payment_methods::PaymentMethodStatus,
    subscriptions::SubscriptionStatus,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value,
    sea_query::{Expr, ExprTrait, Func, LockType},
};

use crate::{
    auth::Scope,
    db::entities::{
        Scoped, addresses, customer_settings, erasure_requests, gateway_debtors, invoice_lines, invoices, mails,
        memberships, payment_methods, payments, subscription_items, subscriptions,
    },
    features::{documents::store as document_store, invoices::store as invoice_store},
    http::check,
};

/// The request of a customer that waits.
pub async fn find_open(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Option<erasure_requests::Model>, DbErr> {
    erasure_requests::Entity::within(scope)
        .filter(erasure_requests::Column::CustomerId.eq(customer))
        .filter(erasure_requests::Column::WithdrawnAt.is_null())
        .filter(erasure_requests::Column::CarriedOutAt.is_null())
        .one(db)
        .await
}

/// All of a customer's, oldest first.
pub async fn list_requests(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Vec<erasure_requests::Model>, DbErr> {
    erasure_requests::Entity::within(scope)
        .filter(erasure_requests::Column::CustomerId.eq(customer))
        .order_by_asc(erasure_requests::Column::RequestedAt)
        .all(db)
        .await
}

pub async fn insert(tx: &impl ConnectionTrait, row: erasure_requests::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

pub async fn update(tx: &impl ConnectionTrait, row: erasure_requests::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

pub async fn delete_requests(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    erasure_requests::Entity::delete_many()
        .filter(erasure_requests::Column::TenantId.eq(scope.tenant()))
        .filter(erasure_requests::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps a customer's subscriptions as they are until the transaction ends, in the order in which a billing run takes them:
/// before the customer, as who bills and who changes them does.
pub async fn lock_subscriptions(tx: &DatabaseTransaction, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    use subscriptions::Column;
    // SQLite has the one writer anyway.
    if tx.get_database_backend() == DbBackend::Postgres {
        subscriptions::Entity::within(scope)
            .filter(Column::CustomerId.eq(customer))
            .order_by_asc(Column::NextBillingOn)
            .order_by_asc(Column::Id)
            .lock(LockType::NoKeyUpdate)
            .all(tx)
            .await?;
    }
    Ok(())
}

/// Numbers of subscriptions that have not ended by `today`.
pub async fn list_running(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    today: NaiveDate,
) -> Result<Vec<String>, DbErr> {
    use subscriptions::Column;
    let ended = [SubscriptionStatus::Cancelled, SubscriptionStatus::Terminated];
    let goes_on = Condition::any()
        .add(Column::CancellationEffective.is_null())
        .add(Column::CancellationEffective.gt(today));
    subscriptions::Entity::within(scope)
        .select_only()
        .column(Column::Number)
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::Status.is_not_in(ended))
        .filter(goes_on)
        .order_by_asc(Column::Number)
        .into_tuple()
        .all(db)
        .await
}

/// Numbers of invoices that something is owed for.
pub async fn list_unpaid(db: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<Vec<String>, DbErr> {
    use invoices::Column;
    let numbers: Vec<Option<String>> = invoices::Entity::within(scope)
        .select_only()
        .column(Column::Number)
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::Status.is_in([InvoiceStatus::Unpaid, InvoiceStatus::Reminded]))
        .order_by_asc(Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    Ok(numbers.into_iter().flatten().collect())
}

/// How many there are of each: people, addresses, payment methods, mails.
pub async fn count(db: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<[u64; 4], DbErr> {
    Ok([
        memberships::Entity::within(scope)
            .filter(memberships::Column::CustomerId.eq(customer))
            .count(db)
            .await?,
        addresses::Entity::within(scope)
            .filter(addresses::Column::CustomerId.eq(customer))
            .count(db)
            .await?,
        payment_methods::Entity::within(scope)
            .filter(payment_methods::Column::CustomerId.eq(customer))
            .count(db)
            .await?,
        mails::Entity::within(scope)
            .filter(mails::Column::CustomerId.eq(customer))
            .filter(mails::Column::Recipient.is_not_null())
            .count(db)
            .await?,
    ])
}

/// The days on which a customer's invoices were made.
pub async fn list_invoice_days(
    db: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
) -> Result<Vec<NaiveDate>, DbErr> {
    invoices::Entity::within(scope)
        .select_only()
        .column(invoices::Column::CreationDate)
        .filter(invoices::Column::CustomerId.eq(customer))
        .into_tuple()
        .all(db)
        .await
}

pub async fn count_subscriptions(db: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<u64, DbErr> {
    subscriptions::Entity::within(scope)
        .filter(subscriptions::Column::CustomerId.eq(customer))
        .count(db)
        .await
}

/// Takes the invoices of one year out of daily use until a day: nobody finds them by a name any more.
pub async fn update_kept_until(
    tx: &impl ConnectionTrait,
    scope: Scope,
    customer: CustomerId,
    (year, until): (i32, NaiveDate),
) -> Result<(), DbErr> {
    use invoices::Column;
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let number = Func::coalesce([Expr::col(Column::Number), Expr::value("")]);
    invoices::Entity::update_many()
        .col_expr(Column::KeptUntil, Expr::value(until))
        .col_expr(Column::Search, Func::lower(number).into())
        .col_expr(Column::ExternalId, Expr::value(None::<String>))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::CreationDate.between(day(1, 1), day(12, 31)))
        .exec(tx)
        .await?;
    Ok(())
}

/// What contracts say of a person: addresses, words that the customer wrote, and texts of this one contract. What was
/// sold stays: the names of the plan and of the items.
pub async fn update_subscriptions(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    let rows = subscriptions::Entity::within(scope).filter(subscriptions::Column::CustomerId.eq(customer));
    for row in rows.all(tx).await? {
        let mut plan = row.plan.clone();
        if let Some(text) = plan.get_mut("description") {
            *text = serde_json::Value::Null;
        }
        let after = subscriptions::Model {
            version: row.version + 1,
            name: plan["name"].as_str().unwrap_or("–").to_owned(),
            plan,
            invoice_address_id: None,
            payment_method_id: None,
            next_billing_on: None,
            cancellation_comment: None,
            external_id: None,
            po_number: None,
            search: check::fold(&[Some(&row.number)]),
            ..row
        };
        after.into_active_model().reset_all().update(tx).await?;
    }
    let own = subscriptions::Entity::within(scope)
        .select_only()
        .column(subscriptions::Column::Id)
        .filter(subscriptions::Column::CustomerId.eq(customer))
        .into_query();
    subscription_items::Entity::update_many()
        .col_expr(subscription_items::Column::Description, Expr::value(None::<String>))
        .filter(subscription_items::Column::TenantId.eq(scope.tenant()))
        .filter(subscription_items::Column::SubscriptionId.in_subquery(own))
        .exec(tx)
        .await?;
    Ok(())
}

/// What is stored of accounts and cards, and what payments say of them; that money moved stays.
pub async fn update_payments(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    use payment_methods::Column;
    payment_methods::Entity::update_many()
        .col_expr(Column::Name, Expr::value(""))
        .col_expr(Column::ReferenceId, Expr::value(None::<String>))
        .col_expr(Column::Details, Expr::value(serde_json::json!({})))
        .col_expr(Column::Fingerprint, Expr::value(None::<String>))
        .col_expr(Column::Setup, Expr::value(None::<String>))
        .col_expr(Column::Purpose, Expr::value(None::<serde_json::Value>))
        .col_expr(Column::Enabled, Expr::value(false))
        .col_expr(Column::Status, Expr::value(PaymentMethodStatus::Revoked))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    payments::Entity::update_many()
        .col_expr(payments::Column::Reference, Expr::value(None::<String>))
        .filter(payments::Column::TenantId.eq(scope.tenant()))
        .filter(payments::Column::CustomerId.eq(customer))
        // A provider's name for a payment says nothing of a person, and money that is taken back is found by it.
        .filter(payments::Column::Gateway.is_null())
        .exec(tx)
        .await?;
    gateway_debtors::Entity::delete_many()
        .filter(gateway_debtors::Column::TenantId.eq(scope.tenant()))
        .filter(gateway_debtors::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete_settings(tx: &impl ConnectionTrait, scope: Scope, customer: CustomerId) -> Result<(), DbErr> {
    customer_settings::Entity::delete_many()
        .filter(customer_settings::Column::TenantId.eq(scope.tenant()))
        .filter(customer_settings::Column::CustomerId.eq(customer))
        .exec(tx)
        .await?;
    Ok(())
}

/// Invoices of erased customers that need not be kept any more.
#[expect(clippy::disallowed_methods, reason = "the job serves all tenants")]
pub async fn list_forgettable(
    db: &impl ConnectionTrait,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<(TenantId, InvoiceId)>, DbErr> {
    invoices::Entity::find()
        .select_only()
        .column(invoices::Column::TenantId)
        .column(invoices::Column::Id)
        .filter(invoices::Column::KeptUntil.lt(today))
        .limit(most)
        .into_tuple()
        .all(db)
        .await
}

/// Takes out of an invoice who it was for. Its number and sums stay, so that numbers have no gap.
pub async fn forget(tx: &impl ConnectionTrait, scope: Scope, invoice: InvoiceId) -> Result<(), DbErr> {
    use invoices::Column;
    let none = || Expr::value(None::<String>);
    invoices::Entity::update_many()
        .col_expr(Column::KeptUntil, Expr::value(None::<NaiveDate>))
        .col_expr(Column::InvoiceAddress, Expr::value(Value::Json(None)))
        .col_expr(Column::Title, none())
        .col_expr(Column::Introduction, none())
        .col_expr(Column::Closing, none())
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::TenantId.eq(scope.tenant()))
        .filter(Column::Id.eq(invoice))
        .exec(tx)
        .await?;
    for row in invoice_store::list_lines_of(tx, scope, vec![invoice]).await? {
        let mut line = row.line.clone();
        for field in ["name", "description"] {
            if let Some(text) = line.get_mut(field) {
                *text = if field == "name" {
                    "–".into()
                } else {
                    serde_json::Value::Null
                };
            }
        }
        let after = invoice_lines::Model { line, ..row };
        after.into_active_model().reset_all().update(tx).await?;
    }
    document_store::delete(tx, scope, invoice).await
}

/// The years in which days are, each once.
pub fn years(days: &[NaiveDate]) -> Vec<i32> {
    let mut years: Vec<_> = days.iter().map(NaiveDate::year).collect();
    years.sort_unstable();
    years.dedup();
    years
}
