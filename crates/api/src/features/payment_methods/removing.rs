//! Removing a payment method: what it touches, and where that goes instead.

use std::{collections::HashMap, sync::Arc};

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, PaymentMethodId, SubscriptionId,
    payment_methods::{AffectedSubscription, PaymentMethodStatus, RemovalIn, RemovalObstacle, RemovalPreview},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::{Value, json};

use super::{mapping, service, store};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{customers, invoices, payment_methods, payments, subscriptions},
    features::{
        audit::{self, Change},
        customers::{self as customer_feature, store as customer_store},
        gateways,
        invoices::store as invoice_store,
        mandates,
        payments::store as payment_store,
        settings::service as settings,
        subscriptions::store as subscription_store,
        tenants,
    },
    http::{
        ApiError, ApiResult,
        check::Check,
        idempotency::{Answer, Once},
    },
    ports::payment::Gateways,
};

/// A method and everything around it that counts when it goes.
struct Standing {
    row: payment_methods::Model,
    customer: customers::Model,
    gateways: Arc<Gateways>,
    /// What else can be used.
    candidates: Vec<payment_methods::Model>,
    pinned: Vec<subscriptions::Model>,
    following: Vec<subscriptions::Model>,
    open_invoices: u64,
    obstacle: Option<RemovalObstacle>,
}

impl Standing {
    fn is_default(&self) -> bool {
        self.customer.default_payment_method_id == Some(self.row.id)
    }
}

async fn standing(
    context: &Context,
    db: &impl ConnectionTrait,
    scope: Scope,
    id: PaymentMethodId,
) -> ApiResult<Standing> {
    let row = store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)?;
    let own = Scope::of_customer(row.tenant_id, row.customer_id);
    let customer = customer_store::find(db, own, row.customer_id).await?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    let gateways = gateways::service::open(context, db, row.tenant_id).await?;
    let all = store::list_of(db, own, row.customer_id).await?;
    let is_candidate = |other: &payment_methods::Model| other.id != id && can_serve(&gateways, &customer, other);
    let candidates: Vec<_> = all.into_iter().filter(is_candidate).collect();
    let running = subscription_store::list_running_of(db, own, row.customer_id).await?;
    let is_default = customer.default_payment_method_id == Some(id);
    let (mut pinned, mut following) = (Vec::new(), Vec::new());
    for subscription in running {
        match subscription.payment_method_id {
            Some(own) if own == id => pinned.push(subscription),
            None if is_default => following.push(subscription),
            _ => {}
        }
    }
    let is_used = !pinned.is_empty() || !following.is_empty();
    let protects = settings::tenant_collection(db, own).await?.protect_last_method;
    let is_complete = row.status == PaymentMethodStatus::Active;
    let obstacle = if payment_store::exists_open_with(db, own, id).await? {
        Some(RemovalObstacle::PaymentUnderway)
    } else if is_complete && protects && is_used && candidates.is_empty() {
        Some(RemovalObstacle::LastInUse)
    } else {
        None
    };
    let is_pinned = |invoice: &invoices::Model| pinned.iter().any(|one| Some(one.id) == invoice.subscription_id);
    let would_use = |invoice: &&invoices::Model| {
        let own = invoice.payment_method_id;
        own.map_or_else(|| is_default || is_pinned(invoice), |own| own == id)
    };
    let open = invoice_store::list_open_of(db, own, row.customer_id).await?;
    let open_invoices = open.iter().filter(would_use).count();
    Ok(Standing {
        row,
        customer,
        gateways,
        candidates,
        pinned,
        following,
        open_invoices: u64::try_from(open_invoices).unwrap_or_default(),
        obstacle,
    })
}

/// Whether the customer's subscriptions can have it for their own, or for the default.
pub fn can_serve(gateways: &Gateways, customer: &customers::Model, row: &payment_methods::Model) -> bool {
    row.enabled
        && row.future_usage_allowed
        && row.status == PaymentMethodStatus::Active
        && row.kind.moves(customer.currency)
        && gateways.keeping(row.gateway, row.account.as_deref()).is_some()
}

