//! The use cases of webhooks.

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use portico_shared::{
    DeliveryId, ErrorCode, EventId, Field, Page, WebhookId,
    webhooks::{
        AvailableEvent, AvailableEvents, DeliveryState, DeliveryView, TestAccepted, WebhookEventType, WebhookIn,
        WebhookPatch, WebhookView,
    },
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::{Value, json};

use super::{
    checks::{check_new, check_patch},
    events, mapping, signing,
    store::{self, Filter},
};
use crate::{
    auth::{Caller, Scope},
    context::Context,
    db::entities::{webhook_deliveries, webhook_events, webhooks},
    features::audit::{self, Change},
    http::{
        ApiError, ApiResult,
        body::Input,
        check,
        idempotency::{Answer, Once},
        page::{OrderColumn, PageRequest},
    },
};

/// Endpoints of one merchant.
const MOST: u64 = 20;
/// For how long the secret before signs as well.
const OVERLAP: TimeDelta = TimeDelta::hours(24);

pub fn available() -> AvailableEvents {
    let all = WebhookEventType::ALL.iter().copied();
    AvailableEvents {
        data: all
            .filter(|kind| *kind != WebhookEventType::WebhookTest)
            .map(|kind| AvailableEvent {
                kind,
                resource: events::resource(kind).into(),
            })
            .collect(),
    }
}

pub async fn list(
    context: &Context,
    scope: Scope,
    request: &PageRequest<OrderColumn<webhooks::Column>>,
) -> ApiResult<Page<WebhookView>> {
    let page = store::list(context.db.read(), scope, request).await?;
    Ok(page.map(|row| mapping::view(&row)))
}

pub async fn get(context: &Context, scope: Scope, id: WebhookId) -> ApiResult<WebhookView> {
    Ok(mapping::view(&find(context.db.read(), scope, id).await?))
}

async fn find(db: &impl ConnectionTrait, scope: Scope, id: WebhookId) -> ApiResult<webhooks::Model> {
    store::find(db, scope, id).await?.ok_or_else(ApiError::not_found)
}

pub async fn create(context: &Context, caller: &Caller, once: Once, mut new: WebhookIn) -> ApiResult<Answer> {
    new.url = new.url.trim().to_owned();
    new.description = new.description.filter(|text| !text.is_empty());
    check_new(&new, &context.endpoints)?;
    let answer = once
        .run(context, &caller.actor, StatusCode::CREATED, async |tx| {
            if store::count(tx, caller.scope()).await? >= MOST {
                let told = format!("there are {MOST} endpoints, which is the most; delete one first");
                return Err(check::refused("url", "out-of-range", told));
            }
            let now = context.now();
            let id = WebhookId(context.new_id());
            let secret = signing::new_secret(&*context.random);
            let row = webhooks::Model {
                tenant_id: caller.actor.tenant(),
                id,
                version: 1,
                url: new.url.clone(),
                events: json!(new.events),
                enabled: new.enabled.unwrap_or(true),
                description: new.description.clone(),
                secret: seal(context, caller, id, &secret),
                old_secret: None,
                old_secret_until: None,
                failing_since: None,
                switched_off_at: None,
                switched_off_reason: None,
                created_at: now,
                updated_at: now,
            };
            store::insert(tx, row.clone()).await?;
            record(tx, context, caller, "webhook.created", None, Some(&row)).await?;
            Ok(WebhookView {
                secret: Some(secret),
                ..mapping::view(&row)
            })
        })
        .await?;
    context.webhook_changes.note();
    Ok(answer)
}

fn place(row: &webhooks::Model) -> String {
    format!("{}/webhooks/{}", row.tenant_id, row.id)
}

fn seal(context: &Context, caller: &Caller, id: WebhookId, secret: &str) -> Vec<u8> {
    let place = format!("{}/webhooks/{id}", caller.actor.tenant());
    context.master.seal(&*context.random, &place, secret.as_bytes())
}

/// The secrets that sign today, the newest first.
pub fn secrets(context: &Context, row: &webhooks::Model) -> ApiResult<Vec<String>> {
    let old = row.old_secret.as_ref();
    let old = old.filter(|_| row.old_secret_until.is_some_and(|until| context.now() < until));
    let sealed = std::iter::once(&row.secret).chain(old);
    sealed
        .map(|sealed| {
            let opened = context.master.open(&place(row), sealed).map_err(ApiError::internal)?;
            String::from_utf8(opened).map_err(ApiError::internal)
        })
        .collect()
}

pub async fn update(
    context: &Context,
    caller: &Caller,
    id: WebhookId,
    Input {
        value: patch,
        once,
        echo,
    }: Input<WebhookPatch>,
) -> ApiResult<Answer> {
    check_patch(&patch, &context.endpoints)?;
    let answer = once
        .run(context, &caller.actor, StatusCode::OK, async |tx| {
            let before = find(tx, caller.scope(), id).await?;
            echo.check(&mapping::view(&before))?;
            let enabled = patch.enabled.or(Some(before.enabled)).unwrap_or(before.enabled);
            // Who switches it on again has seen to it.
            let again = enabled && !before.enabled;
            let events = match &patch.events {
                Field::Value(events) => json!(events),
                Field::Absent | Field::Null => before.events.clone(),
            };
            let after = webhooks::Model {
                version: before.version + 1,
                url: patch.url.clone().or(Some(before.url.clone())).unwrap_or_default(),
                events,
                enabled,
                description: patch.description.clone().or(before.description.clone()),
                failing_since: before.failing_since.filter(|_| !again),
                switched_off_at: before.switched_off_at.filter(|_| !again),
                switched_off_reason: before.switched_off_reason.clone().filter(|_| !again),
                updated_at: context.now(),
                ..before.clone()
            };
            save(tx, &before, after.clone()).await?;
            record(tx, context, caller, "webhook.updated", Some(&before), Some(&after)).await?;
            Ok(mapping::view(&after))
        })
        .await?;
    context.webhook_changes.note();
    Ok(answer)
}

async fn save(tx: &DatabaseTransaction, before: &webhooks::Model, after: webhooks::Model) -> ApiResult<()> {
    if store::update(tx, before, after).await? {
        Ok(())
    } else {
        Err(ApiError::concurrent())
    }
}

pub async fn delete(context: &Context, caller: &Caller, once: Once, id: WebhookId) -> ApiResult<Answer> {
    let answer = once
        .run(context, &caller.actor, StatusCode::NO_CONTENT, async |tx| {
            let row = find(tx, caller.scope(), id).await?;
            store::delete(tx, &row).await?;
            record(tx, context, caller, "webhook.deleted", Some(&row), None).await?;
            Ok(Value::Null)
        })
        .await?;
    context.webhook_changes.note();
    Ok(answer)
}

/// Makes a new secret; the old one signs beside it for a day.
pub async fn rotate_secret(context: &Context, caller: &Caller, once: Once, id: WebhookId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::OK, async |tx| {
        let before = find(tx, caller.scope(), id).await?;
        let secret = signing::new_secret(&*context.random);
        let now = context.now();
        let after = webhooks::Model {
            version: before.version + 1,
            secret: seal(context, caller, id, &secret),
            old_secret: Some(before.secret.clone()),
            old_secret_until: Some(now + OVERLAP),
            updated_at: now,
            ..before.clone()
        };
        save(tx, &before, after.clone()).await?;
        record(tx, context, caller, "webhook.secret-rotated", None, None).await?;
        Ok(WebhookView {
            secret: Some(secret),
            ..mapping::view(&after)
        })
    })
    .await
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    caller: &Caller,
    action: &'static str,
    before: Option<&webhooks::Model>,
    after: Option<&webhooks::Model>,
) -> Result<(), DbErr> {
    // Without the path and the query, where others keep secrets.
    let shown = |row: &webhooks::Model| {
        let url = row.url.parse::<reqwest::Url>().ok();
        let origin = url.map(|url| url.origin().ascii_serialization());
        json!({ "origin": origin, "events": row.events, "enabled": row.enabled })
    };
    let change = Change {
        action,
        subject_kind: "webhook",
        subject: before.or(after).map(|row| row.id.0).unwrap_or_default(),
        before: before.map(shown),
        after: after.map(shown),
        ..Change::default()
    };
    audit::record(tx, context, caller, change).await
}

