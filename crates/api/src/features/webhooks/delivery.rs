//! Sends what was planned: at least once, each endpoint's in order, no endpoint waiting for another.

use std::{collections::HashSet, panic::AssertUnwindSafe, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{
    FutureExt, StreamExt,
    future::{Either, select},
    stream::FuturesUnordered,
};
use portico_shared::{
    WebhookId,
    webhooks::{DeliveryState, WebhookEventType},
};
use sea_orm::DbErr;
use serde_json::json;

use super::{
    mapping, planning, service, signing,
    store::{self, Due},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{webhook_attempts, webhook_deliveries, webhooks},
    features::{
        audit::{self, Change},
        mails::{self, Mail},
        tenants,
    },
    http::{ApiError, ApiResult},
};

/// Deliveries that are taken at once. Who dies with them sends them again.
const BATCH: u64 = 20;
/// How long a worker sleeps unless a commit rings.
const PAUSE: Duration = Duration::from_secs(2);
/// Seconds until the next try; after the last, a day has passed.
const DELAYS_S: [i64; 10] = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 25_200, 32_400];
/// For how long an endpoint that failed is left alone: what else it is owed would fare no better.
const REST: TimeDelta = TimeDelta::seconds(5);
/// After this long nothing is tried any more.
pub const GIVEN_UP: TimeDelta = TimeDelta::hours(24);
/// An endpoint that took nothing for so long is switched off, with the next delivery that is given up: one failure long
/// after another says nothing.
const SWITCHED_OFF: TimeDelta = TimeDelta::days(3);
/// "Gone": the endpoint asks not to be sent to any more.
const GONE: u16 = 410;

/// Plans and sends until the process ends.
pub async fn run_forever(context: &Context) {
    let mut running = FuturesUnordered::new();
    let mut busy: HashSet<WebhookId> = HashSet::new();
    loop {
        // Deliveries go on meanwhile: one that holds the writer would keep this waiting for ever.
        let known = busy.clone();
        let mut was_freed = false;
        let mut looking = Box::pin(due(context, &known));
        let found = loop {
            if running.is_empty() {
                break looking.await;
            }
            match select(looking, running.next()).await {
                Either::Left((found, _)) => break found,
                Either::Right((done, going_on)) => {
                    if let Some(done) = done {
                        busy.remove(&done);
                        was_freed = true;
                    }
                    looking = going_on;
                }
            }
        };
        match found {
            Ok(found) => {
                for due in found {
                    busy.insert(due.1);
                    running.push(drain_or_pause(context, due));
                }
            }
            Err(error) => tracing::error!(error.cause = %error, "webhooks could not be looked for"),
        }
        // What was planned for it meanwhile was passed over, because it was busy then.
        if was_freed {
            continue;
        }
        let rung = tokio::time::timeout(PAUSE, context.webhook_bell.notified());
        if running.is_empty() {
            let _ = rung.await;
        } else if let Either::Left((Some(done), _)) = select(running.next(), Box::pin(rung)).await {
            busy.remove(&done);
        }
    }
}

/// Plans and sends what is due now; gives how many deliveries were tried. What cannot be taken is left for later.
pub async fn work(context: &Context) -> Result<usize, DbErr> {
    let mut tried = 0;
    loop {
        let found = due(context, &HashSet::new()).await?;
        if found.is_empty() {
            return Ok(tried);
        }
        let mut running: FuturesUnordered<_> = found.into_iter().map(|due| drain_guarded(context, due)).collect();
        let before = tried;
        while let Some(done) = running.next().await {
            tried += done.unwrap_or_default();
        }
        if tried == before {
            return Ok(tried);
        }
    }
}

/// Endpoints to begin with now. Half the places are for those that work: many that hang keep none of them waiting.
async fn due(context: &Context, busy: &HashSet<WebhookId>) -> Result<Vec<Due>, DbErr> {
    planning::run(context).await?;
    let free = context.endpoints.at_once().saturating_sub(busy.len());
    if free == 0 {
        return Ok(Vec::new());
    }
    let most = u64::try_from(free).unwrap_or(1);
    let found = store::list_due(context.db.read(), context.now(), busy.iter().copied().collect(), most).await?;
    let mut room = free.saturating_sub(context.endpoints.at_once() / 2);
    let mut chosen = Vec::new();
    for (tenant, webhook, failing) in found {
        if failing.is_some() {
            if room == 0 {
                continue;
            }
            room -= 1;
        }
        chosen.push((tenant, webhook));
    }
    Ok(chosen)
}

/// Gives the endpoint once it is free. One whose deliveries could not be taken or written down is kept until a pause is over:
/// they are due all the same, and would be tried again at once.
async fn drain_or_pause(context: &Context, due: Due) -> WebhookId {
    if drain_guarded(context, due).await.is_none() {
        tokio::time::sleep(PAUSE).await;
    }
    due.1
}

