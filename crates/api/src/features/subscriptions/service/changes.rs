//! What a merchant changes about a running subscription, and a customer about who pays and where bills go.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use portico_domain::{billing, calendar::LAST_DAY};
use portico_shared::{
    Date, ErrorCode, SubscriptionId, SubscriptionItemId,
    customers::CustomerStatus,
    invoices::InvoiceLine,
    subscriptions::{
        ActivateIn, ExtendTrialIn, InvoiceAddressIn, MissedPeriods, QuantityIn, ResumeIn, SubscriptionMethodIn,
        SubscriptionStatus, SubscriptionView,
    },
};
use rust_decimal::Decimal;
use sea_orm::DatabaseTransaction;

use super::{Today, creating::trial_end, find_to_change, find_whole, save, today, write};
use crate::{
    auth::Caller,
    context::Context,
    db::entities::{customers, subscription_items, subscriptions},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        subscriptions::{
            Whole,
            checks::{MOST_TRIAL_DAYS, check_address, check_day, check_method, check_quantity},
            mapping, store,
        },
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// Why a subscription could not be changed.
enum Refusal {
    /// It would have to be in one of these states.
    Not(&'static str),
    NoTrial,
    /// Periods that began before the pause are owed, and skipping would lose them.
    OwedBefore,
    /// Billing would begin for somebody who has cancelled, or a trial outlast its contract.
    CancelledInTrial,
}

impl Refusal {
    fn of(self, row: &subscriptions::Model) -> ApiError {
        let (number, status) = (&row.number, row.status);
        match self {
            Self::Not(needed) => ApiError::in_state(
                ErrorCode::WrongState,
                status,
                format!("Subscription {number} is {status}; this needs one that is {needed}."),
            ),
            Self::NoTrial => ApiError::in_state(
                ErrorCode::NotInTrial,
                status,
                format!("Subscription {number} is {status} and in no trial."),
            ),
            Self::OwedBefore => ApiError::in_state(
                ErrorCode::WrongState,
                status,
                format!(
                    "Subscription {number} has periods from before the pause that are not billed yet. Start a billing run first, or resume with missedPeriods bill."
                ),
            ),
            Self::CancelledInTrial => ApiError::in_state(
                ErrorCode::WrongState,
                status,
                format!(
                    "Subscription {number} is cancelled already. Revoke that first; then its trial can be changed."
                ),
            ),
        }
    }
}

/// The way all of these go: read, let `work` decide, save with an audit row, answer.
async fn change(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    action: &'static str,
    work: impl AsyncFnOnce(&DatabaseTransaction, &Today, &mut Whole) -> ApiResult<subscriptions::Model>,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let today = today(tx, context, &caller.actor).await?;
        let mut whole = find_to_change(tx, caller.scope(), &today.tenant, id).await?;
        let after = work(tx, &today, &mut whole).await?;
        save(tx, context, caller, &mut whole, after, action).await?;
        // Read anew: another address may mean another tax, another method another name.
        mapping::view(find_whole(tx, caller.scope(), &today.tenant, id).await?, today.viewer)
    })
    .await
}

pub async fn activate(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    asked: ActivateIn,
) -> ApiResult<Answer> {
    check_days(asked.trial_days.unwrap_or(0), 0)?;
    check_year(asked.contract_start.as_ref())?;
    change(
        context,
        caller,
        once,
        id,
        "subscription.activated",
        async |tx, today, whole| {
            let row = whole.row.clone();
            if row.status != SubscriptionStatus::Draft {
                return Err(Refusal::Not("a draft").of(&row));
            }
            customer_store::lock(tx, caller.scope(), row.customer_id).await?;
            let customer = customer_store::find(tx, caller.scope(), row.customer_id).await?;
            whole.customer = customer.ok_or_else(ApiError::not_found)?;
            if whole.customer.status != CustomerStatus::Active {
                return Err(not_active(&whole.customer));
            }
            // A draft that waited begins when it is activated: nobody pays for the time before.
            let asked_start = asked.contract_start.as_ref().map(portico_shared::Date::to_naive);
            let start = asked_start.unwrap_or_else(|| row.contract_start.max(today.date));
            let trial = row.trial_ends_on.map(|end| (end - row.contract_start).num_days());
            let trial = asked.trial_days.or(trial.and_then(|days| u32::try_from(days).ok()));
            let mut after = subscriptions::Model {
                status: SubscriptionStatus::Active,
                activated_at: Some(context.now()),
                contract_start: start,
                billing_start: row.billing_start.filter(|first| *first >= start),
                trial_ends_on: trial_end(start, trial),
                ..row
            };
            after.term_end = mapping::contract(&after, &whole.items).terms.term_end(today.date);
            Ok(after)
        },
    )
    .await
}

