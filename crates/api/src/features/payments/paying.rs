//! Paying an invoice now, and choosing what it is collected with.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use portico_shared::{
    ErrorCode, InvoiceId, PaymentId, PaymentMethodId,
    invoices::{InvoiceMethodIn, InvoiceStatus, PayIn, PaymentStatus, PaymentView},
    payment_methods::Gateway,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction};

use super::{collecting, outcomes, service, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{invoices, payment_methods as payment_methods_table, payments},
    features::{
        audit::{self, Change},
        customers::{self as customer_feature, store as customer_store},
        gateways,
        invoices::{service as invoice_service, store as invoice_store},
        payment_methods, tenants,
    },
    http::{
        ApiError, ApiResult,
        check::{self, Check},
        idempotency::{Answer, Once},
    },
    jobs::outbox::{self, Work},
    ports::payment::Gateways,
};

/// When the outbox goes on with a payment whose answer got lost on the way to us.
pub const SECOND_TRY: TimeDelta = TimeDelta::minutes(1);

/// Collects what is open now, with a chosen method or the one that it would be collected with. The attempt is stored first;
/// where no answer comes it stays `pending`, and the outbox goes on with it.
pub async fn pay(
    context: &Context,
    caller: &Caller,
    once: Once,
    (id, asked): (InvoiceId, PayIn),
) -> ApiResult<PaymentView> {
    let scope = caller.scope();
    let db = context.db.read();
    let gateways = gateways::service::open(context, db, scope.tenant()).await?;
    let return_url = return_url(context, caller, (id, asked.return_url)).await?;
    let wanted = Wanted {
        invoice: id,
        method: asked.payment_method,
        return_url,
    };
    let mut waiting = None;
    let first = store_attempt(context, caller, (&gateways, &wanted), once.clone(), &mut waiting).await;
    let answer = match (first, waiting.take()) {
        // Its owner went away from it: another begins once it can go through no more.
        (Err(_), Some(payment)) => {
            collecting::call_off(context, scope, payment).await?;
            store_attempt(context, caller, (&gateways, &wanted), once, &mut waiting).await?
        }
        (first, _) => first?,
    };
    let begun: PaymentView = answer.read()?;
    Ok(standing(context, scope, begun.id).await?.unwrap_or(begun))
}

struct Wanted {
    invoice: InvoiceId,
    method: Option<PaymentMethodId>,
    return_url: Option<String>,
}

/// Stores the attempt, and work that goes on with it. `waiting` gets the one that is in its way, where its owner has to decide.
async fn store_attempt(
    context: &Context,
    caller: &Caller,
    (gateways, wanted): (&Gateways, &Wanted),
    once: Once,
    waiting: &mut Option<payments::Model>,
) -> ApiResult<Answer> {
    let scope = caller.scope();
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let invoice = find(tx, caller, wanted.invoice).await?;
        let open = store::find_open(tx, scope, invoice.id).await?;
        // Whoever pays without them calls nothing off that they are about to confirm.
        let is_there = wanted.return_url.is_some();
        *waiting = open.filter(|payment| is_there && waits_for_owner(payment));
        let with = (&invoice, wanted.method);
        let payment = begin(tx, context, (scope, gateways), with, wanted.return_url.as_deref()).await?;
        let mut row = outbox::row(context, scope.tenant(), &Work::GoOn { payment: payment.id })?;
        row.available_at = Set(context.now() + SECOND_TRY);
        outbox::insert(tx, row).await?;
        let change = Change {
            action: "invoice.payment_asked",
            subject_kind: "invoice",
            subject: invoice.id.0,
            customer: Some(invoice.customer_id),
            after: Some(serde_json::json!({ "payment": payment.id, "paymentMethod": payment.payment_method_id })),
            ..Change::default()
        };
        audit::record(tx, context, caller, change).await?;
        Ok(service::view(&payment))
    })
    .await
}

/// Goes on with a payment that its owner has confirmed, or was to confirm, and tells where it stands.
pub async fn confirm(context: &Context, caller: &Caller, id: PaymentId) -> ApiResult<PaymentView> {
    let now = standing(context, caller.scope(), id).await?;
    now.ok_or_else(ApiError::not_found)
}

