//! Reading payment methods, naming them, and making one the default.

use actix_web::http::StatusCode;
use portico_shared::{
    ErrorCode, PaymentMethodId, TenantId,
    payment_methods::{
        AddingStatus, Gateway, PaymentMethodAdded, PaymentMethodPatch, PaymentMethodView, SepaDebitView,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::json;

use super::{
    mapping::{self, Details},
    store, telling,
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::payment_methods,
    features::{
        audit::{self, Change},
        customers::{self as customer_feature, store as customer_store},
        gateways,
        mails::{self, Mail},
        mandates, tenants,
    },
    http::{
        ApiError, ApiResult,
        body::Input,
        check::Check,
        idempotency::{Answer, Once},
    },
    jobs::outbox::{self, Work},
    ports::payment::{AccountDetails, GatewayError},
};

pub fn away(error: &GatewayError) -> ApiError {
    tracing::warn!(error.cause = %error, "a payment provider gave no answer");
    ApiError::away("The payment provider does not answer right now. Nothing was changed; try again in a moment.")
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: PaymentMethodId,
) -> ApiResult<payment_methods::Model> {
    store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)
}

/// A method as it is shown: of a gateway that is not set up it says so.
pub async fn load(
    context: &Context,
    caller: &Caller,
    db: &impl ConnectionTrait,
    row: payment_methods::Model,
) -> ApiResult<PaymentMethodView> {
    let scope = Scope::of_customer(row.tenant_id, row.customer_id);
    let customer = customer_store::find(db, scope, row.customer_id).await?;
    let gateways = gateways::service::open(context, db, row.tenant_id).await?;
    let default = customer.and_then(|customer| customer.default_payment_method_id);
    let mut view = mapping::view_for(caller, row, default, &gateways)?;
    mandates::service::tell(context, db, caller, std::slice::from_mut(&mut view)).await?;
    Ok(view)
}

pub async fn get(context: &Context, caller: &Caller, id: PaymentMethodId) -> ApiResult<PaymentMethodView> {
    let db = context.db.read();
    load(context, caller, db, find(db, caller.scope(), id).await?).await
}

pub fn not_configured(gateway: Gateway) -> ApiError {
    ApiError::new(
        ErrorCode::GatewayNotConfigured,
        format!("The gateway {gateway} is not set up, or is switched off."),
    )
}

pub(super) async fn added(
    context: &Context,
    caller: &Caller,
    db: &impl ConnectionTrait,
    row: payment_methods::Model,
) -> ApiResult<PaymentMethodAdded> {
    Ok(PaymentMethodAdded {
        status: AddingStatus::Success,
        id: row.id,
        action_required: None,
        fail_reason: None,
        payment_method: Some(load(context, caller, db, row).await?),
    })
}

pub(super) async fn save(
    tx: &DatabaseTransaction,
    before: &payment_methods::Model,
    after: payment_methods::Model,
) -> ApiResult<()> {
    if store::update(tx, before, after).await? {
        Ok(())
    } else {
        Err(ApiError::concurrent())
    }
}

/// After a method was thrown away that was begun at a provider: it is called off there, by the outbox.
pub async fn call_off(
    tx: &DatabaseTransaction,
    context: &Context,
    discarded: &payment_methods::Model,
) -> Result<(), DbErr> {
    let Some(setup) = discarded.setup.clone() else {
        return Ok(());
    };
    let gateway = discarded.gateway;
    let work = Work::CallOff { gateway, setup };
    outbox::enqueue(tx, context, discarded.tenant_id, &work).await
}

/// Has the provider forget a method, after the transaction.
pub async fn detach(
    tx: &DatabaseTransaction,
    context: &Context,
    (tenant, gateway): (TenantId, Gateway),
    reference: String,
) -> ApiResult<()> {
    Ok(outbox::enqueue(tx, context, tenant, &Work::Detach { gateway, reference }).await?)
}

/// What of a method the audit log compares.
pub fn standing(row: &payment_methods::Model) -> serde_json::Value {
    json!({ "name": row.name, "type": row.kind, "gateway": row.gateway, "status": row.status })
}

/// Whoever gave a mandate is told so by mail; one that became the default was told as that.
pub(super) async fn confirm_mandate(
    tx: &DatabaseTransaction,
    context: &Context,
    old_default: Option<PaymentMethodId>,
    (before, after): (&payment_methods::Model, &payment_methods::Model),
) -> ApiResult<()> {
    let Some(mandate) = stored_debit(after) else {
        return Ok(());
    };
    let known = stored_debit(before).and_then(|known| known.mandate_reference);
    let is_known = known.is_some() && known == mandate.mandate_reference;
    let own = Scope::of_customer(after.tenant_id, after.customer_id);
    let customer = customer_store::find(tx, own, after.customer_id).await?;
    let customer = customer.ok_or_else(ApiError::not_found)?;
    let default = customer.default_payment_method_id;
    if is_known || (default == Some(after.id) && default != old_default) {
        return Ok(());
    }
    let tenant = tenants::store::find(tx, after.tenant_id).await?;
    let creditor = telling::mandate(tx, after).await?.and_then(|mandate| mandate.creditor);
    let what = (&mandate, creditor, after.future_usage_allowed);
    let mail = Mail::mandate_given(&customer, what, &tenant, context.now());
    mails::service::enqueue(tx, context, &tenant, mail).await?;
    Ok(())
}

/// What is stored of its mandate.
pub(super) fn stored_debit(row: &payment_methods::Model) -> Option<SepaDebitView> {
    let stored: Details = serde_json::from_value(row.details.clone()).ok()?;
    stored.sepa_debit
}

pub(super) fn details(context: &Context, row: &payment_methods::Model, of: AccountDetails) -> Details {
    match of {
        AccountDetails::Card(card) => Details {
            card: Some(card),
            ..Details::default()
        },
        AccountDetails::Sepa {
            iban,
            mandate_reference,
            holder,
        } => {
            let stored = stored_debit(row);
            let known = stored.as_ref().and_then(|stored| stored.mandate_reference.clone());
            let mandate_reference = mandate_reference.or(known);
            // The day on which it was signed is not that of the latest news.
            let stored = stored.filter(|stored| stored.mandate_reference == mandate_reference);
            let signing_date = stored.map(|stored| stored.signing_date);
            Details {
                sepa_debit: Some(SepaDebitView {
                    iban,
                    bic: None,
                    account_holder: holder,
                    mandate_reference,
                    signing_date: signing_date.unwrap_or_else(|| context.now().date_naive().into()),
                }),
                ..Details::default()
            }
        }
        AccountDetails::Paypal(paypal) => Details {
            paypal: Some(paypal),
            ..Details::default()
        },
        AccountDetails::None => Details::default(),
    }
}

pub async fn update(
    context: &Context,
    caller: &Caller,
    id: PaymentMethodId,
    Input {
        value: patch,
        once,
        echo,
    }: Input<PaymentMethodPatch>,
) -> ApiResult<Answer> {
    let mut check = Check::default();
    check.text_of("name", patch.name.as_deref(), 1, 100);
    check.finish()?;
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find(tx, caller.scope(), id).await?;
        echo.check(&load(context, caller, tx, before.clone()).await?)?;
        let name = patch
            .name
            .map_or_else(|| before.name.clone(), |name| name.trim().to_owned());
        if name == before.name {
            return load(context, caller, tx, before).await;
        }
        let after = payment_methods::Model {
            version: before.version + 1,
            name,
            updated_at: Some(context.now()),
            ..before.clone()
        };
        save(tx, &before, after.clone()).await?;
        let change = Change {
            action: "payment-method.renamed",
            subject_kind: "payment-method",
            subject: id.0,
            customer: Some(after.customer_id),
            before: Some(standing(&before)),
            after: Some(standing(&after)),
        };
        audit::record(tx, context, caller, change).await?;
        load(context, caller, tx, after).await
    })
    .await
}

/// Makes it what everything is collected with that names none itself.
pub async fn make_default(context: &Context, caller: &Caller, once: Once, id: PaymentMethodId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let row = find(tx, caller.scope(), id).await?;
        let scope = Scope::of_customer(row.tenant_id, row.customer_id);
        customer_store::lock(tx, scope, row.customer_id).await?;
        let customer = customer_store::find(tx, scope, row.customer_id).await?;
        let customer = customer.ok_or_else(ApiError::not_found)?;
        let method = customer_feature::service::lasting(tx, &customer, ("id", id)).await?;
        customer_feature::service::change_default(tx, context, caller, customer, Some(&method)).await?;
        load(context, caller, tx, method).await
    })
    .await
}