pub async fn preview(context: &Context, caller: &Caller, id: PaymentMethodId) -> ApiResult<RemovalPreview> {
    let standing = standing(context, context.db.read(), caller.scope(), id).await?;
    let affected = |rows: &[subscriptions::Model]| {
        rows.iter()
            .map(|row| AffectedSubscription {
                id: row.id,
                name: row.name.clone(),
                number: row.number.clone(),
            })
            .collect()
    };
    let (is_default, default) = (standing.is_default(), standing.customer.default_payment_method_id);
    let view = |row| mapping::view_for(caller, row, default, &standing.gateways);
    let candidates: ApiResult<Vec<_>> = standing.candidates.into_iter().map(view).collect();
    let mut candidates = candidates?;
    mandates::service::tell(context, context.db.read(), caller, &mut candidates).await?;
    Ok(RemovalPreview {
        is_default,
        candidates,
        pinned_subscriptions: affected(&standing.pinned),
        following_subscriptions: affected(&standing.following),
        open_invoices: standing.open_invoices,
        removable: standing.obstacle.is_none(),
        reason: standing.obstacle,
    })
}

fn in_use(obstacle: RemovalObstacle) -> ApiError {
    let detail = match obstacle {
        RemovalObstacle::LastInUse => "Subscriptions are collected with it, and there is no other. Add another first.",
        RemovalObstacle::PaymentUnderway => "A payment with it is on its way. Try again once that is over.",
    };
    ApiError::new(ErrorCode::PaymentMethodInUse, detail)
}

/// Where each subscription goes that names it.
type Moves = HashMap<SubscriptionId, Option<PaymentMethodId>>;

fn check_choice(standing: &Standing, choice: &RemovalIn) -> ApiResult<Moves> {
    let mut check = Check::default();
    let may_serve = |id: PaymentMethodId| standing.candidates.iter().any(|one| one.id == id);
    match choice.new_default {
        Some(new) if !standing.is_default() => {
            let told = "it is not the default: PUT /payment-methods/{id}/default changes that";
            check.require(
                standing.customer.default_payment_method_id == Some(new),
                "newDefault",
                "not-permitted",
                told,
            );
        }
        Some(new) => check.require(
            may_serve(new),
            "newDefault",
            "unknown",
            "none of this customer's that can be used",
        ),
        None => {
            let needed = standing.is_default() && !standing.candidates.is_empty();
            let told = "the default goes: choose what takes its place";
            check.require(!needed, "newDefault", "required", told);
        }
    }
    let mut moves = Moves::new();
    for (index, one) in choice.subscriptions.iter().enumerate() {
        let path = format!("subscriptions[{index}].subscription");
        let is_pinned = standing.pinned.iter().any(|row| row.id == one.subscription);
        check.require(
            is_pinned,
            &path,
            "unknown",
            "no subscription that names this payment method",
        );
        check.require(
            moves.insert(one.subscription, one.payment_method).is_none(),
            &path,
            "repeated",
            "named twice",
        );
        let path = format!("subscriptions[{index}].paymentMethod");
        let fits = one.payment_method.is_none_or(may_serve);
        check.require(fits, &path, "unknown", "none of this customer's that can be used");
    }
    let missing: Vec<_> = standing
        .pinned
        .iter()
        .filter(|row| !moves.contains_key(&row.id))
        .collect();
    if let Some(first) = missing.first() {
        let told = format!("say where {} goes, and {} more", first.name, missing.len() - 1);
        check.refuse("subscriptions", "required", told);
    }
    check.finish()?;
    Ok(moves)
}