/// A payment after the provider was asked about it, with what its owner has to do.
async fn standing(context: &Context, scope: Scope, id: PaymentId) -> ApiResult<Option<PaymentView>> {
    let action = match collecting::go_on(context, scope, id).await {
        Ok(action) => action,
        // What becomes of it is told by the payment.
        Err(collecting::Error::Gateway(_)) => None,
        Err(collecting::Error::Api(error)) => return Err(error),
    };
    let db = context.db.read();
    let origin = tenants::service::portal_origin(context, db, scope.tenant()).await?;
    let now = store::find(db, scope, id).await?;
    Ok(now.map(|now| PaymentView {
        action_required: action
            .filter(|_| now.status == PaymentStatus::Pending)
            .map(|action| payment_methods::mapping::action(action, &origin)),
        ..service::view(&now)
    }))
}

/// Whether nothing happens before its owner, or time, has decided.
fn waits_for_owner(payment: &payments::Model) -> bool {
    payment.status == PaymentStatus::Pending && payment.action_until.is_some()
}

/// Where whoever pays comes back to from their bank; none where nobody is there.
async fn return_url(
    context: &Context,
    caller: &Caller,
    (id, asked): (InvoiceId, Option<String>),
) -> ApiResult<Option<String>> {
    let db = context.db.read();
    let tenant = tenants::store::find(db, caller.scope().tenant()).await?;
    let origin = tenants::service::portal_origin(context, db, tenant.id).await?;
    let Some(url) = asked else {
        let own = || format!("{origin}/pay/invoice?invoice={id}");
        return Ok(caller.actor.person().map(|_| own()));
    };
    let pages = tenant.pages().map_err(ApiError::internal)?;
    let mut check = Check::default();
    payment_methods::checks::check_return(&mut check, (&origin, &pages), &url);
    check.finish()?;
    Ok(Some(url))
}

async fn find(tx: &DatabaseTransaction, caller: &Caller, id: InvoiceId) -> ApiResult<invoices::Model> {
    let found = invoice_store::find(tx, caller.scope(), id).await?;
    // Customers see no drafts, and nobody pays what is kept of an erased customer.
    let is_hidden =
        |invoice: &invoices::Model| invoice.status == InvoiceStatus::Draft && caller.actor.person().is_some();
    let found = found.filter(|invoice| invoice.kept_until.is_none() && !is_hidden(invoice));
    found.ok_or_else(ApiError::not_found)
}

async fn begin(
    tx: &DatabaseTransaction,
    context: &Context,
    (scope, gateways): (Scope, &Gateways),
    (invoice, with): (&invoices::Model, Option<PaymentMethodId>),
    return_url: Option<&str>,
) -> ApiResult<payments::Model> {
    service::check_payable(invoice)?;
    if store::find_open(tx, scope, invoice.id).await?.is_some() {
        let detail = "This invoice is being paid already. Wait for the bank's answer.";
        return Err(ApiError::in_state(ErrorCode::WrongState, invoice.status, detail));
    }
    if let Some(id) = with {
        let own = Scope::of_customer(invoice.tenant_id, invoice.customer_id);
        let customer = customer_store::find(tx, own, invoice.customer_id).await?;
        let customer = customer.ok_or_else(ApiError::not_found)?;
        let method = customer_feature::service::usable(tx, &customer, ("paymentMethod", id)).await?;
        check_currency(invoice, &method)?;
        if !method.future_usage_allowed {
            if !is_ours(&method) && return_url.is_none() {
                let told = "what is for one payment alone is charged while its owner is there";
                return Err(check::refused("returnUrl", "required", told));
            }
            take(tx, (invoice, &method)).await?;
        }
    }
    let begun = collecting::insert_attempt(tx, context, (gateways, scope), (invoice, with), return_url).await?;
    begun.ok_or_else(|| {
        ApiError::new(
            ErrorCode::PaymentMethodNotUsable,
            "There is no payment method that this invoice can be collected with. Add one, or choose another.",
        )
    })
}

/// Nothing is collected with what does not move an invoice's currency.
fn check_currency(invoice: &invoices::Model, method: &payment_methods_table::Model) -> ApiResult<()> {
    if method.kind.moves(invoice.currency) {
        return Ok(());
    }
    let detail = format!(
        "{} is a direct debit, which moves euros alone, and this invoice is in {}. Choose another payment method.",
        method.name, invoice.currency
    );
    Err(ApiError::new(ErrorCode::PaymentMethodNotUsable, detail))
}