pub async fn pause(context: &Context, caller: &Caller, once: Once, id: SubscriptionId) -> ApiResult<Answer> {
    change(
        context,
        caller,
        once,
        id,
        "subscription.paused",
        async |_, today, whole| {
            let row = whole.row.clone();
            if row.status != SubscriptionStatus::Active {
                return Err(Refusal::Not("active").of(&row));
            }
            Ok(subscriptions::Model {
                status: SubscriptionStatus::Paused,
                paused_at: Some(context.now()),
                paused_on: Some(today.date),
                ..row
            })
        },
    )
    .await
}

pub async fn resume(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    asked: ResumeIn,
) -> ApiResult<Answer> {
    change(
        context,
        caller,
        once,
        id,
        "subscription.resumed",
        async |tx, today, whole| {
            let row = whole.row.clone();
            if row.status != SubscriptionStatus::Paused {
                return Err(Refusal::Not("paused").of(&row));
            }
            let billing_start = match asked.missed_periods {
                MissedPeriods::Bill => row.billing_start,
                MissedPeriods::Skip => skip(tx, today, whole).await?,
            };
            Ok(subscriptions::Model {
                status: SubscriptionStatus::Active,
                paused_at: None,
                paused_on: None,
                billing_start,
                ..row
            })
        },
    )
    .await
}

/// Passes over what fell into the pause; gives the day from which billing counts.
async fn skip(tx: &DatabaseTransaction, today: &Today, whole: &mut Whole) -> ApiResult<Option<NaiveDate>> {
    if !mapping::due(&whole.row, &whole.items, today.date, 1)?.is_empty() {
        return Err(Refusal::OwedBefore.of(&whole.row));
    }
    let anchor = mapping::contract(&whole.row, &whole.items).terms.billing_anchor();
    let items = whole.items.iter().map(mapping::item).collect::<ApiResult<Vec<_>>>()?;
    let Some(resumption) = billing::resume(&items, anchor, today.date) else {
        return Ok(whole.row.billing_start);
    };
    for (item, resumed) in whole.items.iter_mut().zip(resumption.items) {
        item.billing_start = resumed.billing_start;
        item.billed_to = resumed.billed_to;
        store::update_item(tx, item).await?;
    }
    Ok(Some(resumption.anchor))
}

pub async fn extend_trial(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    asked: ExtendTrialIn,
) -> ApiResult<Answer> {
    check_days(asked.trial_days, 1)?;
    change(
        context,
        caller,
        once,
        id,
        "subscription.trial_extended",
        async |_, today, whole| {
            let row = whole.row.clone();
            let end = trial_of(whole, today)?;
            if row.cancellation_effective.is_some() {
                return Err(Refusal::CancelledInTrial.of(&row));
            }
            let longer = trial_end(end, Some(asked.trial_days)).unwrap_or(end);
            let total = (longer - row.contract_start).num_days();
            check_days(u32::try_from(total).unwrap_or(u32::MAX), 0)?;
            Ok(subscriptions::Model {
                trial_ends_on: Some(longer),
                ..row
            })
        },
    )
    .await
}