/// All in one transaction: the new default, each subscription, and the method itself.
pub async fn remove(
    context: &Context,
    caller: &Caller,
    once: Once,
    (id, choice): (PaymentMethodId, RemovalIn),
) -> ApiResult<Answer> {
    let db = context.db.read();
    store::find(db, caller.scope(), id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let tenant = tenants::store::find(db, caller.actor.tenant()).await?;
    if tenant.pages().map_err(ApiError::internal)?.step_up_for_payment_methods {
        caller.check_fresh(context.now())?;
    }
    once.run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
        let found = store::find(tx, caller.scope(), id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        let own = Scope::of_customer(found.tenant_id, found.customer_id);
        customer_store::lock(tx, own, found.customer_id).await?;
        let standing = standing(context, tx, caller.scope(), id).await?;
        if let Some(obstacle) = standing.obstacle {
            return Err(in_use(obstacle));
        }
        let moves = check_choice(&standing, &choice)?;
        for subscription in &standing.pinned {
            let to = moves.get(&subscription.id).copied().flatten();
            repin(tx, context, caller, (subscription, to)).await?;
        }
        if standing.is_default() {
            let new = choice.new_default;
            let new = standing.candidates.iter().find(|one| Some(one.id) == new);
            customer_feature::service::change_default(tx, context, caller, standing.customer.clone(), new).await?;
        }
        retire(tx, context, caller, standing.row).await?;
        Ok(Value::Null)
    })
    .await
}

/// A subscription is collected with another method, or with the default.
pub async fn repin(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    (before, to): (&subscriptions::Model, Option<PaymentMethodId>),
) -> ApiResult<()> {
    let after = subscriptions::Model {
        version: before.version + 1,
        payment_method_id: to,
        updated_at: context.now(),
        ..before.clone()
    };
    if !subscription_store::update(tx, before, after).await? {
        return Err(ApiError::concurrent());
    }
    let change = Change {
        action: "subscription.payment_method_changed",
        subject_kind: "subscription",
        subject: before.id.0,
        customer: Some(before.customer_id),
        before: Some(json!({ "paymentMethod": before.payment_method_id })),
        after: Some(json!({ "paymentMethod": to })),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}

/// What was for one payment alone has served.
pub async fn use_up(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    payment: &payments::Model,
) -> ApiResult<()> {
    let Some(id) = payment.payment_method_id else {
        return Ok(());
    };
    let found = store::find(tx, Scope::of_tenant(payment.tenant_id), id).await?;
    match found.filter(|row| !row.future_usage_allowed) {
        Some(row) => retire(tx, context, caller, row).await,
        None => Ok(()),
    }
}

/// Nothing is owed for an invoice any more: what was to pay it alone has nothing left to do.
pub async fn retire_bound(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    invoice: &invoices::Model,
) -> ApiResult<()> {
    let own = Scope::of_customer(invoice.tenant_id, invoice.customer_id);
    for row in store::list_of(tx, own, invoice.customer_id).await? {
        let is_bound = mapping::bound_to(&row)? == Some(invoice.id);
        if is_bound && !payment_store::exists_open_with(tx, own, row.id).await? {
            retire(tx, context, caller, row).await?;
        }
    }
    Ok(())
}

/// The method is gone for the customer; invoices and payments still know its name.
async fn retire(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    before: payment_methods::Model,
) -> ApiResult<()> {
    let after = payment_methods::Model {
        version: before.version + 1,
        status: PaymentMethodStatus::Revoked,
        removed_at: Some(context.now()),
        updated_at: Some(context.now()),
        purpose: None,
        ..before.clone()
    };
    if !store::update(tx, &before, after.clone()).await? {
        return Err(ApiError::concurrent());
    }
    let own = Scope::of_customer(before.tenant_id, before.customer_id);
    mandates::changing::end_of(tx, context, caller, before.id).await?;
    customer_store::clear_method_for_new(tx, own, (before.customer_id, before.id)).await?;
    if let Some(reference) = before.reference_id.clone() {
        service::detach(tx, context, (before.tenant_id, before.gateway), reference).await?;
    }
    service::call_off(tx, context, &before).await?;
    let change = Change {
        action: "payment-method.removed",
        subject_kind: "payment-method",
        subject: before.id.0,
        customer: Some(before.customer_id),
        before: Some(service::standing(&before)),
        after: Some(service::standing(&after)),
    };
    Ok(audit::record(tx, context, caller, change).await?)
}
