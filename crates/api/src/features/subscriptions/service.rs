//! The use cases of subscriptions.

use actix_web::http::StatusCode;
use chrono::{Days, NaiveDate};
use portico_domain::{
    calendar,
    cancellation::{self, Decision, Refusal, Wish},
};
use portico_shared::{
    ErrorCode, Page, SubscriptionId, SubscriptionItemId, Violation,
    addresses::AddressStatus,
    customers::CustomerStatus,
    subscriptions::{
        CancelIn, CancellationDateType, CancellationPreview, SubscriptionIn, SubscriptionStatus, SubscriptionView,
    },
};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbErr, IntoActiveModel, SqlErr};

use super::{
    checks::check_new,
    mapping::{self, Viewer, Whole},
    store::{self, Filter},
};
use crate::{
    auth::{Actor, Caller, Scope},
    context::Context,
    db::entities::{customers, subscription_items, subscriptions, tenants as tenants_table},
    features::{
        addresses::store as address_store,
        audit::{self, Change},
        customers::{service::concurrent, store as customer_store},
        mails::{self, Mail},
        numbers::{self, NumberKind},
        payment_methods::store as method_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::{self, Check},
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

/// Why a subscription could not be cancelled or its cancellation not be revoked.
fn refused(refusal: Refusal, number: &str) -> ApiError {
    let (code, detail) = match refusal {
        Refusal::AlreadyCancelled => (
            ErrorCode::AlreadyCancelled,
            format!("Subscription {number} has been cancelled already. Revoke that first to cancel anew."),
        ),
        Refusal::NotActive(status) => (
            ErrorCode::NotCancellable,
            format!("Subscription {number} is {status}; only active and paused ones can be cancelled."),
        ),
        Refusal::InThePast => (
            ErrorCode::CancellationDateInvalid,
            "cancellationDate lies in the past. Choose today or later.".into(),
        ),
        Refusal::AfterAutomaticEnd(end) => (
            ErrorCode::CancellationDateInvalid,
            format!(
                "Subscription {number} ends by itself on {}; choose an earlier cancellationDate.",
                calendar::last_day_before(end)
            ),
        ),
        Refusal::NotPending => (
            ErrorCode::NoCancellationPending,
            format!("Subscription {number} has no cancellation that could still be revoked."),
        ),
    };
    ApiError::new(code, detail)
}

struct Today {
    viewer: Viewer,
    date: NaiveDate,
}

async fn today(
    db: &impl ConnectionTrait,
    context: &Context,
    actor: &Actor,
) -> Result<(tenants_table::Model, Today), DbErr> {
    let tenant = tenants::store::find(db, actor.tenant()).await?;
    let date = tenant.today(context.now());
    let viewer = Viewer::new(actor, tenant.zone(), date);
    Ok((tenant, Today { viewer, date }))
}

pub async fn list(
    context: &Context,
    caller: &Caller,
    filter: Filter,
    request: &PageRequest<OrderColumn<subscriptions::Column>>,
) -> ApiResult<Page<SubscriptionView>> {
    let db = context.db.read();
    let (_, today) = today(db, context, &caller.actor).await?;
    let Page { data, pagination } = store::list(db, caller.scope(), filter, request).await?;
    let wholes = load(db, caller.scope(), data).await?;
    let data = wholes
        .into_iter()
        .map(|whole| mapping::view(whole, today.viewer))
        .collect::<ApiResult<Vec<_>>>()?;
    Ok(Page { data, pagination })
}

/// Rows with what belongs to them: one query a table, whatever their number.
async fn load(db: &impl ConnectionTrait, scope: Scope, rows: Vec<subscriptions::Model>) -> ApiResult<Vec<Whole>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let items = store::list_items(db, scope, rows.iter().map(|row| row.id).collect()).await?;
    let customers = customer_store::find_many(db, scope, rows.iter().map(|row| row.customer_id).collect()).await?;
    let methods =
        method_store::find_many(db, scope, rows.iter().filter_map(|row| row.payment_method_id).collect()).await?;
    let addresses = address_store::find_many(
        db,
        scope,
        rows.iter().filter_map(|row| row.invoice_address_id).collect(),
    )
    .await?;
    Ok(mapping::assemble(rows, items, customers, methods, addresses))
}

async fn find_whole(db: &impl ConnectionTrait, scope: Scope, id: SubscriptionId) -> ApiResult<Whole> {
    let row = store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)?;
    load(db, scope, vec![row]).await?.pop().ok_or_else(ApiError::not_found)
}

