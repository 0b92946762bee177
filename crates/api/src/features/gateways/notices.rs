//! What providers send on their own.

use portico_shared::{ErrorCode, TenantId, payment_methods::Gateway};

use super::{service, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::gateway_events,
    features::payments::store as payment_store,
    http::{ApiError, ApiResult},
    jobs::outbox::{self, Work},
    ports::payment::{About, Delivery, PaymentGateway},
};

/// Takes an event. What it is about is asked for later, by the outbox: the provider waits for no answer of its own.
pub async fn receive(
    context: &Context,
    tenant: TenantId,
    gateway: Gateway,
    (signature, body): (Option<&str>, &[u8]),
) -> ApiResult<()> {
    let gateways = service::open(context, context.db.read(), tenant).await?;
    let notices = gateways.get(gateway).and_then(PaymentGateway::notices);
    let notices = notices.ok_or_else(ApiError::not_found)?;
    let delivery = Delivery {
        signature,
        body,
        now: context.now(),
    };
    let notice = notices.read(&delivery).map_err(|error| {
        tracing::warn!(gateway = %gateway, error.cause = %error, "an event of a payment provider was refused");
        ApiError::new(ErrorCode::MalformedRequest, "This is no event that counts here.")
    })?;
    let tx = context.db.begin().await?;
    let row = gateway_events::Model {
        tenant_id: tenant,
        gateway,
        event_id: notice.id,
        received_at: context.now(),
    };
    let event = row.event_id.clone();
    if !store::insert_event(&tx, row).await? {
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
            let found = payment_store::find_by_reference(&tx, scope, (gateway, &reference)).await?;
            found.map(|row| Work::LookAtPayment { payment: row.id })
        }
        About::Refund(refund) => Some(Work::Refund { refund }),
        About::Nothing => None,
    };
    if let Some(work) = work {
        outbox::enqueue(&tx, context, tenant, &work).await?;
    }
    Ok(context.commit(tx).await?)
}
