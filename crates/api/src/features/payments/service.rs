//! Payments that came in elsewhere, and what a payment does to its invoice.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use portico_shared::{
    ErrorCode, InvoiceId, Money, PaymentId, PaymentMethodId,
    invoices::{CollectedWith, InvoiceStatus, PaymentIn, PaymentSource, PaymentStatus, PaymentView},
    payment_methods::RefusalReason,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{collecting::is_owed, giving_up, store};
use crate::{
    auth::{Caller, Scope, permissions::Permission},
    context::Context,
    db::entities::{invoices, payments},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        invoices::{service::sees_kept, store as invoice_store},
        mails::{self, Mail},
        mandates::store as mandate_store,
        payment_methods::{mapping::Details, removing, store as method_store},
        settings::service as settings,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
};

pub fn view(row: &payments::Model) -> PaymentView {
    PaymentView {
        id: row.id,
        invoice: row.invoice_id,
        payment_method: row.payment_method_id,
        collected_with: None,
        source: row.source,
        status: row.status,
        amount: Money::new(row.amount, row.currency),
        paid_on: row.paid_on.map(Into::into),
        reference: row.reference.clone(),
        failure_code: row.failure_code.clone(),
        failure_reason: row.failure_reason,
        returned_at: row.returned_at.map(Into::into),
        collect_on: row.collect_on.map(Into::into),
        debit_file: row.debit_file_id,
        refunded_amount: Money::new(row.refunded_amount, row.currency),
        created_at: row.created_at.into(),
        action_until: row
            .action_until
            .filter(|_| row.status == PaymentStatus::Pending)
            .map(Into::into),
        action_required: None,
        can_be_given_up: false,
    }
}

pub async fn list(context: &Context, caller: &Caller, invoice: InvoiceId) -> ApiResult<Vec<PaymentView>> {
    let db = context.db.read();
    let found = invoice_store::find(db, caller.scope(), invoice).await?;
    // Customers see no drafts, and what is kept for the law alone is for who may erase.
    let found = found.filter(|invoice| {
        (caller.actor.is_merchant() || invoice.status != InvoiceStatus::Draft)
            && (invoice.kept_until.is_none() || sees_kept(caller))
    });
    found.ok_or_else(ApiError::not_found)?;
    let rows = store::list_of(db, caller.scope(), invoice).await?;
    if !caller.actor.is_merchant() {
        return Ok(rows.iter().map(view).collect());
    }
    let methods = if caller.actor.permissions().contains(&Permission::PaymentMethodRead) {
        methods_of(db, caller.scope(), &rows).await?
    } else {
        HashMap::new()
    };
    let shown = |row: &payments::Model| PaymentView {
        collected_with: row.payment_method_id.and_then(|id| methods.get(&id).cloned()),
        can_be_given_up: giving_up::is_stuck(context, row),
        ..view(row)
    };
    Ok(rows.iter().map(shown).collect())
}

async fn methods_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    rows: &[payments::Model],
) -> ApiResult<HashMap<PaymentMethodId, CollectedWith>> {
    let ids = rows.iter().filter_map(|row| row.payment_method_id).collect();
    let found = method_store::find_many(db, scope, ids).await?.into_iter();
    let named = found.map(|method| {
        let details: Details = serde_json::from_value(method.details).map_err(ApiError::internal)?;
        let with = CollectedWith {
            kind: method.kind,
            name: method.name,
            iban: details.sepa_debit.map(|debit| debit.iban),
        };
        Ok((method.id, with))
    });
    named.collect()
}