pub async fn get(context: &Context, caller: &Caller, id: SubscriptionId) -> ApiResult<SubscriptionView> {
    let db = context.db.read();
    let (_, today) = today(db, context, &caller.actor).await?;
    mapping::view(find_whole(db, caller.scope(), id).await?, today.viewer)
}

pub async fn create(context: &Context, caller: &Caller, once: Once, new: SubscriptionIn) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let id = insert(tx, context, caller, &new).await?;
        let (_, today) = today(tx, context, &caller.actor).await?;
        mapping::view(find_whole(tx, caller.scope(), id).await?, today.viewer)
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
    let (tenant, today) = today(tx, context, &caller.actor).await?;
    let customer = check_references(tx, scope, new).await?;
    check_new(new, customer.currency)?;
    let number = match &new.number {
        Some(number) => number.clone(),
        None => loop {
            // Numbers that were given by hand are passed over.
            let number = numbers::take(tx, tenant.id, NumberKind::Subscription, today.date).await?;
            if !store::exists_number(tx, scope, &number).await? {
                break number;
            }
        },
    };
    let mut row = draft(context, new, &customer, number, today.date);
    let contract = mapping::contract(&row, &[]);
    row.term_end = contract.terms.term_end(today.date);
    if cancellation::is_due(&contract, today.date) {
        // It ended by itself before it was taken over.
        row.status = SubscriptionStatus::Cancelled;
        row.cancellation_effective = cancellation::ends_on(&contract);
    }
    let id = row.id;
    row.into_active_model()
        .reset_all()
        .insert(tx)
        .await
        .map_err(|error| taken(error, new))?;
    insert_items(tx, context, scope, id, new).await?;
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

fn draft(
    context: &Context,
    new: &SubscriptionIn,
    customer: &customers::Model,
    number: String,
    today: NaiveDate,
) -> subscriptions::Model {
    let now = context.now();
    let start = new
        .contract_start
        .as_ref()
        .map_or(today, portico_shared::Date::to_naive);
    let trial_days = new.trial_days.filter(|days| *days > 0);
    let name = new.name.clone().unwrap_or_else(|| new.plan.name.clone());
    subscriptions::Model {
        tenant_id: customer.tenant_id,
        id: SubscriptionId(context.new_id()),
        version: 1,
        customer_id: customer.id,
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
        currency: customer.currency,
        contract_start: start,
        contract_period: new.contract_period,
        later_contract_period: new.later_contract_period,
        cancellation_period: new.cancellation_period,
        later_cancellation_period: new.later_cancellation_period,
        ends_automatically: new.ends_automatically,
        trial_ends_on: trial_days.and_then(|days| start.checked_add_days(Days::new(days.into()))),
        term_end: None,
        activated_at: new.activate.then_some(now),
        cancelled_at: None,
        cancellation_effective: None,
        cancellation_immediate: false,
        cancellation_reason: None,
        cancelled_by_customer: false,
        payment_method_id: new.payment_method,
        invoice_address_id: new.invoice_address,
        po_number: new.po_number.clone(),
        created_at: now,
        updated_at: now,
    }
}

async fn insert_items(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    of: SubscriptionId,
    new: &SubscriptionIn,
) -> ApiResult<()> {
    for (position, item) in (0..).zip(&new.items) {
        let quantity = match &item.quantity {
            Some(quantity) => quantity.clone(),
            None => "1".parse().map_err(ApiError::internal)?,
        };
        subscription_items::Model {
            tenant_id: scope.tenant(),
            id: SubscriptionItemId(context.new_id()),
            subscription_id: of,
            position,
            name: item.name.clone(),
            description: item.description.clone(),
            quantity,
            unit_price: item.unit_price.clone(),
            price_mode: item.price_mode,
            tax_rate: i32::try_from(item.tax_rate).unwrap_or(0),
            tax_category: item.tax_category,
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
        }
        .into_active_model()
        .reset_all()
        .insert(tx)
        .await?;
    }
    Ok(())
}