/// Takes what is for one payment alone for this invoice, where it is free. It is claimed before it is looked at: of two at once, the
/// second sees what the first did.
async fn take(
    tx: &DatabaseTransaction,
    (invoice, method): (&invoices::Model, &payment_methods_table::Model),
) -> ApiResult<()> {
    if payment_methods::mapping::bound_to(method)?.is_some_and(|only| only != invoice.id) {
        let name = &method.name;
        let detail = format!("{name} is for another invoice alone. Choose another payment method.");
        return Err(ApiError::new(ErrorCode::PaymentMethodNotUsable, detail));
    }
    collecting::claim(tx, method).await?;
    let own = Scope::of_customer(invoice.tenant_id, invoice.customer_id);
    let open = invoice_store::list_open_of(tx, own, invoice.customer_id).await?;
    let is_chosen = |other: &invoices::Model| other.id != invoice.id && other.payment_method_id == Some(method.id);
    if open.iter().any(is_chosen) || store::exists_open_with(tx, own, method.id).await? {
        let detail = format!("{} is for one payment alone, and is taken already.", method.name);
        return Err(ApiError::new(ErrorCode::PaymentMethodNotUsable, detail));
    }
    Ok(())
}

/// Whether it is a mandate that the merchant collects with at their own bank: nobody has to be there.
fn is_ours(method: &payment_methods_table::Model) -> bool {
    method.gateway == Gateway::SepaDebit
}

/// What an invoice is collected with; at once, where nothing else collects it already.
pub async fn choose_method(
    context: &Context,
    caller: &Caller,
    once: Once,
    (id, asked): (InvoiceId, InvoiceMethodIn),
) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find(tx, caller, id).await?;
        service::check_payable(&before)?;
        let own = Scope::of_customer(before.tenant_id, before.customer_id);
        let customer = customer_store::find(tx, own, before.customer_id).await?;
        let customer = customer.ok_or_else(ApiError::not_found)?;
        let named = ("paymentMethodId", asked.payment_method_id);
        let method = customer_feature::service::usable(tx, &customer, named).await?;
        check_currency(&before, &method)?;
        if !method.future_usage_allowed {
            if !is_ours(&method) {
                let told = "what is for one payment alone is charged while its owner is there: POST /invoices/{id}/pay";
                return Err(check::refused("paymentMethodId", "not-permitted", told));
            }
            take(tx, (&before, &method)).await?;
        }
        let after = invoices::Model {
            version: before.version + 1,
            payment_method_id: Some(asked.payment_method_id),
            ..before.clone()
        };
        if !invoice_store::update(tx, &before, after).await? {
            return Err(ApiError::concurrent());
        }
        if is_collected_now(tx, context, &before, &method).await? {
            outbox::enqueue(tx, context, before.tenant_id, &Work::Collect { invoice: id }).await?;
        }
        let change = Change {
            action: "invoice.payment_method_changed",
            subject_kind: "invoice",
            subject: id.0,
            customer: Some(before.customer_id),
            before: Some(serde_json::json!({ "paymentMethod": before.payment_method_id })),
            after: Some(serde_json::json!({ "paymentMethod": asked.payment_method_id })),
        };
        audit::record(tx, context, caller, change).await?;
        invoice_service::load(tx, context, caller, id).await
    })
    .await
}

/// Whether what was chosen collects it now, as when it was issued or after an attempt that failed. One that is open goes on instead, one
/// that comes by itself all the same uses what was chosen, and what was left to staff stays theirs.
async fn is_collected_now(
    tx: &DatabaseTransaction,
    context: &Context,
    invoice: &invoices::Model,
    method: &payment_methods_table::Model,
) -> ApiResult<bool> {
    let gateways = gateways::service::open(context, tx, invoice.tenant_id).await?;
    let tried = store::list_of(tx, Scope::of_tenant(invoice.tenant_id), invoice.id).await?;
    let is_open = |one: &payments::Model| matches!(one.status, PaymentStatus::Pending | PaymentStatus::Underway);
    if tried.iter().any(is_open) || !collecting::fits(&gateways, invoice, method) {
        return Ok(false);
    }
    let is_left = tried.iter().any(outcomes::is_left_to_staff);
    Ok(invoice.last_payment_failed || (invoice.next_attempt_on.is_none() && !is_left))
}
