//! Creating subscriptions.

use actix_web::http::StatusCode;
use chrono::{Days, NaiveDate};
use portico_domain::cancellation;
use portico_shared::{
    Currency, CustomerId, ErrorCode, SubscriptionId, SubscriptionItemId, TenantId,
    customers::CustomerStatus,
    numbers::NumberKind,
    subscriptions::{SubscriptionIn, SubscriptionStatus, TaxCategory},
};
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};

use super::{changes::not_active, find_whole, today};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, subscription_items, subscriptions},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        numbers,
        subscriptions::{
            checks::{check_address, check_billing_start, check_method, check_new},
            mapping, store,
        },
    },
    http::{
        ApiError, ApiResult,
        check::{self, Check},
        idempotency::{Answer, Once},
    },
};

pub async fn create(context: &Context, caller: &Caller, once: Once, new: SubscriptionIn) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let id = insert(tx, context, caller, &new).await?;
        let today = today(tx, context, &caller.actor).await?;
        mapping::view(find_whole(tx, caller.scope(), &today.tenant, id).await?, today.viewer)
    })
    .await
}

/// Checks and inserts a subscription with its items.
pub async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    new: &SubscriptionIn,
) -> ApiResult<SubscriptionId> {
    let scope = caller.scope();
    let today = today(tx, context, &caller.actor).await?;
    let customer = check_references(tx, scope, new).await?;
    check_new(new, customer.currency)?;
    check_billing_start(new, today.date)?;
    let number = match &new.number {
        Some(number) => number.clone(),
        None => {
            numbers::take(
                tx,
                context,
                today.tenant.id,
                NumberKind::Subscription,
                today.date,
                &customer.number,
            )
            .await?
        }
    };
    let mut row = draft(context, new, customer.tenant_id, customer.currency, number, today.date);
    // What the customer chose for subscriptions to come, where this one names nothing itself.
    row.payment_method_id = row.payment_method_id.or(customer.method_for_new_subscriptions);
    let items = items(context, row.id, customer.tenant_id, new)?;
    let contract = mapping::contract(&row, &items);
    row.term_end = contract.terms.term_end(today.date);
    if cancellation::is_due(&contract, today.date) {
        // It ended by itself before it was taken over.
        row.status = SubscriptionStatus::Cancelled;
        row.cancellation_effective = cancellation::ends_on(&contract);
    }
    row.next_billing_on = mapping::next_billing_on(&row, &items)?;
    let id = row.id;
    store::insert(tx, row).await.map_err(|error| taken(error, new))?;
    for item in items {
        store::insert_item(tx, item).await?;
    }
    let change = Change {
        action: "subscription.created",
        subject_kind: "subscription",
        subject: id.0,
        customer: Some(customer.id),
        after: serde_json::to_value(new).ok(),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await?;
    Ok(id)
}

/// The row of a checked subscription, not stored yet.
pub fn draft(
    context: &Context,
    new: &SubscriptionIn,
    tenant: TenantId,
    currency: Currency,
    number: String,
    today: NaiveDate,
) -> subscriptions::Model {
    let now = context.now();
    let start = new
        .contract_start
        .as_ref()
        .map_or(today, portico_shared::Date::to_naive);
    let name = new.name.clone().unwrap_or_else(|| new.plan.name.clone());
    subscriptions::Model {
        tenant_id: tenant,
        id: SubscriptionId(context.new_id()),
        version: 1,
        customer_id: new.customer,
        external_id: new.external_id.clone(),
        search: check::fold(&[
            Some(&number),
            Some(&name),
            new.external_id.as_deref(),
            new.po_number.as_deref(),
        ]),
        number,
        name,
        status: if new.activate {
            SubscriptionStatus::Active
        } else {
            SubscriptionStatus::Draft
        },
        plan: serde_json::to_value(&new.plan).unwrap_or_default(),
        currency,
        contract_start: start,
        contract_period: new.contract_period,
        later_contract_period: new.later_contract_period,
        cancellation_period: new.cancellation_period,
        later_cancellation_period: new.later_cancellation_period,
        ends_automatically: new.ends_automatically,
        trial_ends_on: trial_end(start, new.trial_days),
        term_end: None,
        activated_at: new.activate.then_some(now),
        cancelled_at: None,
        cancellation_effective: None,
        cancellation_immediate: false,
        cancellation_reason: None,
        cancellation_comment: None,
        cancelled_by_customer: false,
        payment_method_id: new.payment_method,
        invoice_address_id: new.invoice_address,
        po_number: new.po_number.clone(),
        billing_start: new.billing_start.as_ref().map(portico_shared::Date::to_naive),
        next_billing_on: None,
        paused_at: None,
        paused_on: None,
        reason_by_customer: false,
        created_at: now,
        updated_at: now,
    }
}

/// First day after a trial of so many days; none without days.
pub(super) fn trial_end(start: NaiveDate, days: Option<u32>) -> Option<NaiveDate> {
    let days = days.filter(|days| *days > 0)?;
    start.checked_add_days(Days::new(days.into()))
}

/// Its items.
///
/// # Errors
/// Never, as long as "1" is a number.
pub fn items(
    context: &Context,
    of: SubscriptionId,
    tenant: TenantId,
    new: &SubscriptionIn,
) -> ApiResult<Vec<subscription_items::Model>> {
    let row = |(position, item): (i32, &portico_shared::subscriptions::SubscriptionItemIn)| {
        let quantity = match &item.quantity {
            Some(quantity) => quantity.clone(),
            None => "1".parse().map_err(ApiError::internal)?,
        };
        Ok(subscription_items::Model {
            tenant_id: tenant,
            id: SubscriptionItemId(context.new_id()),
            subscription_id: of,
            position,
            name: item.name.clone(),
            description: item.description.clone(),
            quantity,
            unit_price: item.unit_price.clone(),
            price_mode: item.price_mode,
            tax_rate: i32::try_from(item.tax_rate).unwrap_or(0),
            tax_category: item.tax_category.unwrap_or(TaxCategory::Standard),
            tax_is_automatic: item.tax_category.is_none(),
            prorates: item.prorates,
            quantity_is_fixed: !item.quantity_changeable,
            discount: item
                .discount
                .as_ref()
                .map(serde_json::to_value)
                .transpose()
                .map_err(ApiError::internal)?,
            billing_interval: item.billing_interval,
            last_billed_at: None,
            billed_from: None,
            billed_to: None,
            billed_periods: 0,
            billing_start: None,
        })
    };
    (0..).zip(&new.items).map(row).collect()
}

/// The customer, and that what the subscription points to is theirs.
async fn check_references(tx: &DatabaseTransaction, scope: Scope, new: &SubscriptionIn) -> ApiResult<customers::Model> {
    let mut check = Check::default();
    customer_store::lock(tx, scope, new.customer).await?;
    let customer = customer_store::find(tx, scope, new.customer).await?;
    check.require(customer.is_some(), "customer", "unknown", "there is no such customer");
    let of: CustomerId = new.customer;
    let billed = (of, customer.as_ref().map(|customer| customer.currency));
    check_method(tx, scope, billed, new.payment_method, "paymentMethod", &mut check).await?;
    check_address(tx, scope, of, new.invoice_address, "invoiceAddress", &mut check).await?;
    check.finish()?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    if customer.status != CustomerStatus::Active {
        return Err(not_active(&customer));
    }
    Ok(customer)
}

fn taken(error: DbErr, new: &SubscriptionIn) -> ApiError {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(which)) if which.contains("external") => ApiError::new(
            ErrorCode::ExternalIdTaken,
            format!(
                "Another subscription has the externalId \"{}\".",
                said(&new.external_id)
            ),
        ),
        Some(SqlErr::UniqueConstraintViolation(_)) => ApiError::new(
            ErrorCode::NumberTaken,
            format!("Another subscription has the number \"{}\".", said(&new.number)),
        ),
        _ => error.into(),
    }
}
