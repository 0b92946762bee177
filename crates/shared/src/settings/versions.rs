//! The history of Hosted Pages.

use serde::{Deserialize, Serialize};

use super::HostedPages;
use crate::Timestamp;

/// A field that a version changed, both sides as text: `true`, `de, en`, `#0f766e`; null: not set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SettingChange {
    /// For example `showInvoices`.
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A row of `GET /settings/hosted-pages/versions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SettingsVersion {
    pub version: i64,
    /// Whether it is in force.
    pub is_current: bool,
    /// `api:{key id}`, `operator:{id}` or `system:{name}`.
    pub made_by: String,
    pub note: Option<String>,
    /// The version whose content this one brought back.
    pub restored_from: Option<i64>,
    pub created_at: Timestamp,
    /// Against the version before; empty for the first.
    pub changes: Vec<SettingChange>,
}

/// A version with its whole content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SettingsVersionView {
    pub version: i64,
    /// Whether it is in force.
    pub is_current: bool,
    /// `api:{key id}`, `operator:{id}` or `system:{name}`.
    pub made_by: String,
    pub note: Option<String>,
    /// The version whose content this one brought back.
    pub restored_from: Option<i64>,
    pub created_at: Timestamp,
    /// Against the version before; empty for the first.
    pub changes: Vec<SettingChange>,
    pub settings: HostedPages,
}

/// Brings an old version back, as a new one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreIn {
    /// Why, for the list of versions; at most 500 characters.
    pub note: Option<String>,
}
