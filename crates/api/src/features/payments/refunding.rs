//! Giving money back, through the provider that collected it. What is owed is a matter of credit notes: a refund changes no
//! invoice.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, Money, PaymentId, RefundId, TenantId,
    invoices::{PaymentStatus, RefundIn, RefundStatus, RefundView},
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction};

use super::{
    collecting::{Error, LEASE, asked_already},
    paying::SECOND_TRY,
    store,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{payments, refunds},
    features::{
        audit::{self, Change},
        customers::store as customer_store,
        gateways::service as gateway_service,
        invoices::store as invoice_store,
        mails::{self, Mail},
        payment_methods::store as method_store,
        settings::service as settings,
        tenants,
    },
    http::{ApiError, ApiResult, check::Check, idempotency::Once},
    jobs::outbox::{self, Work},
    ports::payment::{GatewayError, PaymentGateway, Refund, RefundOutcome, Refunds},
};

pub fn view(row: &refunds::Model) -> RefundView {
    RefundView {
        id: row.id,
        payment: row.payment_id,
        invoice: row.invoice_id,
        status: row.status,
        amount: Money::new(row.amount, row.currency),
        note: row.note.clone(),
        reference: row.reference.clone(),
        failure_code: row.failure_code.clone(),
        failure_reason: row.failure_reason,
        created_at: row.created_at.into(),
    }
}

/// Gives money back: stored first, then asked for, then what came of it. Without an answer it stays `pending`, and the outbox
/// goes on with it.
pub async fn refund(
    context: &Context,
    caller: &Caller,
    once: Once,
    (id, asked): (PaymentId, RefundIn),
) -> ApiResult<RefundView> {
    let scope = caller.scope();
    let gateways = gateway_service::open(context, context.db.read(), scope.tenant()).await?;
    let answer = once
        .run(context, &caller.actor, StatusCode::CREATED, async |tx| {
            let payment = store::find(tx, scope, id).await?.ok_or_else(ApiError::not_found)?;
            let gateway = payment.gateway.and_then(|name| gateways.get(name));
            if gateway.and_then(PaymentGateway::refunds).is_none() {
                return Err(ApiError::new(
                    ErrorCode::WrongState,
                    "This payment did not come in through a gateway that gives money back. Transfer it, and credit the invoice.",
                ));
            }
            let row = reserve(tx, context, &payment, &asked).await?;
            let mut work = outbox::row(context, scope.tenant(), &Work::Refund { refund: row.id })?;
            work.available_at = Set(context.now() + SECOND_TRY);
            outbox::insert(tx, work).await?;
            let change = Change {
                action: "payment.refund_asked",
                subject_kind: "payment",
                subject: id.0,
                customer: Some(payment.customer_id),
                after: Some(serde_json::json!({ "refund": row.id, "amount": row.amount, "note": row.note })),
                ..Change::default()
            };
            audit::record(tx, context, caller, change).await?;
            Ok(view(&row))
        })
        .await?;
    let begun: RefundView = answer.read()?;
    match go_on(context, scope.tenant(), begun.id).await {
        Ok(()) | Err(Error::Gateway(_)) => {}
        Err(Error::Api(error)) => return Err(error),
    }
    let now = store::find_refund(context.db.read(), scope, begun.id).await?;
    Ok(now.as_ref().map_or(begun, view))
}

/// Sets the amount aside, so that many refunds at once never give back more than came in.
async fn reserve(
    tx: &DatabaseTransaction,
    context: &Context,
    payment: &payments::Model,
    asked: &RefundIn,
) -> ApiResult<refunds::Model> {
    if payment.status != PaymentStatus::Succeeded {
        let detail = format!("This payment is {}: there is nothing to give back.", payment.status);
        return Err(ApiError::in_state(ErrorCode::WrongState, payment.status, detail));
    }
    let left = payment.amount - payment.refunded_amount;
    if left <= 0 {
        let detail = "All of this payment was given back, or is on its way: nothing is left to give back.";
        return Err(ApiError::in_state(ErrorCode::WrongState, payment.status, detail));
    }
    let amount = asked.amount.unwrap_or(left);
    let mut check = Check::default();
    let told = format!("between 1 and {left}, which is left of it");
    check.require((1..=left).contains(&amount), "amount", "out-of-range", &told);
    check.text("note", asked.note.as_deref(), 255);
    check.finish()?;
    insert(tx, context, payment, (amount, asked.note.clone(), None)).await
}

/// Counts what is given back of a payment, and writes it down; `reference`, where the provider has named it already.
pub(super) async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    payment: &payments::Model,
    (amount, note, reference): (i64, Option<String>, Option<String>),
) -> ApiResult<refunds::Model> {
    let after = payments::Model {
        version: payment.version + 1,
        refunded_amount: payment.refunded_amount + amount,
        ..payment.clone()
    };
    if !store::update(tx, payment, after).await? {
        return Err(ApiError::concurrent());
    }
    let row = refunds::Model {
        tenant_id: payment.tenant_id,
        id: RefundId(context.new_id()),
        version: 1,
        payment_id: payment.id,
        invoice_id: payment.invoice_id,
        customer_id: payment.customer_id,
        status: RefundStatus::Pending,
        amount,
        currency: payment.currency,
        note,
        reference,
        failure_code: None,
        failure_reason: None,
        created_at: context.now(),
        settled_at: None,
        leased_until: None,
    };
    store::insert_refund(tx, row.clone()).await?;
    Ok(row)
}