/// Sends a test to one endpoint, whatever it asks for.
pub async fn test(context: &Context, caller: &Caller, once: Once, id: WebhookId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::ACCEPTED, async |tx| {
        let endpoint = find(tx, caller.scope(), id).await?;
        if !endpoint.enabled {
            return Err(switched_off());
        }
        let event = webhook_events::Model {
            tenant_id: endpoint.tenant_id,
            id: EventId(context.new_id()),
            kind: WebhookEventType::WebhookTest,
            subject_id: endpoint.id.0,
            customer_id: None,
            data: Some(json!({ "id": endpoint.id, "url": endpoint.url })),
            webhook_id: Some(endpoint.id),
            sequence: None,
            created_at: context.now(),
        };
        let id = event.id;
        store::insert_events(tx, vec![event]).await?;
        Ok(TestAccepted { event: id })
    })
    .await
}

fn switched_off() -> ApiError {
    ApiError::new(
        ErrorCode::WebhookDisabled,
        "The endpoint is switched off. Set enabled to true first.",
    )
}

pub async fn list_deliveries(
    context: &Context,
    scope: Scope,
    filter: Filter,
    request: &PageRequest<OrderColumn<webhook_deliveries::Column>>,
) -> ApiResult<Page<DeliveryView>> {
    let page = store::list_deliveries(context.db.read(), scope, filter, request).await?;
    Ok(page.map(mapping::delivery))
}