/// Records money that came in elsewhere.
pub async fn record(
    context: &Context,
    caller: &Caller,
    once: Once,
    id: InvoiceId,
    new: PaymentIn,
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let invoice = invoice_store::find(tx, caller.scope(), id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        check_payable(&invoice)?;
        if store::find_open(tx, caller.scope(), id).await?.is_some() {
            let detail = "This invoice is being collected. Try again once the bank's answer is there.";
            return Err(ApiError::in_state(ErrorCode::WrongState, invoice.status, detail));
        }
        let today = tenants::store::find(tx, invoice.tenant_id).await?.today(context.now());
        let amount = new.amount.unwrap_or(invoice.open_amount);
        let paid_on = new.paid_on.as_ref().map_or(today, portico_shared::Date::to_naive);
        check_new(&new, &invoice, amount, paid_on, today)?;
        let row = payments::Model {
            tenant_id: invoice.tenant_id,
            id: PaymentId(context.new_id()),
            version: 1,
            invoice_id: invoice.id,
            customer_id: invoice.customer_id,
            payment_method_id: None,
            gateway: None,
            source: PaymentSource::Recorded,
            status: PaymentStatus::Succeeded,
            amount,
            currency: invoice.currency,
            paid_on: Some(paid_on),
            reference: new.reference.clone(),
            failure_code: None,
            failure_reason: None,
            returned_at: None,
            refunded_amount: 0,
            created_at: context.now(),
            settled_at: Some(context.now()),
            collect_on: None,
            debit_file_id: None,
            return_url: None,
            action_until: None,
            leased_until: None,
        };
        store::insert(tx, row.clone()).await?;
        settle(tx, context, caller, &invoice, &row).await?;
        Ok(view(&row))
    })
    .await
}

/// Whether money is still owed for an invoice.
pub fn check_payable(invoice: &invoices::Model) -> ApiResult<()> {
    if is_owed(invoice) {
        return Ok(());
    }
    let detail = format!(
        "Invoice {} is {}: nothing is to be paid for it.",
        invoice.number.as_deref().unwrap_or_default(),
        invoice.status
    );
    Err(ApiError::in_state(ErrorCode::WrongState, invoice.status, detail))
}

fn check_new(
    new: &PaymentIn,
    invoice: &invoices::Model,
    amount: i64,
    paid_on: NaiveDate,
    today: NaiveDate,
) -> ApiResult<()> {
    let mut check = Check::default();
    let within = (1..=invoice.open_amount).contains(&amount);
    let told = format!("between 1 and {}, which is open", invoice.open_amount);
    check.require(within, "amount", "out-of-range", &told);
    check.require(paid_on <= today, "paidOn", "out-of-range", "today or earlier");
    check.text("reference", new.reference.as_deref(), 255);
    check.finish()
}

