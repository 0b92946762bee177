//! What providers send on their own.

use portico_shared::{ErrorCode, TenantId, payment_methods::Gateway};
use sea_orm::DatabaseTransaction;

use super::{service, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::gateway_events,
    features::{payment_methods::service::away, payments::store as payment_store},
    http::{ApiError, ApiResult},
    jobs::outbox::{self, Work},
    ports::payment::{About, Delivery, Notice, NoticeError, PaymentGateway},
};

/// Takes the events of a delivery, all of them or none. What they are about is asked for later, by the outbox: the provider waits
/// for no answer of its own.
pub async fn receive(context: &Context, tenant: TenantId, gateway: Gateway, delivery: &Delivery<'_>) -> ApiResult<()> {
    let gateways = service::open(context, context.db.read(), tenant).await?;
    let notices = gateways.get(gateway).and_then(PaymentGateway::notices);
    let notices = notices.ok_or_else(ApiError::not_found)?;
    let mut told = notices.read(delivery).await.map_err(|error| match error {
        NoticeError::Away(error) => away(&error),
        NoticeError::Forged | NoticeError::Late | NoticeError::Unreadable => {
            tracing::warn!(gateway = %gateway, error.cause = %error, "an event of a payment provider was refused");
            ApiError::new(ErrorCode::MalformedRequest, "This is no event that counts here.")
        }
    })?;
    // Deliveries that share events come upon them in one order, so that they do not wait for each other.
    told.sort_by_cached_key(|notice| notice.id.clone());
    let tx = context.db.begin().await?;
    for notice in told {
        take(context, &tx, (tenant, gateway), notice).await?;
    }
    Ok(context.commit(tx).await?)
}

/// Notes an event and what to ask for; nothing where it came before.
async fn take(
    context: &Context,
    tx: &DatabaseTransaction,
    (tenant, gateway): (TenantId, Gateway),
    notice: Notice,
) -> ApiResult<()> {
    let row = gateway_events::Model {
        tenant_id: tenant,
        gateway,
        event_id: notice.id,
        received_at: context.now(),
    };
    let event = row.event_id.clone();
    if !store::insert_event(tx, row).await? {
        tracing::info!(gateway = %gateway, event.id = event, "an event of a payment provider came once more");
        return Ok(());
    }
    let scope = Scope::of_tenant(tenant);
    let work = match notice.about {
        About::Setup(setup) => Some(Work::LookAtSetup { gateway, setup }),
        About::Method(reference) => Some(Work::LookAtMethod { gateway, reference }),
        About::Mandate(mandate) => Some(Work::LookAtMandate { gateway, mandate }),
        About::Attempt(payment) => Some(Work::LookAtPayment { payment }),
        About::Payment(reference) => {
            let found = payment_store::find_by_reference(tx, scope, (gateway, &reference)).await?;
            found.map(|row| Work::LookAtPayment { payment: row.id })
        }
        About::Refund(refund) => Some(Work::Refund { refund }),
        About::Nothing => None,
    };
    if let Some(work) = work {
        outbox::enqueue(tx, context, tenant, &work).await?;
    }
    Ok(())
}