/// Gives how many deliveries were tried; nothing where that failed.
async fn drain_guarded(context: &Context, due: Due) -> Option<usize> {
    match AssertUnwindSafe(drain(context, due)).catch_unwind().await {
        Ok(Ok(tried)) => Some(tried),
        Ok(Err(error)) => {
            tracing::error!(webhook.id = %due.1, error.cause = %error, "deliveries stopped");
            None
        }
        Err(_) => {
            tracing::error!(webhook.id = %due.1, "deliveries panicked");
            None
        }
    }
}

/// Sends what is due to one endpoint, until nothing is or it fails.
async fn drain(context: &Context, due: Due) -> ApiResult<usize> {
    let mut tried = 0;
    loop {
        let (count, goes_on) = send_batch(context, due).await?;
        tried += count;
        if !goes_on {
            return Ok(tried);
        }
    }
}

/// What became of one try.
struct Tried {
    delivery: webhook_deliveries::Model,
    at: DateTime<Utc>,
    duration_ms: i32,
    status: Option<u16>,
    answer: Option<String>,
    error: Option<String>,
}

/// Sends a batch; gives how many were tried, and whether there may be more.
async fn send_batch(context: &Context, (tenant, webhook): Due) -> ApiResult<(usize, bool)> {
    let scope = Scope::of_tenant(tenant);
    let now = context.now();
    let longest = TimeDelta::from_std(context.endpoints.timeout()).unwrap_or_default();
    let until = now + longest * i32::try_from(BATCH).unwrap_or(1) + TimeDelta::minutes(1);
    let tx = context.db.begin().await?;
    let Some(endpoint) = store::find(&tx, scope, webhook).await?.filter(|row| row.enabled) else {
        return Ok((0, false));
    };
    let rows = store::claim(&tx, context.db.is_postgres(), (tenant, webhook), BATCH, (now, until)).await?;
    tx.commit().await?;
    if rows.is_empty() {
        return Ok((0, false));
    }
    let secrets = service::secrets(context, &endpoint)?;
    let events = store::list_events(context.db.read(), scope, rows.iter().map(|row| row.event_id).collect()).await?;
    let mut tried = Vec::new();
    let mut left = rows.into_iter();
    for delivery in left.by_ref() {
        let event = events.iter().find(|event| event.id == delivery.event_id);
        // What was erased meanwhile was given up with it.
        let body = event
            .map(|event| mapping::body(event, delivery.sequence))
            .transpose()?
            .flatten();
        let Some(body) = body else { continue };
        let one = try_once(context, &endpoint, &secrets, delivery, body).await;
        let failed = one.error.is_some();
        tried.push(one);
        if failed {
            break;
        }
    }
    let count = tried.len();
    let failed = tried.iter().any(|one| one.error.is_some());
    let released = left.map(|row| row.id).collect();
    settle(context, endpoint, tried, released, until).await?;
    Ok((count, !failed))
}

async fn try_once(
    context: &Context,
    endpoint: &webhooks::Model,
    secrets: &[String],
    delivery: webhook_deliveries::Model,
    body: Vec<u8>,
) -> Tried {
    let at = context.now();
    let headers = signing::headers(&delivery.event_id.to_string(), at.timestamp(), &body, secrets);
    let begun = tokio::time::Instant::now();
    let sent = context.endpoints.send(&endpoint.url, &headers, body).await;
    let duration_ms = i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX);
    let (status, answer, error) = match sent {
        Ok(answer) if (200..300).contains(&answer.status) => (Some(answer.status), Some(answer.text), None),
        Ok(answer) => {
            let told = format!("the endpoint answered {}", answer.status);
            (Some(answer.status), Some(answer.text), Some(told))
        }
        Err(error) => (None, None, Some(error)),
    };
    Tried {
        delivery,
        at,
        duration_ms,
        status,
        answer: answer.filter(|text| !text.is_empty()),
        error,
    }
}

