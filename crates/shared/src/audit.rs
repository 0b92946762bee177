//! Who did what and when: the merchant's audit log, and the feed of a customer.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{CustomerId, LinkId, Timestamp, macros::wire_enum};

/// A change, with who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    pub id: Uuid,
    pub at: Timestamp,
    /// `api:{key id}`, `operator:{id}`, `person:{id}`, `link:{id}` or `system:{name}`.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "operator:01a20397-b036-7000-8004-e9cb25c4b054")
    )]
    pub actor: String,
    /// In which the actor acted: of a person for the customer, or of an operator.
    #[cfg_attr(feature = "openapi", schema(example = "support"))]
    pub role: Option<String>,
    pub session: Option<Uuid>,
    /// The link that the session began with, or that its holder acted by. A person's session without one is a token from
    /// `authenticate`, with which the merchant's own program acts.
    pub link: Option<LinkId>,
    /// Without its last part.
    #[cfg_attr(feature = "openapi", schema(example = "203.0.113.0/24"))]
    pub client_address: Option<String>,
    pub request_id: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "subscription.cancelled"))]
    pub action: String,
    #[cfg_attr(feature = "openapi", schema(example = "subscription"))]
    pub subject_kind: String,
    pub subject: Uuid,
    pub customer: Option<CustomerId>,
    /// What changed, or what else is to be known; erased with the customer.
    pub changes: Vec<AuditChange>,
}

/// A field before and after; null where it was not there. Texts as they are, anything else as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditChange {
    #[cfg_attr(feature = "openapi", schema(example = "status"))]
    pub field: String,
    #[cfg_attr(feature = "openapi", schema(example = "active"))]
    pub before: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "cancelled"))]
    pub after: Option<String>,
}

wire_enum! {
    /// Who it was, as a customer may know it.
    ActivityBy {
        /// Whoever asks.
        You = "you",
        /// Somebody else who may act for the customer.
        Person = "person",
        /// Of the merchant's people and programs, also those that act in the customer's name.
        Merchant = "merchant",
        /// Whoever held a link for a payment method.
        Link = "link",
        /// By itself, on its day.
        System = "system",
    }
}

/// Something that concerns a customer, as they see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    pub id: Uuid,
    pub at: Timestamp,
    pub by: ActivityBy,
    /// Of a person who may still act for the customer.
    pub email: Option<String>,
    /// Of people and of who held a link. Without its last part.
    #[cfg_attr(feature = "openapi", schema(example = "203.0.113.0/24"))]
    pub client_address: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "subscription.cancelled"))]
    pub action: String,
    pub subject: Uuid,
}