/// The customer, and that what the subscription points to is theirs.
async fn check_references(
    tx: &impl ConnectionTrait,
    scope: Scope,
    new: &SubscriptionIn,
) -> ApiResult<customers::Model> {
    let mut check = Check::default();
    let customer = customer_store::find(tx, scope, new.customer).await?;
    let active = customer
        .as_ref()
        .is_some_and(|customer| customer.status == CustomerStatus::Active);
    check.require(active, "customer", "unknown", "there is no such active customer");
    if let Some(id) = new.payment_method {
        let found = method_store::find_many(tx, scope, vec![id]).await?;
        check.require(
            found.iter().any(|row| row.customer_id == new.customer),
            "paymentMethod",
            "unknown",
            "this customer has no such payment method",
        );
    }
    if let Some(id) = new.invoice_address {
        let found = address_store::find_many(tx, scope, vec![id]).await?;
        let theirs = found
            .iter()
            .any(|row| row.customer_id == new.customer && row.status == AddressStatus::Active);
        check.require(
            theirs,
            "invoiceAddress",
            "unknown",
            "this customer has no such active address",
        );
    }
    check.finish()?;
    customer.ok_or_else(ApiError::not_found)
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

pub async fn preview(context: &Context, caller: &Caller, id: SubscriptionId) -> ApiResult<CancellationPreview> {
    let db = context.db.read();
    let (_, Today { viewer, date }) = today(db, context, &caller.actor).await?;
    let whole = find_whole(db, caller.scope(), id).await?;
    let contract = mapping::contract(&whole.row, &whole.items);
    let decision =
        cancellation::decide(&contract, viewer.wish, date).map_err(|refusal| refused(refusal, &whole.row.number))?;
    let then = cancellation::apply(contract, &decision);
    let upcoming = mapping::upcoming(&then, &whole.items, whole.row.currency)?;
    let Decision {
        cancellation,
        notice_deadline,
    } = decision;
    Ok(CancellationPreview {
        cancellation_date: viewer.instant(cancellation.effective),
        cancellation_last_day: (!cancellation.immediate)
            .then(|| calendar::last_day_before(cancellation.effective).into()),
        immediate: cancellation.immediate,
        notice_deadline: notice_deadline.map(Into::into),
        next_invoice: upcoming.map(|upcoming| mapping::next_invoice(&upcoming, whole.row.currency)),
        confirmation_email: whole.customer.email,
    })
}

/// What was asked for, where the caller may ask for it.
fn wish(actor: &Actor, asked: &CancelIn, viewer: Viewer) -> ApiResult<Wish> {
    let invalid = |path: &str, code: &str, message: &str| {
        ApiError::invalid(vec![Violation {
            property_path: path.into(),
            message: message.into(),
            code: code.into(),
        }])
    };
    let kind = asked
        .cancellation_date_type
        .unwrap_or(CancellationDateType::NextPossible);
    if actor.person().is_some() && kind != CancellationDateType::NextPossible {
        return Err(invalid(
            "cancellationDateType",
            "not-permitted",
            "customers cancel at the next possible date; leave this out",
        ));
    }
    match (kind, &asked.cancellation_date) {
        (CancellationDateType::Custom, Some(instant)) => {
            Ok(Wish::On(calendar::local_date(instant.to_utc(), &viewer.zone)))
        }
        (CancellationDateType::Custom, None) => Err(invalid(
            "cancellationDate",
            "required",
            "required with cancellationDateType custom",
        )),
        (_, Some(_)) => Err(invalid(
            "cancellationDate",
            "contradiction",
            "only with cancellationDateType custom",
        )),
        (CancellationDateType::Immediate, None) => Ok(Wish::Immediate),
        (CancellationDateType::NextPossible, None) => Ok(viewer.wish),
    }
}

pub async fn cancel(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    asked: CancelIn,
) -> ApiResult<Answer> {
    let mut check = Check::default();
    check.text("reason", asked.reason.as_deref(), 64);
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let (tenant, Today { viewer, date }) = today(tx, context, &caller.actor).await?;
        let wish = wish(&caller.actor, &asked, viewer)?;
        let mut whole = find_whole(tx, caller.scope(), id).await?;
        let contract = mapping::contract(&whole.row, &whole.items);
        let decision =
            cancellation::decide(&contract, wish, date).map_err(|refusal| refused(refusal, &whole.row.number))?;
        let then = cancellation::apply(contract, &decision);
        let after = subscriptions::Model {
            status: then.status,
            cancelled_at: Some(context.now()),
            cancellation_effective: Some(decision.cancellation.effective),
            cancellation_immediate: decision.cancellation.immediate,
            cancellation_reason: asked.reason.clone(),
            cancelled_by_customer: caller.actor.person().is_some(),
            ..whole.row.clone()
        };
        save(tx, context, caller, &mut whole, after, "subscription.cancelled").await?;
        // A customer's confirmation cannot be switched off: it is what they hold in their hands.
        if caller.actor.person().is_some() || asked.send_confirmation_email.unwrap_or(true) {
            let mail = Mail::cancellation_confirmed(&whole, &tenant, context.now(), decision.cancellation);
            mails::service::enqueue(tx, context, tenant.id, &mail).await?;
        }
        mapping::view(whole, viewer)
    })
    .await
}

