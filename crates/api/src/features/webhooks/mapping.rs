//! From rows to views, and to what is sent.

use portico_shared::{
    TenantId, Timestamp,
    webhooks::{DeliveryState, DeliveryView, TryView, WebhookVersion, WebhookView},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    db::entities::{webhook_attempts, webhook_deliveries, webhook_events, webhooks},
    http::{ApiError, ApiResult},
};

pub fn view(row: &webhooks::Model) -> WebhookView {
    WebhookView {
        id: row.id,
        version: WebhookVersion::V1,
        url: row.url.clone(),
        // Written by us alone; an event that is no more is left out.
        events: serde_json::from_value(row.events.clone()).unwrap_or_default(),
        enabled: row.enabled,
        description: row.description.clone(),
        failing_since: row.failing_since.map(Into::into),
        switched_off_at: row.switched_off_at.map(Into::into),
        switched_off_reason: row.switched_off_reason.clone(),
        created_at: row.created_at.into(),
        updated_at: row.updated_at.into(),
        secret: None,
    }
}

pub fn delivery(row: webhook_deliveries::Model) -> DeliveryView {
    let is_pending = row.state == DeliveryState::Pending;
    DeliveryView {
        id: row.id,
        webhook: row.webhook_id,
        event: row.event_id,
        event_type: row.kind,
        sequence: u64::try_from(row.sequence).unwrap_or(0),
        state: row.state,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
        last_error: row.last_error,
        resend_of: row.resend_of,
        created_at: row.created_at.into(),
        next_attempt_at: is_pending.then(|| row.available_at.into()),
        finished_at: row.finished_at.map(Into::into),
        request: None,
        tries: None,
    }
}

pub fn attempt(row: webhook_attempts::Model) -> TryView {
    TryView {
        at: row.at.into(),
        duration_ms: u32::try_from(row.duration_ms).unwrap_or(0),
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        answer: row.answer,
        error: row.error,
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    event: Head<'a>,
    tenant_id: TenantId,
    sequence: i64,
    data: &'a Value,
}

#[derive(Serialize)]
struct Head<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: String,
    version: WebhookVersion,
    created: Timestamp,
}

/// The body that is sent: the same for each try. None once its content was erased.
pub fn body(event: &webhook_events::Model, sequence: i64) -> ApiResult<Option<Vec<u8>>> {
    let Some(data) = &event.data else { return Ok(None) };
    let envelope = Envelope {
        event: Head {
            kind: event.kind.as_str(),
            id: event.id.to_string(),
            version: WebhookVersion::V1,
            created: event.created_at.into(),
        },
        tenant_id: event.tenant_id,
        sequence,
        data,
    };
    serde_json::to_vec(&envelope).map(Some).map_err(ApiError::internal)
}
