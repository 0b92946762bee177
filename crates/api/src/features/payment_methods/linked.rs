//! Payment methods that are added by a link: what it is used for, and what the page of the link tells.

use portico_shared::{
    CustomerId, InvoiceId, LinkId, Money,
    invoices::PaymentStatus,
    payment_methods::{
        Gateway, LinkInvoice, LinkStanding, LinkTransfer, LinkUse, PaymentMethodStatus, PaymentMethodType,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{adding::Purpose, mapping, removing, store};
use crate::{
    auth::{Actor, Caller, LinkActor, Scope},
    context::Context,
    db::entities::{customers, invoices, payment_methods, payments},
    features::{
        customers::{self as customer_feature, store as customer_store},
        debits, gateways,
        invoices::store as invoice_store,
        links::{service as link_service, store as link_store},
        payments::{collecting, store as payment_store},
        subscriptions::store as subscription_store,
    },
    http::{ApiError, ApiResult},
    jobs::outbox::{self, Work},
};

/// A link holder sees what was begun or added by their link, and nothing else of the customer's.
pub fn check_own(caller: &Caller, row: &payment_methods::Model) -> ApiResult<()> {
    let Some(link) = caller.actor.link() else { return Ok(()) };
    let is_own = Purpose::of(row)?.link == Some(link.link) || link.payment_method == Some(row.id);
    is_own.then_some(()).ok_or_else(ApiError::not_found)
}

/// And reads the mandate of the one that their link made: not of one that was there already, whose number they happen to know.
pub fn check_made(caller: &Caller, row: &payment_methods::Model) -> ApiResult<()> {
    let Some(link) = caller.actor.link() else { return Ok(()) };
    let is_made = Purpose::of(row)?.link == Some(link.link);
    is_made.then_some(()).ok_or_else(ApiError::not_found)
}

/// What was added takes its place: it becomes the default, subscriptions follow it or keep what they have, as the customer chose, and
/// what could not be collected before is collected with it. The link is used up.
pub async fn finish(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (link, use_for): (LinkId, Option<LinkUse>),
    (customer, method): (customers::Model, &payment_methods::Model),
) -> ApiResult<()> {
    let own = Scope::of_customer(method.tenant_id, method.customer_id);
    let gateways = gateways::service::open(context, tx, method.tenant_id).await?;
    let mut collected = Vec::new();
    for invoice in invoice_store::list_open_of(tx, own, customer.id).await? {
        let can_be = collecting::is_owed(&invoice) && collecting::fits(&gateways, &invoice, method);
        if invoice.last_payment_failed && can_be {
            collected.extend(collect_with(tx, context, caller, (invoice, method)).await?);
        }
    }
    // Of two that are completed at once, the first counts.
    let used = (link, method.id, collected);
    if !link_store::update_used_up(tx, own, used, context.now()).await? {
        return Err(link_service::invalid());
    }
    let old = customer.default_payment_method_id.filter(|old| *old != method.id);
    let use_for = use_for.unwrap_or(LinkUse {
        existing_subscriptions: true,
        future_subscriptions: true,
    });
    for row in subscription_store::list_running_of(tx, own, customer.id).await? {
        // They follow the default, or keep what they are collected with now.
        let to = if use_for.existing_subscriptions {
            None
        } else {
            row.payment_method_id.or(old)
        };
        if to != row.payment_method_id {
            removing::repin(tx, context, caller, (&row, to)).await?;
        }
    }
    let customer = customer_feature::service::change_default(tx, context, caller, customer, Some(method)).await?;
    if let Some(old) = old.filter(|_| !use_for.future_subscriptions) {
        let after = customers::Model {
            version: customer.version + 1,
            method_for_new_subscriptions: Some(old),
            updated_at: context.now(),
            ..customer.clone()
        };
        if !customer_store::update(tx, &customer, after).await? {
            return Err(ApiError::concurrent());
        }
    }
    Ok(())
}

/// Gives the invoice where it is collected; none where another payment of it is on its way.
async fn collect_with(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (before, method): (invoices::Model, &payment_methods::Model),
) -> ApiResult<Option<InvoiceId>> {
    let scope = Scope::of_tenant(before.tenant_id);
    debits::service::drop_waiting_of(tx, context, caller, &before).await?;
    if payment_store::find_open(tx, scope, before.id).await?.is_some() {
        return Ok(None);
    }
    // What was withdrawn has moved it on.
    let before = invoice_store::find(tx, scope, before.id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    let after = invoices::Model {
        version: before.version + 1,
        payment_method_id: Some(method.id),
        next_attempt_on: None,
        ..before.clone()
    };
    if !invoice_store::update(tx, &before, after).await? {
        return Err(ApiError::concurrent());
    }
    let work = Work::Collect { invoice: before.id };
    outbox::enqueue(tx, context, before.tenant_id, &work).await?;
    Ok(Some(before.id))
}

/// What the page of a link shows.
pub async fn standing(context: &Context, caller: &Caller) -> ApiResult<LinkStanding> {
    let Actor::Link(link) = &caller.actor else {
        return Err(ApiError::not_found());
    };
    let (db, own) = (context.db.read(), caller.scope());
    let customer = customer_store::find(db, own, link.customer).await?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    let all = store::list_of(db, own, link.customer).await?;
    let mut begun = None;
    for row in &all {
        if row.status == PaymentMethodStatus::ActionRequired && Purpose::of(row)?.link == Some(link.link) {
            begun = Some(row.id);
        }
    }
    let added = all.iter().find(|row| link.payment_method == Some(row.id));
    let has_mandate =
        |row: &payment_methods::Model| row.gateway == Gateway::SepaDebit && check_made(caller, row).is_ok();
    let running = subscription_store::list_running_of(db, own, link.customer).await?;
    let default = customer.default_payment_method_id;
    let has_default = match all.iter().find(|row| default == Some(row.id)) {
        Some(row) => {
            let gateways = gateways::service::open(context, db, row.tenant_id).await?;
            removing::can_serve(&gateways, &customer, row)
        }
        None => false,
    };
    Ok(LinkStanding {
        customer_name: customer.display_name(),
        language: customer.language,
        done: link.is_used_up,
        has_subscriptions: running.iter().any(|row| row.payment_method_id.or(default).is_some()),
        has_default,
        begun: begun.filter(|_| !link.is_used_up),
        payment_method: added.map(|row| mapping::short(row, default)),
        has_mandate: added.is_some_and(has_mandate),
        invoices: match added {
            Some(added) => collected(db, own, (link, added)).await?,
            None => Vec::new(),
        },
        to_transfer: match added {
            Some(added) if added.kind == PaymentMethodType::BankTransfer => to_transfer(db, own, link.customer).await?,
            _ => Vec::new(),
        },
        redirect_url: link.redirect_url.clone(),
    })
}

/// What could not be collected and follows the default, which a transfer is now.
async fn to_transfer(db: &impl ConnectionTrait, own: Scope, customer: CustomerId) -> ApiResult<Vec<LinkTransfer>> {
    let mut open = invoice_store::list_open_of(db, own, customer).await?;
    open.retain(|invoice| invoice.last_payment_failed && invoice.payment_method_id.is_none());
    let shown = open.into_iter().map(|invoice| LinkTransfer {
        number: invoice.number.unwrap_or_default(),
        amount: Money::new(invoice.open_amount, invoice.currency),
    });
    Ok(shown.collect())
}

/// What became of the invoices that are collected with what was added.
async fn collected(
    db: &impl ConnectionTrait,
    own: Scope,
    (link, method): (&LinkActor, &payment_methods::Model),
) -> ApiResult<Vec<LinkInvoice>> {
    let mut shown = Vec::new();
    for invoice in invoice_store::find_many(db, own, link.invoices.clone()).await? {
        let payments = payment_store::list_of(db, own, invoice.id).await?;
        let is_tried = |payment: &&payments::Model| {
            payment.payment_method_id == Some(method.id)
                && link.used_up_at.is_some_and(|since| payment.created_at >= since)
        };
        let tried = payments.iter().rfind(is_tried);
        let amount = tried.map_or(invoice.open_amount, |payment| payment.amount);
        shown.push(LinkInvoice {
            number: invoice.number.unwrap_or_default(),
            amount: Money::new(amount, invoice.currency),
            status: tried.map_or(PaymentStatus::Pending, |payment| payment.status),
            failure_reason: tried.and_then(|payment| payment.failure_reason),
            collect_on: tried.and_then(|payment| payment.collect_on).map(Into::into),
        });
    }
    Ok(shown)
}
