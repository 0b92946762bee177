//! What entries of the audit log tell endpoints.

use std::sync::Arc;

use portico_shared::{
    CustomerId, EventId, InvoiceId, PaymentMethodId, SubscriptionId, SubscriptionItemId, TenantId,
    invoices::InvoiceStatus,
    webhooks::{WebhookEventType, WebhookEventType as Type},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::store;
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{invoices, subscriptions as subscriptions_table, webhook_events},
    features::{audit::Change, customers, invoices as invoices_feature, payment_methods, subscriptions},
    http::{ApiError, ApiResult},
};

/// When an entry tells an event: by the status that the thing has afterwards.
#[derive(Clone, Copy)]
enum When {
    Always,
    Is(&'static str),
    IsNot(&'static str),
    /// It was in another before.
    Becomes(&'static str),
}

use When::{Always, Becomes, Is, IsNot};

/// What an entry of the audit log tells.
fn told(action: &str) -> &'static [(WebhookEventType, When)] {
    match action {
        "customer.created" => &[(Type::CustomerCreated, Always)],
        "customer.updated"
        | "customer.default-payment-method-changed"
        | "customer.vat-id-checked"
        | "customer.suspended"
        | "customer.unsuspended"
        | "address.created"
        | "address.updated"
        | "address.archived"
        | "address.default_set"
        | "address.default_unset" => &[(Type::CustomerUpdated, Always)],
        "customer.archived" => &[(Type::CustomerArchived, Always)],
        "customer.unarchived" => &[(Type::CustomerUnarchived, Always)],
        // For whoever keeps a copy, erased is deleted.
        "customer.deleted" | "customer.erased" => &[(Type::CustomerDeleted, Always)],
        "subscription.created" => &[
            (Type::SubscriptionCreated, Always),
            (Type::SubscriptionActivated, Is("active")),
        ],
        "subscription.activated" => &[(Type::SubscriptionActivated, Always)],
        "subscription.paused" => &[(Type::SubscriptionPaused, Always)],
        "subscription.resumed" => &[(Type::SubscriptionResumed, Always)],
        // At once: declared and ended.
        "subscription.cancelled" => &[
            (Type::SubscriptionCanceled, Always),
            (Type::SubscriptionTerminated, Is("cancelled")),
        ],
        "subscription.cancellation_revoked" => &[(Type::SubscriptionCancellationRevoked, Always)],
        "subscription.ended" => &[(Type::SubscriptionTerminated, Always)],
        "subscription.trial_extended" => &[(Type::SubscriptionTrialExtended, Always)],
        "subscription.trial_revoked" | "subscription.reason_given" | "subscription.unbilled" => {
            &[(Type::SubscriptionUpdated, Always)]
        }
        "subscription.invoice_address_changed" => &[(Type::SubscriptionInvoiceAddressUpdated, Always)],
        "subscription.payment_method_changed" => &[(Type::SubscriptionPaymentMethodUpdated, Always)],
        "subscription_item.quantity_changed" => &[
            (Type::SubscriptionItemQuantityChanged, Always),
            (Type::SubscriptionChanged, Always),
        ],
        "invoice.created" => &[(Type::InvoiceCreated, Always), (Type::InvoicePaid, Is("STATUS_PAID"))],
        "invoice.issued" => &[(Type::InvoiceCreated, Always), (Type::InvoiceFinalized, Always)],
        "invoice.credited" => &[
            (Type::InvoiceCredited, Always),
            (Type::InvoicePaid, Becomes("STATUS_PAID")),
        ],
        "invoice.cancelled" => &[(Type::InvoiceCanceled, Always)],
        "invoice.reminded" => &[(Type::InvoiceRemindered, Always)],
        "invoice.payment_failed" | "invoice.payment_returned" => &[(Type::InvoiceUnpaid, Always)],
        "invoice.refunded" => &[(Type::InvoiceRefunded, Always)],
        "invoice.payment_method_changed" => &[(Type::InvoicePaymentMethodUpdated, Always)],
        "payment-method.added" => &[(Type::PaymentMethodCreated, Always)],
        "payment-method.renamed"
        | "payment-method.expired"
        | "payment-method.removed"
        | "payment-method.changed-by-provider"
        | "mandate.amended"
        | "mandate.lapsed"
        | "mandate.revoked" => &[(Type::PaymentMethodUpdated, Always)],
        "invoice.paid" | "invoice.payment_recorded" => &[
            (Type::InvoicePaid, Is("STATUS_PAID")),
            (Type::InvoiceUpdated, IsNot("STATUS_PAID")),
        ],
        _ => &[],
    }
}

/// The events that any endpoint of the tenant asks for, as they were a second ago at most.
/// Read where the caller reads: whoever has a transaction must not wait for another connection.
async fn wanted(
    db: &impl ConnectionTrait,
    context: &Context,
    tenant: TenantId,
) -> Result<Arc<[WebhookEventType]>, DbErr> {
    let read = async {
        let wanted = store::list_wanted(db, Scope::of_tenant(tenant)).await?;
        Ok::<_, DbErr>(Some(wanted.into()))
    };
    let kept = &context.wanted_events;
    let found = kept
        .or_read(&context.webhook_changes, context.now(), tenant, read)
        .await?;
    Ok(found.unwrap_or_else(|| Arc::new([])))
}

/// Writes down the events of a change, in its transaction; nothing where nobody asked for them. What changed was saved
/// before.
pub async fn tell(tx: &DatabaseTransaction, context: &Context, tenant: TenantId, change: &Change) -> Result<(), DbErr> {
    let told = told(change.action);
    if told.is_empty() {
        return Ok(());
    }
    let wanted = wanted(tx, context, tenant).await?;
    if !told.iter().any(|(kind, _)| wanted.contains(kind)) {
        return Ok(());
    }
    let scope = Scope::of_tenant(tenant);
    let data = snapshot(tx, context, scope, change).await;
    let data = data.map_err(|error| DbErr::Custom(error.to_string()))?;
    let status = data["status"].as_str().unwrap_or_default();
    let before = change.before.as_ref().and_then(|before| before["status"].as_str());
    let happened = told.iter().filter(|(kind, when)| {
        let is_so = match when {
            Always => true,
            Is(asked) => *asked == status,
            IsNot(asked) => *asked != status,
            Becomes(asked) => *asked == status && before != Some(asked),
        };
        is_so && wanted.contains(kind)
    });
    let subject = data["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .unwrap_or(change.subject);
    let rows = happened
        .map(|(kind, _)| event(context, tenant, *kind, (subject, change.customer), data.clone()))
        .collect();
    store::insert_events(tx, rows).await
}

/// The thing that changed, as the API shows it.
async fn snapshot(tx: &DatabaseTransaction, context: &Context, scope: Scope, change: &Change) -> ApiResult<Value> {
    let caller = Caller::system(scope.tenant(), "webhooks");
    let id = change.subject;
    match change.subject_kind {
        "customer" if matches!(change.action, "customer.deleted" | "customer.erased") => {
            let mut known = change.before.clone().unwrap_or_else(|| json!({}));
            known["id"] = json!(id);
            Ok(known)
        }
        "subscription" => shown(&subscriptions::service::load_view(tx, context, &caller, SubscriptionId(id)).await?),
        "subscription_item" => {
            let of = subscriptions::service::find_item_owner(tx, scope, SubscriptionItemId(id)).await?;
            shown(&subscriptions::service::load_view(tx, context, &caller, of).await?)
        }
        "invoice" => shown(&invoices_feature::service::load(tx, context, &caller, InvoiceId(id)).await?),
        "payment-method" => {
            let rows = payment_methods::store::find_many(tx, scope, vec![PaymentMethodId(id)]).await?;
            let row = rows.into_iter().next().ok_or_else(ApiError::not_found)?;
            shown(&payment_methods::service::load(context, &caller, tx, row).await?)
        }
        // Addresses are told as a change of their customer.
        _ => {
            let customer = change
                .customer
                .ok_or_else(|| ApiError::internal("a customer is missing"))?;
            shown(&customers::service::load_by_id(tx, scope, customer).await?)
        }
    }
}

fn shown(view: &impl Serialize) -> ApiResult<Value> {
    serde_json::to_value(view).map_err(ApiError::internal)
}

fn event(
    context: &Context,
    tenant: TenantId,
    kind: WebhookEventType,
    (subject, customer): (Uuid, Option<CustomerId>),
    data: Value,
) -> webhook_events::Model {
    webhook_events::Model {
        tenant_id: tenant,
        id: EventId(context.new_id()),
        kind,
        subject_id: subject,
        customer_id: customer,
        data: Some(data),
        webhook_id: None,
        sequence: None,
        created_at: context.now(),
    }
}

/// The same for a batch of a billing run: the invoices that it issued, and the subscriptions that they are for.
pub async fn tell_issued(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    invoices: Vec<invoices::Model>,
    billed: Vec<subscriptions_table::Model>,
) -> ApiResult<()> {
    let wanted = wanted(tx, context, tenant).await?;
    let caller = Caller::system(tenant, "webhooks");
    let mut rows = Vec::new();
    let of_invoices = [Type::InvoiceCreated, Type::InvoiceFinalized, Type::InvoicePaid];
    if of_invoices.iter().any(|kind| wanted.contains(kind)) {
        for view in invoices_feature::service::load_many(tx, context, &caller, invoices).await? {
            let data = shown(&view)?;
            // Where nothing is to be paid it is paid when it is issued.
            let is_paid = view.status == InvoiceStatus::Paid;
            let happened = of_invoices.iter().filter(|kind| **kind != Type::InvoicePaid || is_paid);
            for kind in happened.filter(|kind| wanted.contains(kind)) {
                let about = (view.id.0, Some(view.customer.id));
                rows.push(event(context, tenant, *kind, about, data.clone()));
            }
        }
    }
    if wanted.contains(&Type::SubscriptionBilled) {
        for view in subscriptions::service::load_views(tx, context, &caller, billed).await? {
            let about = (view.id.0, Some(view.customer.id));
            rows.push(event(context, tenant, Type::SubscriptionBilled, about, shown(&view)?));
        }
    }
    Ok(store::insert_events(tx, rows).await?)
}

/// That trials ended, each once: nobody changes anything then.
pub async fn tell_trials(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    ended: Vec<subscriptions_table::Model>,
) -> ApiResult<()> {
    let caller = Caller::system(tenant, "webhooks");
    let kind = Type::SubscriptionTrialExpired;
    let mut rows = Vec::new();
    for view in subscriptions::service::load_views(tx, context, &caller, ended).await? {
        let about = (view.id.0, Some(view.customer.id));
        rows.push(event(context, tenant, kind, about, shown(&view)?));
    }
    Ok(store::insert_events(tx, rows).await?)
}

/// Whether any endpoint of the tenant asks for this.
pub async fn is_wanted(context: &Context, tenant: TenantId, kind: WebhookEventType) -> Result<bool, DbErr> {
    Ok(wanted(context.db.read(), context, tenant).await?.contains(&kind))
}

/// What `data` of an event holds.
pub fn resource(kind: WebhookEventType) -> &'static str {
    kind.as_str().split('.').next().unwrap_or_default()
}