/// Writes down what became of a batch.
async fn settle(
    context: &Context,
    endpoint: webhooks::Model,
    tried: Vec<Tried>,
    released: Vec<portico_shared::DeliveryId>,
    until: DateTime<Utc>,
) -> ApiResult<()> {
    let scope = Scope::of_tenant(endpoint.tenant_id);
    let now = context.now();
    let tx = context.db.begin().await?;
    // It may have been changed, or deleted with its deliveries, while it was sent to.
    let Some(endpoint) = store::find(&tx, scope, endpoint.id).await? else {
        return Ok(());
    };
    let last = tried.last().map(|one| (one.status, one.error.clone()));
    let has_arrived = tried.iter().any(|one| one.error.is_none());
    let mut attempts = Vec::new();
    let mut gave_up = false;
    for one in tried {
        let before = one.delivery.clone();
        let (after, attempt) = outcome(context, one, now);
        gave_up |= after.state == DeliveryState::Failed && after.kind != WebhookEventType::WebhookTest;
        if store::update_delivery(&tx, &before, after).await? {
            attempts.push(attempt);
        }
    }
    store::insert_attempts(&tx, attempts).await?;
    if !released.is_empty() {
        store::update_released(&tx, scope, released, until).await?;
    }
    if last.as_ref().is_some_and(|(_, error)| error.is_some()) {
        store::update_resting(&tx, scope, endpoint.id, now + REST).await?;
    }
    match last {
        Some((status, Some(error))) => {
            let since = endpoint.failing_since.filter(|_| !has_arrived).unwrap_or(now);
            if status == Some(GONE) {
                switch_off(&tx, context, &endpoint, since, None).await?;
            } else if gave_up && now - since >= SWITCHED_OFF {
                switch_off(&tx, context, &endpoint, since, Some(error)).await?;
            } else if endpoint.failing_since != Some(since) {
                store::update_failing(&tx, &endpoint, Some(since)).await?;
            }
        }
        Some((_, None)) if endpoint.failing_since.is_some() => store::update_failing(&tx, &endpoint, None).await?,
        _ => {}
    }
    Ok(context.commit(tx).await?)
}

/// The delivery after a try, and the row of the try.
fn outcome(context: &Context, one: Tried, now: DateTime<Utc>) -> (webhook_deliveries::Model, webhook_attempts::Model) {
    let before = one.delivery;
    let attempts = before.attempts + 1;
    let attempt = webhook_attempts::Model {
        tenant_id: before.tenant_id,
        delivery_id: before.id,
        number: attempts,
        at: one.at,
        duration_ms: one.duration_ms,
        status: one.status.map(i32::from),
        answer: one.answer,
        error: one.error.clone(),
    };
    let next = usize::try_from(before.attempts).ok().and_then(|at| DELAYS_S.get(at));
    // A test that fails is answered at once; nobody waits for it for a day.
    let next = next.filter(|_| before.kind != WebhookEventType::WebhookTest && now - before.created_at < GIVEN_UP);
    let (state, available_at) = match (&one.error, next) {
        (None, _) => (DeliveryState::Delivered, before.available_at),
        (Some(_), Some(delay)) => (DeliveryState::Pending, now + spread(context, *delay)),
        (Some(_), None) => (DeliveryState::Failed, before.available_at),
    };
    let after = webhook_deliveries::Model {
        state,
        attempts,
        last_status: one.status.map(i32::from),
        last_error: one.error,
        available_at,
        leased_until: None,
        finished_at: (state != DeliveryState::Pending).then_some(now),
        ..before
    };
    (after, attempt)
}

/// A tenth more or less, so that what failed together does not come back together.
fn spread(context: &Context, delay_s: i64) -> TimeDelta {
    let mut byte = [0];
    context.random.fill(&mut byte);
    let tenth = delay_s * 100;
    TimeDelta::milliseconds(delay_s * 1000 - tenth + tenth * 2 * i64::from(byte[0]) / 255)
}

/// Switches an endpoint off, says so in the audit log, and tells the merchant. Without an error it was its own wish.
async fn switch_off(
    tx: &sea_orm::DatabaseTransaction,
    context: &Context,
    endpoint: &webhooks::Model,
    since: DateTime<Utc>,
    last_error: Option<String>,
) -> ApiResult<()> {
    let now = context.now();
    let why = match &last_error {
        Some(error) => format!("Nothing arrived for 3 days; at last: {error}."),
        None => "It answered 410: it is gone.".to_owned(),
    };
    let after = webhooks::Model {
        version: endpoint.version + 1,
        enabled: false,
        failing_since: Some(since),
        switched_off_at: Some(now),
        switched_off_reason: Some(why.clone()),
        updated_at: now,
        ..endpoint.clone()
    };
    // Whoever edits it at this moment has seen to it.
    if !endpoint.enabled || !store::update(tx, endpoint, after).await? {
        return Ok(());
    }
    context.webhook_changes.note();
    let change = Change {
        action: "webhook.switched-off",
        subject_kind: "webhook",
        subject: endpoint.id.0,
        after: Some(json!({ "enabled": false, "reason": why })),
        ..Change::default()
    };
    let caller = Caller::system(endpoint.tenant_id, "webhooks");
    audit::record(tx, context, &caller, change).await?;
    let tenant = tenants::store::find(tx, endpoint.tenant_id).await?;
    let mail = Mail::webhook_switched_off(&tenant, &endpoint.url, last_error, now);
    if let Some(mail) = mail.map_err(ApiError::internal)? {
        mails::service::enqueue(tx, context, &tenant, mail).await?;
    }
    Ok(())
}
