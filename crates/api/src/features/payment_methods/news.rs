//! What providers tell on their own of payment methods, and having them forget one.

use chrono::NaiveDate;
use portico_shared::{
    PaymentMethodId, TenantId,
    payment_methods::{Gateway, PaymentMethodStatus},
};
use sea_orm::DatabaseTransaction;

use super::{
    adding::confirm,
    service::{away, details, save, standing},
    store, telling,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::payment_methods,
    features::{
        audit::{self, Change},
        gateways,
        mails::Ending,
        tenants,
    },
    http::{ApiError, ApiResult},
    ports::payment::{GatewayError, MethodKeeper, PaymentGateway, SetUp},
};

/// Has the provider forget a method that was removed here. Where its gateway is not set up any more, nobody can be asked.
pub async fn forget(context: &Context, tenant: TenantId, (gateway, reference): (Gateway, &str)) -> ApiResult<()> {
    let gateways = gateways::service::open(context, context.db.read(), tenant).await?;
    match gateways.get(gateway).and_then(PaymentGateway::methods) {
        Some(keeper) => keeper.detach(reference).await.map_err(|error| away(&error)),
        None => Ok(()),
    }
}

/// Something may have become of what was begun at a provider: it said so on its own, or what was begun was thrown away here.
pub async fn look_at_setup(context: &Context, tenant: TenantId, (gateway, setup): (Gateway, &str)) -> ApiResult<()> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant));
    if let Some(row) = store::find_by_setup(db, scope, (gateway, setup)).await? {
        let caller = Caller::system(tenant, "payment-gateway");
        return confirm(context, &caller, row.id).await.map(drop);
    }
    // The merchant may begin others there, without us.
    match store::find_discarded_by_setup(db, scope, (gateway, setup)).await? {
        Some(_) => call_off(context, tenant, (gateway, setup)).await,
        None => Ok(()),
    }
}

/// What nobody goes on with here is called off there; where it was completed first, the provider forgets it. Another account of the
/// merchant's does not know it: nobody can be asked.
pub async fn call_off(context: &Context, tenant: TenantId, (gateway, setup): (Gateway, &str)) -> ApiResult<()> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant));
    // The answer to a commit may be lost, and the row be there all the same.
    if store::find_by_setup(db, scope, (gateway, setup)).await?.is_some() {
        return Ok(());
    }
    let gateways = gateways::service::open(context, db, tenant).await?;
    let keeper = gateways.get(gateway).and_then(PaymentGateway::methods);
    let Some(keeper) = keeper else { return Ok(()) };
    let account = match keeper.call_off(setup).await.map_err(|error| away(&error))? {
        SetUp::Ready(account) => account,
        SetUp::Failed(_) => return Ok(()),
        // It cannot be called off right now: later.
        SetUp::Waiting(_) => return Err(away(&GatewayError("it is being decided".into()))),
    };
    let kept = store::list_by_reference(db, scope, (gateway, &account.reference)).await?;
    if kept.is_empty() {
        keeper.detach(&account.reference).await.map_err(|error| away(&error))?;
    }
    Ok(())
}

/// The provider said on its own that a stored method changed: a card was replaced, a mandate was revoked.
pub async fn look_at_method(
    context: &Context,
    tenant: TenantId,
    (gateway, reference): (Gateway, &str),
) -> ApiResult<()> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant));
    let gateways = gateways::service::open(context, db, tenant).await?;
    let keeper = gateways.get(gateway).and_then(PaymentGateway::methods);
    let Some(keeper) = keeper else { return Ok(()) };
    for row in store::list_by_reference(db, scope, (gateway, reference)).await? {
        refresh(context, keeper, scope, (row.id, reference)).await?;
    }
    Ok(())
}