/// What a payment that came in does to its invoice.
pub async fn settle(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    invoice: &invoices::Model,
    payment: &payments::Model,
) -> ApiResult<()> {
    let paid_amount = invoice.paid_amount.saturating_add(payment.amount);
    let open_amount = invoice.open_amount.saturating_sub(payment.amount).max(0);
    // Money for what was cancelled meanwhile is there, and owed back; the document stays cancelled.
    let is_paid = open_amount == 0 && invoice.status != InvoiceStatus::Cancelled;
    let after = invoices::Model {
        version: invoice.version + 1,
        paid_amount,
        open_amount,
        last_payment_failed: false,
        status: if is_paid { InvoiceStatus::Paid } else { invoice.status },
        pay_date: if is_paid { payment.paid_on } else { invoice.pay_date },
        ..invoice.clone()
    };
    let change = Change {
        action: if is_paid {
            "invoice.paid"
        } else {
            "invoice.payment_recorded"
        },
        subject_kind: "invoice",
        subject: invoice.id.0,
        customer: Some(invoice.customer_id),
        before: Some(standing(invoice)),
        after: Some(standing(&after)),
    };
    if !invoice_store::update(tx, invoice, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    audit::record(tx, context, caller, change).await?;
    if is_paid {
        Box::pin(removing::retire_bound(tx, context, caller, &after)).await?;
    }
    acknowledge(tx, context, &after, payment).await
}

/// Takes back an attempt of which nothing was taken: it counts as none. Whoever was told of a debit is told that it is not made.
pub async fn withdraw(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (before, reason): (payments::Model, RefusalReason),
) -> ApiResult<()> {
    let scope = Scope::of_tenant(before.tenant_id);
    let after = payments::Model {
        version: before.version + 1,
        status: PaymentStatus::Failed,
        failure_code: Some(store::WITHDRAWN.into()),
        failure_reason: Some(reason),
        settled_at: Some(context.now()),
        ..before.clone()
    };
    let invoice = invoice_store::find(tx, scope, before.invoice_id).await?;
    let invoice = invoice.ok_or_else(ApiError::not_found)?;
    let touched = invoices::Model {
        version: invoice.version + 1,
        // Whatever the customer adds in its place collects it.
        last_payment_failed: invoice.last_payment_failed || reason == RefusalReason::MethodRemoved,
        ..invoice.clone()
    };
    let is_saved =
        store::update(tx, &before, after.clone()).await? && invoice_store::update(tx, &invoice, touched).await?;
    if !is_saved {
        return Err(ApiError::concurrent());
    }
    let change = Change {
        action: "payment.withdrawn",
        subject_kind: "invoice",
        subject: invoice.id.0,
        customer: Some(invoice.customer_id),
        before: serde_json::to_value(view(&before)).ok(),
        after: serde_json::to_value(view(&after)).ok(),
    };
    audit::record(tx, context, caller, change).await?;
    Box::pin(take_announcement_back(tx, context, &invoice, (&before, reason))).await
}

/// Also where mails about payments are switched off: the announcement was sent, and holds until it is taken back.
async fn take_announcement_back(
    tx: &DatabaseTransaction,
    context: &Context,
    invoice: &invoices::Model,
    (payment, reason): (&payments::Model, RefusalReason),
) -> ApiResult<()> {
    let Some(collect_on) = payment.collect_on else {
        return Ok(());
    };
    let scope = Scope::of_tenant(invoice.tenant_id);
    let customer = customer_store::find(tx, scope, invoice.customer_id).await?;
    let Some(customer) = customer.filter(|customer| customer.erased_at.is_none()) else {
        return Ok(());
    };
    let mandate = match payment.payment_method_id {
        Some(method) => mandate_store::find_of(tx, scope, method).await?,
        None => None,
    };
    let tenant = tenants::store::find(tx, invoice.tenant_id).await?;
    let what = (payment, collect_on, reason);
    // What pays it in another way may be an attempt that takes its place.
    let is_left = reason != RefusalReason::PaidOtherwise || invoice.open_amount < payment.amount;
    let mail = Mail::debit_withdrawn(invoice, &customer, what, mandate.as_ref(), is_left && is_owed(invoice));
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}

/// Tells the customer that money came in. For what was cancelled it is owed back, which is no matter for a receipt.
async fn acknowledge(
    tx: &DatabaseTransaction,
    context: &Context,
    invoice: &invoices::Model,
    payment: &payments::Model,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(invoice.tenant_id);
    if invoice.status == InvoiceStatus::Cancelled || !settings::tenant_mails(tx, scope).await?.payment_receipts {
        return Ok(());
    }
    let tenant = tenants::store::find(tx, invoice.tenant_id).await?;
    let customer = customer_store::find(tx, scope, invoice.customer_id).await?;
    if let Some(customer) = customer.filter(|customer| customer.erased_at.is_none()) {
        let paid_on = payment.paid_on.unwrap_or_else(|| tenant.today(context.now()));
        let mail = Mail::payment_receipt(invoice, &customer, payment, paid_on);
        mails::service::enqueue(tx, context, &tenant, mail).await?;
    }
    Ok(())
}

/// What of an invoice the audit log compares.
pub fn standing(row: &invoices::Model) -> serde_json::Value {
    serde_json::json!({
        "status": row.status,
        "openAmount": row.open_amount,
        "paidAmount": row.paid_amount,
        "creditedAmount": row.credited_amount,
        "dunningLevel": row.dunning_level,
        "lastPaymentFailed": row.last_payment_failed,
    })
}
