//! What became of a payment, and what follows for its invoice: settled, failed and tried again, or open again.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use portico_domain::retry;
use portico_shared::{
    PaymentId,
    invoices::{InvoiceStatus, PaymentStatus},
    payment_methods::{PaymentMethodStatus, RefusalReason},
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction};

use super::{
    collecting::{by_file, is_owed, usable_method},
    service, store,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{invoices, payments},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        debits, gateways,
        invoices::store as invoice_store,
        mails::{self, Mail},
        payment_methods::{removing, store as method_store, telling},
        settings::service as settings,
        tenants,
    },
    http::{ApiError, ApiResult},
    jobs::outbox::{self, Work},
    ports::payment::Outcome,
};

/// For how long the owner of a payment may confirm it.
const CONFIRMING: TimeDelta = TimeDelta::minutes(30);

/// What became of a payment, with all that follows for its invoice.
pub async fn learn(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    id: PaymentId,
    outcome: Outcome,
) -> ApiResult<()> {
    let scope = caller.scope();
    // As it is now: another worker, or an event, may have told what became of it.
    let payment = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
    let invoice = invoice_store::find(tx, scope, payment.invoice_id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let today = tenants::store::find(tx, payment.tenant_id).await?.today(context.now());
    let Some(after) = became(&payment, outcome, (context.now(), today)) else {
        return Ok(());
    };
    if let Some(until) = after.action_until.filter(|_| payment.action_until.is_none()) {
        let mut row = outbox::row(context, scope.tenant(), &Work::GoOn { payment: id })?;
        row.available_at = Set(until);
        outbox::insert(tx, row).await?;
    }
    if !store::update(tx, &payment, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    // What was given up may have been taken all the same.
    if after.status == PaymentStatus::Succeeded || is_left_to_staff(&after) {
        Box::pin(removing::use_up(tx, context, caller, &after)).await?;
    }
    match after.status {
        PaymentStatus::Succeeded => {
            service::settle(tx, context, caller, &invoice, &after).await?;
            stop_another(tx, context, caller, &after).await
        }
        PaymentStatus::Failed => fail(tx, context, caller, (&invoice, today), (payment.status, &after)).await,
        PaymentStatus::Returned => take_back(tx, context, caller, (&invoice, today), &after).await,
        PaymentStatus::Pending | PaymentStatus::Underway => Ok(()),
    }
}

/// A payment once this is known of it; none where that was known already.
fn became(
    payment: &payments::Model,
    outcome: Outcome,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> Option<payments::Model> {
    let next = payments::Model {
        version: payment.version + 1,
        ..payment.clone()
    };
    let over = payments::Model {
        settled_at: Some(now),
        ..next.clone()
    };
    // A debit counts from its day, however late it is counted.
    let debited_on = payment.collect_on.filter(|_| payment.status == PaymentStatus::Underway);
    let was_given_up = payment.failure_reason == Some(RefusalReason::GivenUp);
    Some(match (outcome, payment.status) {
        (Outcome::Waiting(_), PaymentStatus::Pending) if payment.action_until.is_none() => payments::Model {
            action_until: Some(now + CONFIRMING),
            ..next
        },
        (Outcome::Underway { reference }, PaymentStatus::Pending) => payments::Model {
            status: PaymentStatus::Underway,
            reference: Some(reference),
            ..next
        },
        // A provider that changes its mind has the money; what was taken back came back, where the bank decided against its owner,
        // whatever was given back of it.
        (
            Outcome::Succeeded { reference },
            PaymentStatus::Pending | PaymentStatus::Underway | PaymentStatus::Failed | PaymentStatus::Returned,
        )
        | (Outcome::Refunded { reference }, PaymentStatus::Returned) => payments::Model {
            status: PaymentStatus::Succeeded,
            paid_on: Some(debited_on.unwrap_or(today)),
            reference: Some(reference),
            failure_code: None,
            failure_reason: None,
            returned_at: None,
            ..over
        },
        // What was given back before it counted here never does.
        (Outcome::Refunded { reference }, PaymentStatus::Pending | PaymentStatus::Underway | PaymentStatus::Failed)
            if was_given_up || payment.status != PaymentStatus::Failed =>
        {
            payments::Model {
                status: PaymentStatus::Failed,
                reference: Some(reference),
                failure_code: Some(RefusalReason::Refunded.to_string()),
                failure_reason: Some(RefusalReason::Refunded),
                settled_at: payment.settled_at.or(over.settled_at),
                ..next
            }
        }
        (Outcome::Returned(refusal), PaymentStatus::Succeeded) => payments::Model {
            status: PaymentStatus::Returned,
            returned_at: Some(now),
            failure_code: Some(refusal.code),
            failure_reason: Some(refusal.reason),
            ..next
        },
        (Outcome::Declined(refusal) | Outcome::Returned(refusal), PaymentStatus::Pending | PaymentStatus::Underway) => {
            payments::Model {
                status: PaymentStatus::Failed,
                failure_code: Some(refusal.code),
                failure_reason: Some(refusal.reason),
                ..over
            }
        }
        _ => return None,
    })
}

pub(super) fn is_left_to_staff(payment: &payments::Model) -> bool {
    let is_left = |reason| store::LEFT_TO_STAFF.contains(&reason);
    payment.failure_reason.is_some_and(is_left)
}

/// Money came in that was thought lost, and another attempt is in its place: a debit that waits for the next file is taken back, and
/// what has no answer yet is asked about at once, so that nobody confirms it any more. Nobody pays twice.
async fn stop_another(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    paid: &payments::Model,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(paid.tenant_id);
    match store::find_open(tx, scope, paid.invoice_id).await? {
        Some(debit) if debit.collect_on.is_some() && debit.debit_file_id.is_none() => {
            service::withdraw(tx, context, caller, (debit, RefusalReason::PaidOtherwise)).await
        }
        Some(other) if other.status == PaymentStatus::Pending => {
            Ok(outbox::enqueue(tx, context, other.tenant_id, &Work::GoOn { payment: other.id }).await?)
        }
        _ => Ok(()),
    }
}

/// The day of the next attempt, by the merchant's schedule; none once it is used up.
async fn next_attempt(
    tx: &DatabaseTransaction,
    invoice: &invoices::Model,
    today: NaiveDate,
) -> ApiResult<Option<NaiveDate>> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    let failed = store::count_failed(tx, scope, invoice.id).await?;
    let days = settings::tenant_collection(tx, scope).await?.retry_days;
    let failed = usize::try_from(failed).unwrap_or(usize::MAX);
    Ok(retry::next_attempt(&days, failed, today).filter(|_| is_owed(invoice)))
}

/// Money that had come in went back: the invoice is open again.
pub async fn take_back(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (invoice, today): (&invoices::Model, NaiveDate),
    payment: &payments::Model,
) -> ApiResult<()> {
    let paid_amount = invoice.paid_amount.saturating_sub(payment.amount);
    // What was credited meanwhile is not owed again.
    let owed = invoice.gross_amount + invoice.dunning_fee_amount - invoice.credited_amount;
    let open_amount = match invoice.status {
        InvoiceStatus::Cancelled => invoice.open_amount,
        _ => (owed - paid_amount).clamp(0, invoice.open_amount + payment.amount),
    };
    let status = match invoice.status {
        InvoiceStatus::Paid if open_amount > 0 => InvoiceStatus::Unpaid,
        other => other,
    };
    let mut after = invoices::Model {
        version: invoice.version + 1,
        paid_amount,
        open_amount,
        last_payment_failed: open_amount > 0,
        pay_date: invoice.pay_date.filter(|_| status == InvoiceStatus::Paid),
        status,
        ..invoice.clone()
    };
    // Whoever had the money fetched back does not want it taken again, which may be so where a provider does not say why.
    let is_unexplained = payment.debit_file_id.is_none() && payment.failure_reason == Some(RefusalReason::Declined);
    if payment.failure_reason != Some(RefusalReason::NotAuthorised) && !is_unexplained {
        after.next_attempt_on = next_attempt(tx, &after, today).await?;
    }
    let change = Change {
        action: "invoice.payment_returned",
        subject_kind: "invoice",
        subject: invoice.id.0,
        customer: Some(invoice.customer_id),
        before: Some(service::standing(invoice)),
        after: Some(service::standing(&after)),
    };
    if !invoice_store::update(tx, invoice, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    audit::record(tx, context, caller, change).await?;
    Box::pin(warn(tx, context, &after, payment)).await
}

/// `was`: how the payment stood before.
async fn fail(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (invoice, today): (&invoices::Model, NaiveDate),
    (was, payment): (PaymentStatus, &payments::Model),
) -> ApiResult<()> {
    let is_left = is_left_to_staff(payment);
    // Whoever says that it was never allowed does not want it taken again.
    let next = if is_left || payment.failure_reason == Some(RefusalReason::NotAuthorised) {
        None
    } else {
        next_attempt(tx, invoice, today).await?
    };
    let after = invoices::Model {
        version: invoice.version + 1,
        // Else it is collected at once with whatever the customer adds or chooses.
        last_payment_failed: is_owed(invoice) && !is_left,
        next_attempt_on: next,
        ..invoice.clone()
    };
    let change = Change {
        action: "invoice.payment_failed",
        subject_kind: "invoice",
        subject: invoice.id.0,
        customer: Some(invoice.customer_id),
        before: Some(service::standing(invoice)),
        after: serde_json::to_value(service::view(payment)).ok(),
    };
    // One that was over already has left its invoice to others.
    if was != PaymentStatus::Failed && !invoice_store::update(tx, invoice, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    audit::record(tx, context, caller, change).await?;
    if is_left {
        return Ok(());
    }
    Box::pin(warn(tx, context, &after, payment)).await
}

/// Tells the customer that collecting failed, or that their money went back, where anything is still owed.
async fn warn(
    tx: &DatabaseTransaction,
    context: &Context,
    invoice: &invoices::Model,
    payment: &payments::Model,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    let is_owed = invoice.open_amount > 0 && invoice.status != InvoiceStatus::Cancelled;
    if !is_owed || !settings::tenant_mails(tx, scope).await?.payment_failures {
        return Ok(());
    }
    let customer = customer_store::find(tx, scope, invoice.customer_id).await?;
    // Whose data were erased has no address any more.
    let Some(customer) = customer.filter(|customer| customer.erased_at.is_none()) else {
        return Ok(());
    };
    let method = method_store::find_many(tx, scope, payment.payment_method_id.into_iter().collect()).await?;
    let method = method.into_iter().next();
    let again = next_collection(tx, context, invoice).await?;
    let mail = if payment.status == PaymentStatus::Returned {
        let ended = match &method {
            // What was for one payment alone ended with it.
            Some(method) if method.status == PaymentMethodStatus::Revoked && method.future_usage_allowed => {
                telling::mandate(tx, method).await?
            }
            _ => None,
        };
        let with = (method.map(|method| method.name), ended);
        Mail::payment_returned(invoice, &customer, payment, with, again)
    } else {
        let method = method.map(|method| method.name);
        Mail::payment_failed(invoice, &customer, (method, payment.failure_reason), again)
    };
    let tenant = tenants::store::find(tx, invoice.tenant_id).await?;
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}

/// When the money is fetched again with nobody there; none where the next attempt finds nothing to take it with. What is handed in by
/// file is announced on the day of the attempt, and debited after its notice.
async fn next_collection(
    tx: &DatabaseTransaction,
    context: &Context,
    invoice: &invoices::Model,
) -> ApiResult<Option<NaiveDate>> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    let Some(day) = invoice.next_attempt_on else {
        return Ok(None);
    };
    let gateways = gateways::service::open(context, tx, invoice.tenant_id).await?;
    let method = usable_method(tx, &gateways, scope, (invoice, None)).await?;
    let Some(method) = method.filter(|method| method.future_usage_allowed) else {
        return Ok(None);
    };
    if !gateways.get(method.gateway).is_some_and(by_file) {
        return Ok(Some(day));
    }
    let set = settings::tenant_collection(tx, scope).await?;
    Ok(Some(debits::service::collect_on(&set, invoice.due_date, day)))
}