/// The provider said on its own that something became of a mandate that it keeps. One that counts no more never does again.
pub async fn look_at_mandate(
    context: &Context,
    tenant: TenantId,
    (gateway, mandate): (Gateway, &str),
) -> ApiResult<()> {
    let (db, scope) = (context.db.read(), Scope::of_tenant(tenant));
    let gateways = gateways::service::open(context, db, tenant).await?;
    let keeper = gateways.get(gateway).and_then(PaymentGateway::methods);
    let Some(keeper) = keeper else { return Ok(()) };
    let found = keeper.mandate(mandate).await.map_err(|error| away(&error))?;
    let Some(ended) = found.filter(|found| !found.counts) else {
        return Ok(());
    };
    for row in store::list_by_reference(db, scope, (gateway, &ended.method)).await? {
        let tx = context.db.begin().await?;
        let now = store::find(&tx, scope, row.id).await?;
        if let Some(now) = now.filter(|now| now.reference_id == row.reference_id) {
            change(&tx, context, &now, revoked(context, &now)).await?;
            context.commit(tx).await?;
        }
    }
    Ok(())
}

fn revoked(context: &Context, before: &payment_methods::Model) -> payment_methods::Model {
    payment_methods::Model {
        version: before.version + 1,
        status: PaymentMethodStatus::Revoked,
        updated_at: Some(context.now()),
        ..before.clone()
    }
}

async fn refresh(
    context: &Context,
    keeper: &dyn MethodKeeper,
    scope: Scope,
    (id, reference): (PaymentMethodId, &str),
) -> ApiResult<()> {
    let found = keeper.fetch(reference).await.map_err(|error| away(&error))?;
    let tx = context.db.begin().await?;
    let before = store::find(&tx, scope, id).await?;
    let Some(before) = before.filter(|row| row.reference_id.as_deref() == Some(reference)) else {
        return Ok(());
    };
    let today = tenants::store::find(&tx, before.tenant_id).await?.today(context.now());
    let after = match found {
        Some(account) => payment_methods::Model {
            version: before.version + 1,
            status: renewed(before.status, account.expires, today),
            expiration_date: account.expires,
            // A card that was renewed is as good as a new one.
            expiry_told: before.expiry_told.filter(|_| account.expires == before.expiration_date),
            details: serde_json::to_value(details(context, &before, account.details)).map_err(ApiError::internal)?,
            updated_at: Some(context.now()),
            ..before.clone()
        },
        None => revoked(context, &before),
    };
    change(&tx, context, &before, after).await?;
    Ok(context.commit(tx).await?)
}

/// A card that only its date had ended is as good as a new one while another lies ahead.
fn renewed(before: PaymentMethodStatus, expires: Option<NaiveDate>, today: NaiveDate) -> PaymentMethodStatus {
    let is_valid = expires.is_some_and(|last_day| last_day >= today);
    if before == PaymentMethodStatus::Expired && is_valid {
        PaymentMethodStatus::Active
    } else {
        before
    }
}

/// What a provider told takes its place; where it ends what could be collected with, the customer is told.
async fn change(
    tx: &DatabaseTransaction,
    context: &Context,
    before: &payment_methods::Model,
    after: payment_methods::Model,
) -> ApiResult<()> {
    let same = (after.status, after.expiration_date, &after.details)
        == (before.status, before.expiration_date, &before.details);
    if same {
        return Ok(());
    }
    save(tx, before, after.clone()).await?;
    let change = Change {
        action: "payment-method.changed-by-provider",
        subject_kind: "payment-method",
        subject: after.id.0,
        customer: Some(after.customer_id),
        before: Some(standing(before)),
        after: Some(standing(&after)),
    };
    let caller = Caller::system(before.tenant_id, "payment-gateway");
    audit::record(tx, context, &caller, change).await?;
    let has_ended = before.status == PaymentMethodStatus::Active && after.status != PaymentMethodStatus::Active;
    if has_ended {
        Box::pin(telling::ended(tx, context, &after, Ending::Provider)).await?;
    }
    Ok(())
}