/// Goes on with a refund that has no outcome yet: the provider is first asked whether it knows it. One that went through may
/// have come back since.
///
/// # Errors
/// When the gateway gave no answer, or somebody else is asking it; calling again goes on with the same refund.
pub async fn go_on(context: &Context, tenant: TenantId, id: RefundId) -> Result<(), Error> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant));
    let Some(row) = store::find_refund(db, scope, id).await? else {
        return Ok(());
    };
    let payment = store::find(db, scope, row.payment_id).await?;
    let Some(payment) = payment.filter(|_| row.status != RefundStatus::Failed) else {
        return Ok(());
    };
    let gateways = gateway_service::open(context, db, tenant).await?;
    let gateway = payment.gateway.and_then(|name| gateways.get(name));
    let refunds = gateway
        .and_then(PaymentGateway::refunds)
        .ok_or_else(|| GatewayError("its gateway is not set up".into()))?;
    let asked = Refund {
        id,
        amount: Money::new(row.amount, row.currency),
        payment: payment.reference.unwrap_or_default(),
    };
    if row.status != RefundStatus::Pending {
        return ask(context, refunds, (&row, &asked)).await;
    }
    // Of several workers and requests one asks for the money at a time.
    let (now, until) = (context.now(), context.now() + LEASE);
    let tx = context.db.begin().await?;
    if !store::claim_refund(&tx, &row, (now, until)).await? {
        return Err(asked_already().into());
    }
    tx.commit().await?;
    let done = ask(context, refunds, (&row, &asked)).await;
    if done.is_err() {
        let tx = context.db.begin().await?;
        store::update_refund_released(&tx, &row, until).await?;
        tx.commit().await?;
    }
    done
}

async fn ask(context: &Context, refunds: &dyn Refunds, (row, asked): (&refunds::Model, &Refund)) -> Result<(), Error> {
    let is_open = row.status == RefundStatus::Pending;
    let outcome = match refunds.find(asked).await? {
        Some(RefundOutcome::Succeeded { .. }) if !is_open => return Ok(()),
        Some(outcome) => outcome,
        None if is_open => refunds.refund(asked).await?,
        None => return Ok(()),
    };
    let tx = context.db.begin().await?;
    settle(&tx, context, row, outcome).await?;
    Ok(context.commit(tx).await?)
}

/// What became of money that is given back. It is nothing new where another worker had the same answer first.
pub async fn settle(
    tx: &DatabaseTransaction,
    context: &Context,
    row: &refunds::Model,
    outcome: RefundOutcome,
) -> ApiResult<()> {
    let (caller, scope) = (Caller::system(row.tenant_id, "refund"), Scope::of_tenant(row.tenant_id));
    let over = refunds::Model {
        version: row.version + 1,
        settled_at: Some(context.now()),
        ..row.clone()
    };
    let after = match outcome {
        RefundOutcome::Succeeded { reference } => refunds::Model {
            status: RefundStatus::Succeeded,
            reference: Some(reference),
            ..over
        },
        RefundOutcome::Refused(refusal) => refunds::Model {
            status: RefundStatus::Failed,
            failure_code: Some(refusal.code),
            failure_reason: Some(refusal.reason),
            ..over
        },
    };
    if !store::update_refund(tx, row, after.clone()).await? {
        return Ok(());
    }
    if after.status == RefundStatus::Failed {
        let payment = store::find(tx, scope, row.payment_id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        let free = payments::Model {
            version: payment.version + 1,
            refunded_amount: payment.refunded_amount - row.amount,
            ..payment.clone()
        };
        if !store::update(tx, &payment, free).await? {
            return Err(ApiError::concurrent());
        }
    }
    let change = Change {
        action: if after.status == RefundStatus::Failed {
            "invoice.refund_failed"
        } else {
            "invoice.refunded"
        },
        subject_kind: "invoice",
        subject: row.invoice_id.0,
        customer: Some(row.customer_id),
        after: serde_json::to_value(view(&after)).ok(),
        ..Change::default()
    };
    audit::record(tx, context, &caller, change).await?;
    if row.status == RefundStatus::Pending && after.status == RefundStatus::Succeeded {
        Box::pin(tell(tx, context, &after)).await?;
    }
    Ok(())
}

/// Tells the customer that money comes back to them, and how.
async fn tell(tx: &DatabaseTransaction, context: &Context, refund: &refunds::Model) -> ApiResult<()> {
    let scope = Scope::of_tenant(refund.tenant_id);
    if !settings::tenant_mails(tx, scope).await?.payment_receipts {
        return Ok(());
    }
    let customer = customer_store::find(tx, scope, refund.customer_id).await?;
    // Whose data were erased has no address any more.
    let Some(customer) = customer.filter(|customer| customer.erased_at.is_none()) else {
        return Ok(());
    };
    let invoice = invoice_store::find(tx, scope, refund.invoice_id).await?;
    let invoice = invoice.ok_or_else(ApiError::not_found)?;
    let payment = store::find(tx, scope, refund.payment_id).await?;
    let method = payment.and_then(|payment| payment.payment_method_id);
    let method = method_store::find_many(tx, scope, method.into_iter().collect()).await?;
    let name = method.into_iter().next().map(|method| method.name);
    let tenant = tenants::store::find(tx, refund.tenant_id).await?;
    let mail = Mail::payment_refunded(&invoice, &customer, refund, name);
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}
