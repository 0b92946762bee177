//! What happens by itself: trials end, and what was told long ago is forgotten.

use chrono::TimeDelta;
use portico_shared::webhooks::WebhookEventType;
use sea_orm::DbErr;

use super::{events, store};
use crate::{
    auth::Scope,
    context::Context,
    features::{subscriptions::store as subscription_store, tenants},
    http::ApiResult,
};

/// The last try of what is tried comes a little later than a day.
const LATE: TimeDelta = TimeDelta::hours(12);
/// For how long events and what became of them can be looked at and sent again.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How far back ends of trials are looked for: an instance may have stood still.
const LOOKED_BACK: TimeDelta = TimeDelta::days(7);

/// Tells that trials ended, each once.
pub async fn tell_trials(context: &Context) -> ApiResult<()> {
    let kind = WebhookEventType::SubscriptionTrialExpired;
    for tenant in tenants::store::list(context.db.read()).await? {
        if !events::is_wanted(context, tenant.id, kind).await? {
            continue;
        }
        let scope = Scope::of_tenant(tenant.id);
        let today = tenant.today(context.now());
        let tx = context.db.begin().await?;
        let ended = subscription_store::list_trials_ended(&tx, scope, today - LOOKED_BACK, today).await?;
        let told = store::list_told(&tx, scope, kind, ended.iter().map(|row| row.id.0).collect()).await?;
        let new = ended.into_iter().filter(|row| !told.contains(&row.id.0)).collect();
        events::tell_trials(&tx, context, tenant.id, new).await?;
        context.commit(tx).await?;
    }
    Ok(())
}

/// Forgets events of a month ago with their deliveries, and gives up what nobody took for a day.
pub async fn clean_up(context: &Context) -> Result<(), DbErr> {
    let now = context.now();
    let tx = context.db.begin().await?;
    store::update_expired(&tx, now - super::delivery::GIVEN_UP - LATE, now).await?;
    store::delete_before(&tx, now - KEPT).await?;
    tx.commit().await
}
