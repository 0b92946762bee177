//! Cancelling, taking it back, and saying why.

use actix_web::http::StatusCode;
use portico_domain::{
    calendar,
    cancellation::{self, Decision, Refusal, Wish},
};
use portico_shared::{
    ErrorCode, SubscriptionId, Violation,
    subscriptions::{CancelIn, CancellationDateType, CancellationPreview, ReasonGiven, SubscriptionStatus},
};
use sea_orm::ConnectionTrait;

use super::{find_to_change, find_whole, save, today, today_for_reading};
use crate::{
    auth::{Actor, Caller},
    context::Context,
    db::entities::subscriptions,
    features::{
        cancellation_reasons::store as reason_store,
        mails::{self, Mail},
        subscriptions::mapping::{self, Viewer},
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

/// Why a subscription could not be cancelled or its cancellation not be revoked.
fn refused(refusal: Refusal, row: &subscriptions::Model) -> ApiError {
    let (number, state) = (&row.number, row.status);
    let (code, detail) = match refusal {
        Refusal::AlreadyCancelled => (
            ErrorCode::AlreadyCancelled,
            if state == SubscriptionStatus::Cancelled {
                format!("Subscription {number} has ended.")
            } else {
                format!("Subscription {number} has been cancelled already. While that is pending it can be revoked.")
            },
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
    ApiError::in_state(code, state, detail)
}

pub async fn preview(context: &Context, caller: &Caller, id: SubscriptionId) -> ApiResult<CancellationPreview> {
    let db = context.db.read();
    let today = today_for_reading(context, &caller.actor).await?;
    let (viewer, date) = (today.viewer, today.date);
    let whole = find_whole(db, caller.scope(), &today.tenant, id).await?;
    let contract = mapping::contract(&whole.row, &whole.items);
    let decision =
        cancellation::decide(&contract, viewer.wish, date).map_err(|refusal| refused(refusal, &whole.row))?;
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
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let today = today(tx, context, &caller.actor).await?;
        let (viewer, date) = (today.viewer, today.date);
        let wish = wish(&caller.actor, &asked, viewer)?;
        check_reason(tx, caller, asked.reason.as_deref(), asked.comment.as_deref()).await?;
        let mut whole = find_to_change(tx, caller.scope(), &today.tenant, id).await?;
        let contract = mapping::contract(&whole.row, &whole.items);
        let decision = cancellation::decide(&contract, wish, date).map_err(|refusal| refused(refusal, &whole.row))?;
        let then = cancellation::apply(contract, &decision);
        let after = subscriptions::Model {
            status: then.status,
            cancelled_at: Some(context.now()),
            cancellation_effective: Some(decision.cancellation.effective),
            cancellation_immediate: decision.cancellation.immediate,
            cancellation_reason: asked.reason.clone(),
            cancellation_comment: asked.comment.clone(),
            reason_by_customer: caller.actor.person().is_some() && asked.reason.is_some(),
            cancelled_by_customer: caller.actor.person().is_some(),
            ..whole.row.clone()
        };
        save(tx, context, caller, &mut whole, after, "subscription.cancelled").await?;
        // A customer's confirmation cannot be switched off: it is what they hold in their hands.
        if caller.actor.person().is_some() || asked.send_confirmation_email.unwrap_or(true) {
            let mail = Mail::cancellation_confirmed(&whole, &today.tenant, context.now(), decision.cancellation);
            mails::service::enqueue(tx, context, &today.tenant, mail).await?;
        }
        whole.reasons = reason_store::list(tx, caller.scope()).await?;
        mapping::view(whole, viewer)
    })
    .await
}

/// Customers choose from the merchant's list; the merchant may use codes of their own.
async fn check_reason(
    db: &impl ConnectionTrait,
    caller: &Caller,
    code: Option<&str>,
    comment: Option<&str>,
) -> ApiResult<()> {
    let mut check = Check::default();
    check.text("reason", code, 64);
    check.prose("comment", comment, 2000);
    let told = "only with a reason";
    check.require(comment.is_none() || code.is_some(), "comment", "contradiction", told);
    let offered = match code {
        Some(code) => reason_store::find(db, caller.scope(), code)
            .await?
            .filter(|row| row.is_active),
        None => None,
    };
    if caller.actor.person().is_some() {
        let known = code.is_none() || offered.is_some();
        check.require(
            known,
            "reason",
            "unknown",
            "one of the codes of GET /cancellation-reasons",
        );
        let welcome = comment.is_none() || code.is_none() || offered.is_some_and(|row| row.allows_comment);
        let told = "only with a reason that allows a comment";
        check.require(welcome || !known, "comment", "not-permitted", told);
    }
    check.finish()
}

/// Says why, after the declaration: nothing stands between a customer and the button.
pub async fn give_reason(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: SubscriptionId,
    given: ReasonGiven,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let today = today(tx, context, &caller.actor).await?;
        let mut whole = find_to_change(tx, caller.scope(), &today.tenant, id).await?;
        check_may_say_why(caller, &whole.row)?;
        let reason = given.reason.clone().or(whole.row.cancellation_reason.clone());
        // A comment goes with its reason.
        let kept = whole
            .row
            .cancellation_comment
            .clone()
            .filter(|_| reason == whole.row.cancellation_reason);
        let comment = given
            .comment
            .clone()
            .or(kept)
            .filter(|_| reason.is_some() || given.comment.value().is_some());
        check_reason(tx, caller, reason.as_deref(), comment.as_deref()).await?;
        let after = subscriptions::Model {
            reason_by_customer: caller.actor.person().is_some() && reason.is_some(),
            cancellation_reason: reason,
            cancellation_comment: comment,
            ..whole.row.clone()
        };
        save(tx, context, caller, &mut whole, after, "subscription.reason_given").await?;
        whole.reasons = reason_store::list(tx, caller.scope()).await?;
        mapping::view(whole, today.viewer)
    })
    .await
}

/// Customers say why they cancelled; the merchant says so where the customer has not.
fn check_may_say_why(caller: &Caller, row: &subscriptions::Model) -> ApiResult<()> {
    let is_customer = caller.actor.person().is_some();
    let number = &row.number;
    if row.cancelled_at.is_none() || (is_customer && !row.cancelled_by_customer) {
        let whom = if is_customer { " by you" } else { "" };
        let detail = format!("Subscription {number} was not cancelled{whom}, so there is no reason to give.");
        return Err(ApiError::in_state(ErrorCode::NoCancellationPending, row.status, detail));
    }
    if !is_customer && row.reason_by_customer {
        let detail = format!("The customer has said why {number} was cancelled; their words stay.");
        return Err(ApiError::in_state(ErrorCode::WrongState, row.status, detail));
    }
    Ok(())
}

pub async fn revoke(context: &Context, caller: &Caller, once: Once, id: SubscriptionId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let today = today(tx, context, &caller.actor).await?;
        let (viewer, date) = (today.viewer, today.date);
        let mut whole = find_to_change(tx, caller.scope(), &today.tenant, id).await?;
        let contract = mapping::contract(&whole.row, &whole.items);
        cancellation::revoke(contract, date).map_err(|refusal| refused(refusal, &whole.row))?;
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
            cancellation_comment: None,
            reason_by_customer: false,
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
        let mail = Mail::cancellation_revoked(&whole, &today.tenant, context.now());
        mails::service::enqueue(tx, context, &today.tenant, mail).await?;
        mapping::view(whole, viewer)
    })
    .await
}