/// The end of the trial that runs.
fn trial_of(whole: &Whole, today: &Today) -> ApiResult<NaiveDate> {
    let terms = mapping::contract(&whole.row, &whole.items).terms;
    let runs = whole.row.status == SubscriptionStatus::Active && terms.is_in_trial(today.date);
    let end = whole.row.trial_ends_on.filter(|_| runs);
    end.ok_or_else(|| Refusal::NoTrial.of(&whole.row))
}

/// Ends the trial today: billing begins at once.
pub async fn revoke_trial(context: &Context, caller: &Caller, once: Once, id: SubscriptionId) -> ApiResult<Answer> {
    change(
        context,
        caller,
        once,
        id,
        "subscription.trial_revoked",
        async |_, today, whole| {
            trial_of(whole, today)?;
            if whole.row.cancellation_effective.is_some() {
                return Err(Refusal::CancelledInTrial.of(&whole.row));
            }
            Ok(subscriptions::Model {
                // One that had not begun yet never was a trial.
                trial_ends_on: Some(today.date).filter(|day| *day > whole.row.contract_start),
                ..whole.row.clone()
            })
        },
    )
    .await
}

/// What has not ended may be paid and billed otherwise.
fn check_open(row: &subscriptions::Model) -> ApiResult<()> {
    let ended = matches!(
        row.status,
        SubscriptionStatus::Cancelled | SubscriptionStatus::Terminated
    );
    if ended {
        return Err(Refusal::Not("active, paused or a draft").of(row));
    }
    Ok(())
}

pub async fn set_invoice_address(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    asked: InvoiceAddressIn,
) -> ApiResult<Answer> {
    let action = "subscription.invoice_address_changed";
    change(context, caller, once, id, action, async |tx, _, whole| {
        check_open(&whole.row)?;
        let mut check = Check::default();
        check_address(
            tx,
            caller.scope(),
            whole.row.customer_id,
            asked.invoice_address,
            "invoiceAddress",
            &mut check,
        )
        .await?;
        check.finish()?;
        Ok(subscriptions::Model {
            invoice_address_id: asked.invoice_address,
            ..whole.row.clone()
        })
    })
    .await
}

pub async fn set_payment_method(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    asked: SubscriptionMethodIn,
) -> ApiResult<Answer> {
    let action = "subscription.payment_method_changed";
    change(context, caller, once, id, action, async |tx, _, whole| {
        check_open(&whole.row)?;
        let mut check = Check::default();
        let found = check_method(
            tx,
            caller.scope(),
            (whole.row.customer_id, Some(whole.row.currency)),
            asked.payment_method_id,
            "paymentMethodId",
            &mut check,
        )
        .await?;
        // The merchant may offer customers fewer kinds than there are.
        let offered = |kind| caller.actor.person().is_none_or(|person| person.pages.allows(kind));
        let fits = found.as_ref().is_none_or(|method| offered(method.kind));
        check.require(
            fits,
            "paymentMethodId",
            "not-offered",
            "this kind of payment method is not offered",
        );
        check.finish()?;
        Ok(subscriptions::Model {
            payment_method_id: asked.payment_method_id,
            ..whole.row.clone()
        })
    })
    .await
}

pub async fn set_quantity(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionItemId,
    asked: QuantityIn,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let today = today(tx, context, &caller.actor).await?;
        let item = store::find_item(tx, caller.scope(), id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        let mut whole = find_to_change(tx, caller.scope(), &today.tenant, item.subscription_id).await?;
        check_open(&whole.row)?;
        let currency = whole.row.currency;
        let place = whole.items.iter().position(|item| item.id == id);
        let item = place
            .and_then(|at| whole.items.get_mut(at))
            .ok_or_else(ApiError::not_found)?;
        if item.quantity_is_fixed {
            let detail = format!("The quantity of \"{}\" was agreed and stays.", item.name);
            return Err(ApiError::in_state(ErrorCode::QuantityFixed, whole.row.status, detail));
        }
        let price: Decimal = item.unit_price.as_str().parse().unwrap_or_default();
        let mut check = Check::default();
        check_quantity(&mut check, "quantity", &asked.quantity, price, currency);
        check.finish()?;
        let before = item.clone();
        item.quantity = asked.quantity.clone();
        let after = item.clone();
        let row = whole.row.clone();
        // The subscription first, as the billing run does: nobody waits for the other in a circle.
        write(tx, context, &mut whole, row).await?;
        store::update_item(tx, &after).await?;
        record_quantity(tx, context, caller, &whole.row, &before, &asked).await?;
        view_item(mapping::view(whole, today.viewer)?, id)
    })
    .await
}

