//! What a merchant changes about a running subscription, and a customer about who pays and where bills go.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use portico_domain::billing;
use portico_shared::{
    ErrorCode, SubscriptionId, SubscriptionItemId,
    subscriptions::{
        ActivateIn, ExtendTrialIn, InvoiceAddressIn, MissedPeriods, QuantityIn, ResumeIn, SubscriptionMethodIn,
        SubscriptionStatus, SubscriptionView,
    },
};
use rust_decimal::Decimal;
use sea_orm::DatabaseTransaction;

use super::{Today, creating::trial_end, find_whole, find_whole_of_item, save, today, write};
use crate::{
    auth::Caller,
    context::Context,
    db::entities::{subscription_items, subscriptions},
    features::{
        audit::{self, Change},
        subscriptions::{
            Whole,
            checks::{MOST_TRIAL_DAYS, check_address, check_method, check_quantity},
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
        let mut whole = find_whole(tx, caller.scope(), &today.tenant, id).await?;
        let after = work(tx, &today, &mut whole).await?;
        save(tx, context, caller, &mut whole, after, action).await?;
        mapping::view(whole, today.viewer)
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
    change(
        context,
        caller,
        once,
        id,
        "subscription.activated",
        async |_, today, whole| {
            let row = whole.row.clone();
            if row.status != SubscriptionStatus::Draft {
                return Err(Refusal::Not("a draft").of(&row));
            }
            let mut after = subscriptions::Model {
                status: SubscriptionStatus::Active,
                activated_at: Some(context.now()),
                trial_ends_on: match asked.trial_days {
                    Some(days) => trial_end(row.contract_start, Some(days)),
                    None => row.trial_ends_on,
                },
                ..row
            };
            after.term_end = mapping::contract(&after, &whole.items).terms.term_end(today.date);
            Ok(after)
        },
    )
    .await
}

pub async fn pause(context: &Context, caller: &Caller, once: Once, id: SubscriptionId) -> ApiResult<Answer> {
    change(context, caller, once, id, "subscription.paused", async |_, _, whole| {
        let row = whole.row.clone();
        if row.status != SubscriptionStatus::Active {
            return Err(Refusal::Not("active").of(&row));
        }
        Ok(subscriptions::Model {
            status: SubscriptionStatus::Paused,
            paused_at: Some(context.now()),
            ..row
        })
    })
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
                billing_start,
                ..row
            })
        },
    )
    .await
}

/// Passes over what fell into the pause; gives the day from which billing counts.
async fn skip(tx: &DatabaseTransaction, today: &Today, whole: &mut Whole) -> ApiResult<Option<NaiveDate>> {
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
        let found = check_address(
            tx,
            caller.scope(),
            whole.row.customer_id,
            asked.invoice_address,
            "invoiceAddress",
            &mut check,
        )
        .await?;
        check.finish()?;
        whole.invoice_address = found;
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
            whole.row.customer_id,
            asked.payment_method_id,
            "paymentMethodId",
            &mut check,
        )
        .await?;
        check.finish()?;
        whole.payment_method = found;
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
        let mut whole = find_whole_of_item(tx, caller.scope(), &today.tenant, id).await?;
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
        store::update_item(tx, item).await?;
        let row = whole.row.clone();
        write(tx, context, &mut whole, row).await?;
        record_quantity(tx, context, caller, &whole.row, &before, &asked).await?;
        view_item(mapping::view(whole, today.viewer)?, id)
    })
    .await
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
