//! How a customer is reminded.

use serde::{Deserialize, Serialize};

use super::SettingsContext;
use crate::Field;

/// One step of dunning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DunningLevel {
    /// 1 to 365: after the due date for the first level, after the reminder before for later ones.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365))]
    pub days: u32,
    /// In minor units of the invoice's currency.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub fee: i64,
}

/// What is in force for somebody, every field set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Dunning {
    /// No reminders.
    pub disable_reminders: bool,
    /// Reminders without fees.
    pub disable_dunning_fees: bool,
    /// In order; empty: no reminders.
    pub levels: Vec<DunningLevel>,
}

impl Default for Dunning {
    fn default() -> Self {
        let level = |days| DunningLevel { days, fee: 0 };
        Self {
            disable_reminders: false,
            disable_dunning_fees: false,
            levels: vec![level(7), level(7), level(14)],
        }
    }
}

impl Dunning {
    /// What is in force where `own` stands above these values.
    #[must_use]
    pub fn overlaid(self, own: &DunningOwn) -> Self {
        Self {
            disable_reminders: own.disable_reminders.unwrap_or(self.disable_reminders),
            disable_dunning_fees: own.disable_dunning_fees.unwrap_or(self.disable_dunning_fees),
            levels: own.levels.clone().unwrap_or(self.levels),
        }
    }
}

/// What is set at one level; an absent field is inherited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DunningOwn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disable_reminders: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disable_dunning_fees: Option<bool>,
    /// Of the tenant alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<DunningLevel>>,
}

impl DunningOwn {
    /// With the fields that were sent; null inherits again.
    #[must_use]
    pub fn patched(self, patch: DunningPatch) -> Self {
        Self {
            disable_reminders: patch.disable_reminders.or(self.disable_reminders),
            disable_dunning_fees: patch.disable_dunning_fees.or(self.disable_dunning_fees),
            levels: patch.levels.or(self.levels),
        }
    }
}

/// A change: an absent field stays, null inherits again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DunningPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub disable_reminders: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub disable_dunning_fees: Field<bool>,
    /// Of the tenant alone; at most 5.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<DunningLevel>>))]
    pub levels: Field<Vec<DunningLevel>>,
}

impl DunningPatch {
    /// Fields of [`DunningView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["context", "values", "own", "inherited"];
}

/// Settings of a customer or of the tenant: what is in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DunningView {
    pub context: SettingsContext,
    pub values: Dunning,
    /// Only what is set here.
    pub own: DunningOwn,
    /// The fields whose value comes from the level above.
    pub inherited: Vec<String>,
}