/// Why what an invoice bills cannot be billed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAgain {
    Later,
    /// The contract has ended before it, it was skipped with a pause, or the pause stands.
    NotDue,
}

/// Takes back what the invoice with these lines billed from `date` on, so that the next billing run bills it anew. Each
/// line has to be the last that its item was billed.
pub async fn unbill(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    id: SubscriptionId,
    date: NaiveDate,
    lines: &[InvoiceLine],
) -> ApiResult<Result<(), NotAgain>> {
    let today = today(tx, context, &caller.actor).await?;
    let mut whole = find_to_change(tx, caller.scope(), &today.tenant, id).await?;
    let anchor = mapping::contract(&whole.row, &whole.items).terms.billing_anchor();
    let mut reopened = Vec::with_capacity(lines.len());
    for line in lines {
        let item = whole
            .items
            .iter_mut()
            .find(|item| Some(item.id) == line.subscription_item);
        let start = line.period_start.as_ref().map(portico_shared::Date::to_naive);
        let end = line.period_end.as_ref().and_then(|last| last.to_naive().succ_opt());
        let Some(item) = item.filter(|item| end.is_some() && item.billed_to == end) else {
            return Ok(Err(NotAgain::Later));
        };
        item.billed_to = start;
        item.billed_from = None;
        item.last_billed_at = None;
        // Only the part that ended its period was counted.
        if Some(billing::next_period(&mapping::item(item)?, anchor).whole_end) == end {
            item.billed_periods = (item.billed_periods - 1).max(0);
        }
        reopened.push(item.clone());
    }
    let again = mapping::due(&whole.row, &reopened, LAST_DAY, 1)?;
    if again.first().map(|next| (next.date, next.lines.len())) != Some((date, lines.len())) {
        return Ok(Err(NotAgain::NotDue));
    }
    for item in &reopened {
        store::update_item(tx, item).await?;
    }
    let row = whole.row.clone();
    save(tx, context, caller, &mut whole, row, "subscription.unbilled").await?;
    Ok(Ok(()))
}

async fn record_quantity(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    row: &subscriptions::Model,
    before: &subscription_items::Model,
    asked: &QuantityIn,
) -> ApiResult<()> {
    let change = Change {
        action: "subscription_item.quantity_changed",
        subject_kind: "subscription_item",
        subject: before.id.0,
        customer: Some(row.customer_id),
        before: Some(serde_json::json!({ "quantity": before.quantity })),
        after: Some(serde_json::json!({ "quantity": asked.quantity })),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}

fn view_item(
    view: SubscriptionView,
    id: SubscriptionItemId,
) -> ApiResult<portico_shared::subscriptions::SubscriptionItemView> {
    let item = view.items.into_iter().find(|item| item.id == id);
    item.ok_or_else(ApiError::not_found)
}

pub(super) fn not_active(customer: &customers::Model) -> ApiError {
    let detail = format!("Customer {} is {}.", customer.number, customer.status);
    ApiError::in_state(ErrorCode::CustomerNotActive, customer.status, detail)
}

fn check_year(day: Option<&Date>) -> ApiResult<()> {
    let mut check = Check::default();
    check_day(&mut check, "contractStart", day);
    check.finish()
}

fn check_days(days: u32, least: u32) -> ApiResult<()> {
    let mut check = Check::default();
    check.require(
        (least..=MOST_TRIAL_DAYS).contains(&days),
        "trialDays",
        "out-of-range",
        &format!("between {least} and {MOST_TRIAL_DAYS} days of trial in all"),
    );
    check.finish()
}
