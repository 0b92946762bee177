//! Webhooks: where events are sent, and what became of each.

use serde::{Deserialize, Serialize};

use crate::{DeliveryId, EventId, Field, Timestamp, WebhookId, macros::wire_enum};

wire_enum! {
    /// What happened. Spelling: events say `canceled`, statuses `cancelled`.
    WebhookEventType {
        CustomerCreated = "customer.created",
        /// Also: an address, the default payment method, the standing or the check of the VAT ID changed.
        CustomerUpdated = "customer.updated",
        CustomerArchived = "customer.archived",
        CustomerUnarchived = "customer.unarchived",
        /// `data` holds `id`, `externalId` and `customerNumber` alone.
        CustomerDeleted = "customer.deleted",
        SubscriptionCreated = "subscription.created",
        SubscriptionActivated = "subscription.activated",
        /// An invoice was issued for it.
        SubscriptionBilled = "subscription.billed",
        /// Its items changed.
        SubscriptionChanged = "subscription.changed",
        /// Something changed that has no event of its own: the reason of a cancellation, a trial that was given up.
        SubscriptionUpdated = "subscription.updated",
        SubscriptionPaused = "subscription.paused",
        SubscriptionResumed = "subscription.resumed",
        /// At the declaration; the end comes with `subscription.terminated`.
        SubscriptionCanceled = "subscription.canceled",
        SubscriptionCancellationRevoked = "subscription.cancellation_revoked",
        /// It ended.
        SubscriptionTerminated = "subscription.terminated",
        SubscriptionTrialExpired = "subscription.trial_expired",
        SubscriptionTrialExtended = "subscription.trial_extended",
        SubscriptionInvoiceAddressUpdated = "subscription.invoice_address.updated",
        SubscriptionPaymentMethodUpdated = "subscription.payment_method.updated",
        SubscriptionItemQuantityChanged = "subscription.item.quantity_changed",
        InvoiceCreated = "invoice.created",
        /// Portico issued it.
        InvoiceFinalized = "invoice.finalized",
        InvoiceCredited = "invoice.credited",
        /// A payment came in that does not settle it.
        InvoiceUpdated = "invoice.updated",
        InvoiceCanceled = "invoice.canceled",
        InvoicePaid = "invoice.paid",
        /// Collecting it failed, or the money was taken back.
        InvoiceUnpaid = "invoice.unpaid",
        /// Money for it was given back.
        InvoiceRefunded = "invoice.refunded",
        InvoicePaymentMethodUpdated = "invoice.payment_method.updated",
        InvoiceRemindered = "invoice.remindered",
        /// It can be used.
        PaymentMethodCreated = "payment_method.created",
        /// Its name or standing changed, also by being removed.
        PaymentMethodUpdated = "payment_method.updated",
        /// Asked for by `POST /webhooks/{id}/test`; nobody subscribes to it.
        WebhookTest = "webhook.test",
    }
}

wire_enum! {
    DeliveryState {
        /// Waits for its first or its next try.
        Pending = "pending",
        /// The endpoint answered with a status of 200 to 299.
        Delivered = "delivered",
        /// Given up after a day of tries, or because its content was erased or its endpoint switched off.
        Failed = "failed",
    }
}

wire_enum! {
    /// The form of what is sent.
    WebhookVersion {
        V1 = "v1",
    }
}

/// Where to send which events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "version": "v1", "url": "https://example.com/hooks/portico", "events": ["subscription.canceled", "invoice.paid"], "enabled": true,
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookIn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<WebhookVersion>,
    /// `https://`, at most 2,000 characters, without a password.
    pub url: String,
    /// At least one; `GET /available-webhook-events` lists them.
    pub events: Vec<WebhookEventType>,
    /// True when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// What it is for, at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A change of an endpoint: an absent field stays, `null` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "enabled": false })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = WebhookVersion))]
    pub version: Field<WebhookVersion>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub url: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<WebhookEventType>))]
    pub events: Field<Vec<WebhookEventType>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub enabled: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub description: Field<String>,
}

impl WebhookPatch {
    /// Fields of [`WebhookView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &[
        "id",
        "failingSince",
        "switchedOffAt",
        "switchedOffReason",
        "createdAt",
        "updatedAt",
        "secret",
    ];
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookView {
    pub id: WebhookId,
    pub version: WebhookVersion,
    #[cfg_attr(feature = "openapi", schema(example = "https://example.com/hooks/portico"))]
    pub url: String,
    pub events: Vec<WebhookEventType>,
    pub enabled: bool,
    #[cfg_attr(feature = "openapi", schema(example = "Keeps our CRM up to date"))]
    pub description: Option<String>,
    /// Since when no delivery arrived; null while they do.
    pub failing_since: Option<Timestamp>,
    /// When Portico switched it off; null unless it did.
    pub switched_off_at: Option<Timestamp>,
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Nothing arrived for 3 days; the last answer was 503.")
    )]
    pub switched_off_reason: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// `whsec_` and 32 bytes in Base64. Only in the answers that make it: shown once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw0a1b2c3d4e4=")
    )]
    pub secret: Option<String>,
}

/// A test is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestAccepted {
    /// For the filter `event` of deliveries.
    pub event: EventId,
}

/// All events that an endpoint can ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AvailableEvents {
    pub data: Vec<AvailableEvent>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AvailableEvent {
    #[serde(rename = "type")]
    pub kind: WebhookEventType,
    /// What `data` holds: `customer`, `subscription` or `invoice`, as the API shows it.
    #[cfg_attr(feature = "openapi", schema(example = "subscription"))]
    pub resource: String,
}

/// One event on its way to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryView {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    /// The `webhook-id` header: the same for each try and for what is sent again.
    pub event: EventId,
    #[cfg_attr(feature = "openapi", schema(example = "subscription.canceled"))]
    pub event_type: WebhookEventType,
    /// The place of the event among all of the merchant's, counted from 1.
    #[cfg_attr(feature = "openapi", schema(example = 42))]
    pub sequence: u64,
    pub state: DeliveryState,
    pub attempts: u32,
    /// The HTTP status of the last answer; null: none came.
    #[cfg_attr(feature = "openapi", schema(example = 503))]
    pub last_status: Option<u16>,
    /// Why the last try failed.
    #[cfg_attr(feature = "openapi", schema(example = "the endpoint answered 503"))]
    pub last_error: Option<String>,
    /// The delivery that this one repeats.
    pub resend_of: Option<DeliveryId>,
    pub created_at: Timestamp,
    /// When it is tried next; null once it is settled.
    pub next_attempt_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    /// Where one delivery is read: the body, byte for byte; null once it was erased with its customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "{\"event\":{\"type\":\"webhook.test\",\"id\":\"01a20391-b036-7000-8004-e9cb25c4b054\",\"version\":\"v1\",\"created\":\"2026-11-22T12:00:00Z\"},\"tenantId\":\"01a20391-b036-7000-8000-000000000001\",\"sequence\":42,\"data\":{}}"
        )
    )]
    pub request: Option<String>,
    /// Where one delivery is read: every try, the first first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries: Option<Vec<TryView>>,
}

/// One try to deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TryView {
    pub at: Timestamp,
    /// Milliseconds until the answer, or until it was given up.
    #[cfg_attr(feature = "openapi", schema(example = 87))]
    pub duration_ms: u32,
    /// Null: no answer came.
    #[cfg_attr(feature = "openapi", schema(example = 503))]
    pub status: Option<u16>,
    /// The first 4 KB of the answer.
    #[cfg_attr(feature = "openapi", schema(example = "out of order"))]
    pub answer: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "the endpoint answered 503"))]
    pub error: Option<String>,
}
