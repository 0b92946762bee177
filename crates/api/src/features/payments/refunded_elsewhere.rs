//! Money that the merchant gives back at the provider, without us: it is recorded with the provider's name for it, and counts like
//! what is given back here.

use portico_shared::{
    PaymentId,
    invoices::{PaymentStatus, RefundStatus},
};
use sea_orm::DatabaseTransaction;

use super::{collecting::Error, refunding, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::refunds,
    http::{ApiError, ApiResult},
    jobs::outbox::{self, Work},
    ports::payment::{Gateways, OtherRefund, PaymentGateway, RefundOutcome},
};

/// Asks what was given back of a payment that came in, and records what is new.
///
/// # Errors
/// When the gateway gave no answer.
pub async fn look(context: &Context, gateways: &Gateways, scope: Scope, id: PaymentId) -> Result<(), Error> {
    let payment = store::find(context.db.read(), scope, id).await?;
    let Some(payment) = payment.filter(|payment| payment.status == PaymentStatus::Succeeded) else {
        return Ok(());
    };
    let gateway = payment.gateway.and_then(|name| gateways.get(name));
    let (Some(refunds), Some(reference)) = (gateway.and_then(PaymentGateway::refunds), &payment.reference) else {
        return Ok(());
    };
    let mut found = refunds.list_others(reference).await?;
    let known = store::list_refunds(context.db.read(), scope, id).await?;
    found.retain(|one| is_news(&known, one));
    if found.is_empty() {
        return Ok(());
    }
    let tx = context.db.begin().await?;
    for one in found {
        record(&tx, context, scope, (id, one)).await?;
    }
    Ok(context.commit(tx).await?)
}

/// As `look`; by the outbox, where the gateway gives no answer at once.
///
/// # Errors
/// When nothing could be stored.
pub async fn look_or_later(context: &Context, gateways: &Gateways, scope: Scope, id: PaymentId) -> Result<(), Error> {
    match look(context, gateways, scope, id).await {
        Err(Error::Gateway(_)) => {
            let tx = context.db.begin().await?;
            outbox::enqueue(&tx, context, scope.tenant(), &Work::LookAtPayment { payment: id }).await?;
            Ok(context.commit(tx).await?)
        }
        done => done,
    }
}

/// Whether it tells more than what is recorded.
fn is_news(known: &[refunds::Model], found: &OtherRefund) -> bool {
    match known
        .iter()
        .find(|row| row.reference.as_ref() == Some(&found.reference))
    {
        Some(row) => found.refused.is_some() && row.status == RefundStatus::Succeeded,
        None => found.refused.is_none(),
    }
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    scope: Scope,
    (id, found): (PaymentId, OtherRefund),
) -> ApiResult<()> {
    // Read first: whoever records the same meanwhile changes it.
    let payment = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
    let all = store::list_refunds(tx, scope, id).await?;
    let is_it = |row: &refunds::Model| row.reference.as_ref() == Some(&found.reference);
    match (all.into_iter().find(is_it), found.refused) {
        (Some(row), Some(refusal)) if row.status == RefundStatus::Succeeded => {
            refunding::settle(tx, context, &row, RefundOutcome::Refused(refusal)).await
        }
        (None, None) => {
            let asked = (found.amount, None, Some(found.reference.clone()));
            let row = refunding::insert(tx, context, &payment, asked).await?;
            let outcome = RefundOutcome::Succeeded {
                reference: found.reference,
            };
            refunding::settle(tx, context, &row, outcome).await
        }
        _ => Ok(()),
    }
}