pub async fn get_delivery(context: &Context, scope: Scope, id: DeliveryId) -> ApiResult<DeliveryView> {
    let db = context.db.read();
    let row = store::find_delivery(db, scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let event = store::list_events(db, scope, vec![row.event_id]).await?.pop();
    let body = event
        .map(|event| mapping::body(&event, row.sequence))
        .transpose()?
        .flatten();
    let request = body.map(String::from_utf8).transpose();
    let tries = store::list_attempts(db, scope, id).await?;
    Ok(DeliveryView {
        request: request.map_err(ApiError::internal)?,
        tries: Some(tries.into_iter().map(mapping::attempt).collect()),
        ..mapping::delivery(row)
    })
}

/// Sends the event of a settled delivery once more, as it was.
pub async fn resend(context: &Context, caller: &Caller, once: Once, id: DeliveryId) -> ApiResult<Answer> {
    once.run(context, &caller.actor, StatusCode::CREATED, async |tx| {
        let scope = caller.scope();
        let first = store::find_delivery(tx, scope, id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        let endpoint = find(tx, scope, first.webhook_id).await?;
        if !endpoint.enabled {
            return Err(switched_off());
        }
        let event = store::list_events(tx, scope, vec![first.event_id]).await?.pop();
        let erased = event.is_none_or(|event| event.data.is_none());
        let why = match first.state {
            DeliveryState::Pending => Some("It waits to be sent, or to be tried again."),
            _ if erased => Some("Its content was erased with the customer."),
            _ => None,
        };
        if let Some(why) = why {
            return Err(ApiError::in_state(ErrorCode::DeliveryNotResendable, first.state, why));
        }
        let now = context.now();
        let again = webhook_deliveries::Model {
            id: DeliveryId(context.new_id()),
            state: DeliveryState::Pending,
            attempts: 0,
            last_status: None,
            last_error: None,
            resend_of: Some(first.id),
            available_at: now,
            leased_until: None,
            created_at: now,
            finished_at: None,
            ..first
        };
        store::insert_deliveries(tx, vec![again.clone()]).await?;
        let change = Change {
            action: "webhook.delivery-resent",
            subject_kind: "webhook",
            subject: endpoint.id.0,
            after: Some(json!({ "event": again.event_id, "resendOf": first.id })),
            ..Change::default()
        };
        audit::record(tx, context, caller, change).await?;
        Ok(mapping::delivery(again))
    })
    .await
}
