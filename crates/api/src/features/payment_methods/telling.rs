//! What customers are told by mail of what they pay with.

use portico_shared::payment_methods::SepaDebitView;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::service::stored_debit;
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{customers, payment_methods},
    features::{
        customers::store as customer_store,
        mails::{self, Ending, Mail, Mandate},
        mandates::store as mandate_store,
        subscriptions::store as subscription_store,
        tenants,
    },
    http::ApiResult,
};

/// Another method is the default, or none is any more.
pub async fn default_changed(
    tx: &DatabaseTransaction,
    context: &Context,
    customer: &customers::Model,
    method: Option<&payment_methods::Model>,
) -> ApiResult<()> {
    let mandate = match method {
        Some(method) => mandate(tx, method).await?,
        None => None,
    };
    let tenant = tenants::store::find(tx, customer.tenant_id).await?;
    let told = (method.map(|method| method.name.clone()), mandate);
    let mail = Mail::payment_method_changed(customer, told, &tenant, context.now());
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}

/// It can be collected with no more: told once, when that comes to be. What merely ran out is told where anything depends on it.
pub async fn ended(
    tx: &DatabaseTransaction,
    context: &Context,
    method: &payment_methods::Model,
    ending: Ending,
) -> ApiResult<()> {
    let own = Scope::of_customer(method.tenant_id, method.customer_id);
    let customer = customer_store::find(tx, own, method.customer_id).await?;
    // What was for one payment alone serves no other, and whose data were erased has no address any more.
    let told = customer.filter(|customer| customer.erased_at.is_none() && method.future_usage_allowed);
    let Some(customer) = told else { return Ok(()) };
    let subscriptions = subscriptions_with(tx, &customer, method).await?;
    let is_used = subscriptions > 0 || customer.default_payment_method_id == Some(method.id);
    if !is_used && matches!(ending, Ending::Expired | Ending::Lapsed) {
        return Ok(());
    }
    let tenant = tenants::store::find(tx, method.tenant_id).await?;
    let named = (method.name.clone(), mandate(tx, method).await?);
    let mail = Mail::payment_method_ended(&customer, named, (ending, subscriptions), &tenant, context.now());
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}

/// How many running subscriptions are collected with it.
pub(super) async fn subscriptions_with(
    db: &impl ConnectionTrait,
    customer: &customers::Model,
    method: &payment_methods::Model,
) -> ApiResult<usize> {
    let own = Scope::of_customer(customer.tenant_id, customer.id);
    let default = customer.default_payment_method_id;
    let running = subscription_store::list_running_of(db, own, customer.id).await?;
    let with = running.iter().map(|row| row.payment_method_id.or(default));
    Ok(with.filter(|with| *with == Some(method.id)).count())
}

/// The mandate of a method, as mails name it; none where there is none, or its provider does not tell which.
pub async fn mandate(db: &impl ConnectionTrait, method: &payment_methods::Model) -> ApiResult<Option<Mandate>> {
    let own = Scope::of_customer(method.tenant_id, method.customer_id);
    if let Some(ours) = mandate_store::find_of(db, own, method.id).await? {
        return Ok(Some(Mandate::from(&ours)));
    }
    let named = |debit: SepaDebitView| {
        Some(Mandate {
            reference: debit.mandate_reference?,
            iban: debit.iban,
            creditor: None,
        })
    };
    Ok(stored_debit(method).and_then(named))
}
