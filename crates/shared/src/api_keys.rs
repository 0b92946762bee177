//! Keys with which a merchant's programs use the API.

use serde::{Deserialize, Serialize};

use crate::{ApiKeyId, Timestamp};

/// Makes a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewApiKey {
    /// What the key is for; at most 100 characters.
    #[cfg_attr(feature = "openapi", schema(example = "ERP"))]
    pub name: String,
    /// Out of `docs/permissions.md`; none that the caller does not hold. Absent: all that the caller holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = json!(["customer:read", "invoice:read"])))]
    pub permissions: Option<Vec<String>>,
    /// In the future. Absent: the key lasts until it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2030-01-01T00:00:00Z"))]
    pub expires_at: Option<Timestamp>,
}

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyView {
    pub id: ApiKeyId,
    #[cfg_attr(feature = "openapi", schema(example = "ERP"))]
    pub name: String,
    /// How the key begins: enough to find it in a configuration.
    #[cfg_attr(feature = "openapi", schema(example = "ptc_live_0123456789abcdef_"))]
    pub prefix: String,
    #[cfg_attr(feature = "openapi", schema(example = json!(["customer:read", "invoice:read"])))]
    pub permissions: Vec<String>,
    /// The one that asks.
    pub is_current: bool,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    /// To the minute.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// A key that was just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyMade {
    /// The whole key: shown now and never again.
    #[cfg_attr(feature = "openapi", schema(example = "ptc_live_0123456789abcdef_…"))]
    pub key: String,
    pub api_key: ApiKeyView,
}
