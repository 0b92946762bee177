//! How what customers owe is collected.

use serde::{Deserialize, Serialize};

use super::SettingsContext;
use crate::Field;

/// What is in force for all customers, every field set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Collection {
    /// Days after each failed attempt until the next; when they are used up, nothing is tried by itself any more.
    #[cfg_attr(feature = "openapi", schema(example = json!([3, 5, 7])))]
    pub retry_days: Vec<u16>,
    /// Whether the payment method that subscriptions are collected with stays until there is another.
    pub protect_last_method: bool,
    /// Calendar days between the announcement of a SEPA debit and the debit. 14, unless another time was agreed with the
    /// customers (SEPA Core Rulebook).
    pub pre_notification_days: u16,
    /// TARGET business days that the merchant's bank wants a file of debits before the debit.
    pub debit_lead_days: u16,
}

impl Default for Collection {
    fn default() -> Self {
        Self {
            retry_days: vec![3, 5, 7],
            protect_last_method: true,
            pre_notification_days: 14,
            debit_lead_days: 1,
        }
    }
}

impl Collection {
    /// What is in force where `own` stands above these values.
    #[must_use]
    pub fn overlaid(self, own: &CollectionOwn) -> Self {
        Self {
            retry_days: own.retry_days.clone().unwrap_or(self.retry_days),
            protect_last_method: own.protect_last_method.unwrap_or(self.protect_last_method),
            pre_notification_days: own.pre_notification_days.unwrap_or(self.pre_notification_days),
            debit_lead_days: own.debit_lead_days.unwrap_or(self.debit_lead_days),
        }
    }
}

/// What the tenant has set; an absent field is the system's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CollectionOwn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_days: Option<Vec<u16>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protect_last_method: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_notification_days: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit_lead_days: Option<u16>,
}

impl CollectionOwn {
    /// With the fields that were sent; null takes the system's value again.
    #[must_use]
    pub fn patched(self, patch: CollectionPatch) -> Self {
        Self {
            retry_days: patch.retry_days.or(self.retry_days),
            protect_last_method: patch.protect_last_method.or(self.protect_last_method),
            pre_notification_days: patch.pre_notification_days.or(self.pre_notification_days),
            debit_lead_days: patch.debit_lead_days.or(self.debit_lead_days),
        }
    }
}

/// A change: an absent field stays, null takes the system's value again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CollectionPatch {
    /// At most 10, each 1 to 60; empty: nothing is tried again by itself.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<u16>>, example = json!([3, 5, 7])))]
    pub retry_days: Field<Vec<u16>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub protect_last_method: Field<bool>,
    /// 1 to 30.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u16>, minimum = 1, maximum = 30))]
    pub pre_notification_days: Field<u16>,
    /// 1 to 10.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u16>, minimum = 1, maximum = 10))]
    pub debit_lead_days: Field<u16>,
}

impl CollectionPatch {
    /// Fields of [`CollectionView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["context", "values", "own", "inherited"];
}

/// The tenant's settings: what is in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CollectionView {
    pub context: SettingsContext,
    pub values: Collection,
    /// Only what is set here.
    pub own: CollectionOwn,
    /// The fields whose value is the system's.
    pub inherited: Vec<String>,
}
