//! Giving payments up whose answer never comes.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use portico_shared::{ErrorCode, PaymentId, invoices::PaymentStatus, payment_methods::RefusalReason};
use sea_orm::ActiveValue::Set;

use super::{collecting, outcomes, paying::SECOND_TRY, service, store};
use crate::{
    auth::Caller,
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

/// Whether it may be given up.
pub fn is_stuck(context: &Context, payment: &payments::Model) -> bool {
    payment.status == PaymentStatus::Pending && payment.created_at + WAITING <= context.now()
}

/// The provider is asked once more, and what it answers counts. Else the payment is over for us; the provider may have the money all
/// the same, so it is asked on until it answers.
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