pub async fn revoke(context: &Context, caller: &Caller, once: Once, id: SubscriptionId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let (tenant, Today { viewer, date }) = today(tx, context, &caller.actor).await?;
        let mut whole = find_whole(tx, caller.scope(), id).await?;
        let contract = mapping::contract(&whole.row, &whole.items);
        cancellation::revoke(contract, date).map_err(|refusal| refused(refusal, &whole.row.number))?;
        if caller.actor.person().is_some() && !whole.row.cancelled_by_customer {
            let detail = format!(
                "{} was cancelled by the merchant; ask them to take it back.",
                whole.row.number
            );
            return Err(ApiError::new(ErrorCode::Forbidden, detail));
        }
        let after = subscriptions::Model {
            cancelled_by_customer: false,
            cancelled_at: None,
            cancellation_effective: None,
            cancellation_immediate: false,
            cancellation_reason: None,
            ..whole.row.clone()
        };
        save(
            tx,
            context,
            caller,
            &mut whole,
            after,
            "subscription.cancellation_revoked",
        )
        .await?;
        let mail = Mail::cancellation_revoked(&whole, &tenant, context.now());
        mails::service::enqueue(tx, context, tenant.id, &mail).await?;
        mapping::view(whole, viewer)
    })
    .await
}

/// Saves a changed subscription with its audit row, and puts it in the place of the one read.
async fn save(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    whole: &mut Whole,
    after: subscriptions::Model,
    action: &'static str,
) -> ApiResult<()> {
    let before = whole.row.clone();
    let after = subscriptions::Model {
        version: before.version + 1,
        updated_at: context.now(),
        ..after
    };
    if !store::update(tx, &before, after.clone()).await? {
        return Err(concurrent());
    }
    let change = Change {
        action,
        subject_kind: "subscription",
        subject: after.id.0,
        customer: Some(after.customer_id),
        before: Some(standing(&before)),
        after: Some(standing(&after)),
    };
    audit::record(tx, context, caller, change).await?;
    whole.row = after;
    Ok(())
}

/// What of a subscription the audit log compares.
pub fn standing(row: &subscriptions::Model) -> serde_json::Value {
    serde_json::json!({
        "status": row.status,
        "cancelledAt": row.cancelled_at,
        "cancellationEffective": row.cancellation_effective,
        "cancellationReason": row.cancellation_reason,
        "cancelledByCustomer": row.cancelled_by_customer,
    })
}
