//! Numbers events after their commit, and makes a delivery of each for every endpoint that asked for it.

use portico_shared::{DeliveryId, TenantId, webhooks::DeliveryState};
use sea_orm::DbErr;

use super::{mapping, store};
use crate::{
    auth::Scope,
    context::Context,
    db::entities::{webhook_deliveries, webhook_events, webhooks},
};

/// Events a transaction.
const BATCH: u64 = 500;

/// Plans whatever is new; gives how many events that was.
pub async fn run(context: &Context) -> Result<usize, DbErr> {
    let mut planned = 0;
    for tenant in store::list_tenants_with_new(context.db.read()).await? {
        planned += plan(context, tenant).await?;
    }
    Ok(planned)
}

async fn plan(context: &Context, tenant: TenantId) -> Result<usize, DbErr> {
    let scope = Scope::of_tenant(tenant);
    let tx = context.db.begin().await?;
    // One instance at a time numbers a tenant's events.
    let mut last = store::lock_sequence(&tx, tenant).await?;
    let events = store::list_new(&tx, scope, BATCH).await?;
    let endpoints: Vec<_> = store::list_enabled(&tx, scope).await?;
    let mut deliveries = Vec::new();
    for event in &events {
        last += 1;
        store::update_sequence_of(&tx, event, last).await?;
        let asked = endpoints.iter().filter(|endpoint| asks(endpoint, event));
        deliveries.extend(asked.map(|endpoint| delivery(context, endpoint, event, last)));
    }
    store::update_sequence(&tx, tenant, last).await?;
    store::insert_deliveries(&tx, deliveries).await?;
    tx.commit().await?;
    Ok(events.len())
}

fn asks(endpoint: &webhooks::Model, event: &webhook_events::Model) -> bool {
    // Of who was deleted meanwhile there is nothing to tell.
    if event.data.is_none() {
        return false;
    }
    match event.webhook_id {
        Some(only) => only == endpoint.id,
        None => mapping::view(endpoint).events.contains(&event.kind),
    }
}

fn delivery(
    context: &Context,
    endpoint: &webhooks::Model,
    event: &webhook_events::Model,
    sequence: i64,
) -> webhook_deliveries::Model {
    let now = context.now();
    webhook_deliveries::Model {
        tenant_id: event.tenant_id,
        id: DeliveryId(context.new_id()),
        webhook_id: endpoint.id,
        event_id: event.id,
        kind: event.kind,
        sequence,
        state: DeliveryState::Pending,
        attempts: 0,
        last_status: None,
        last_error: None,
        resend_of: None,
        available_at: now,
        leased_until: None,
        created_at: now,
        finished_at: None,
    }
}
