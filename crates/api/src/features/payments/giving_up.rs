//! Giving payments up whose answer never comes.

use actix_web::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::{ErrorCode, PaymentId, invoices::PaymentStatus, payment_methods::RefusalReason};
use sea_orm::ActiveValue::Set;

use super::{collecting, outcomes, paying::SECOND_TRY, service, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::payments,
    features::{
        audit::{self, Change},
        gateways::service as gateway_service,
    },
    http::{
        ApiError, ApiResult,
        idempotency::{Answer, Once},
    },
    jobs::outbox::{self, Work},
    ports::payment::{Outcome, Refusal},
};

/// For how long an answer is waited for.
const WAITING: TimeDelta = TimeDelta::hours(24);
/// For how long a provider is asked about what was given up.
const ASKING: TimeDelta = TimeDelta::days(30);

/// Whether it may be given up.
pub fn is_stuck(context: &Context, payment: &payments::Model) -> bool {
    payment.status == PaymentStatus::Pending && payment.created_at + WAITING <= context.now()
}

/// The provider is asked once more, and what it answers counts. Else the payment is over for us; the provider may have the money all
/// the same, so it is asked on until it answers, for 30 days.
pub async fn give_up(context: &Context, caller: &Caller, once: Once, id: PaymentId) -> ApiResult<Answer> {
    let (db, scope) = (context.db.read(), caller.scope());
    let asked = store::find(db, scope, id).await?;
    let asked = asked.ok_or_else(ApiError::not_found)?;
    let gateways = gateway_service::open(context, db, scope.tenant()).await?;
    let debtor = collecting::debtor(db, &gateways, scope, &asked).await?;
    let is_answered = is_stuck(context, &asked) && collecting::ask_once_more(context, scope, &asked).await?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
        if is_answered {
            return Ok(service::view(&before));
        }
        if !is_stuck(context, &before) {
            let detail = "Only a payment that got no answer for 24 hours can be given up.";
            return Err(ApiError::in_state(ErrorCode::WrongState, before.status, detail));
        }
        // Whoever asks for the money at this moment may get it; from here on nobody asks any more.
        let (now, until) = (context.now(), context.now() + collecting::LEASE);
        if !store::claim(tx, &before, (now, until)).await? {
            let detail = "The provider is being asked for this payment at this moment. Try again in a minute.";
            return Err(ApiError::in_state(ErrorCode::WrongState, before.status, detail));
        }
        let refusal = Refusal {
            reason: RefusalReason::GivenUp,
            code: RefusalReason::GivenUp.to_string(),
        };
        outcomes::learn(tx, context, caller, id, Outcome::Declined(refusal)).await?;
        let mut row = outbox::row(context, scope.tenant(), &Work::LookAtGivenUp { payment: id, debtor })?;
        row.available_at = Set(context.now() + SECOND_TRY);
        outbox::insert(tx, row).await?;
        let after = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
        let change = Change {
            action: "payment.given_up",
            subject_kind: "invoice",
            subject: after.invoice_id.0,
            customer: Some(after.customer_id),
            before: serde_json::to_value(service::view(&before)).ok(),
            after: serde_json::to_value(service::view(&after)).ok(),
        };
        audit::record(tx, context, caller, change).await?;
        Ok(service::view(&after))
    })
    .await
}

/// Asks a provider about what was given up `since`. One that gave no answer for so long is asked no more: what it tells by itself still
/// counts.
///
/// # Errors
/// As `collecting::look_again`, until then.
pub async fn look(
    context: &Context,
    scope: Scope,
    (id, debtor): (PaymentId, Option<String>),
    since: DateTime<Utc>,
) -> Result<(), collecting::Error> {
    match collecting::look_again(context, scope, (id, debtor)).await {
        Err(collecting::Error::Gateway(error)) if since + ASKING <= context.now() => {
            tracing::warn!(payment.id = %id, error.cause = %error, "a payment that was given up is asked about no more");
            let Some(payment) = store::find(context.db.read(), scope, id).await? else {
                return Ok(());
            };
            let change = Change {
                action: "payment.asked_no_more",
                subject_kind: "invoice",
                subject: payment.invoice_id.0,
                customer: Some(payment.customer_id),
                after: serde_json::to_value(service::view(&payment)).ok(),
                ..Change::default()
            };
            let tx = context.db.begin().await?;
            audit::record(&tx, context, &Caller::system(scope.tenant(), "collection"), change).await?;
            Ok(context.commit(tx).await?)
        }
        done => done,
    }
}
