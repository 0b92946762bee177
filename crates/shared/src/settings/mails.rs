//! Which mails customers get beside those that nobody can switch off, and where answers go.

use serde::{Deserialize, Serialize};

use super::SettingsContext;
use crate::Field;

/// What is in force for all customers, every field set.
///
/// Confirmations of cancellations, what a cancellation was taken back by, notices about a changed e-mail address or payment
/// method, and what is said of direct debits have no switch: they protect the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailSettings {
    /// Where answers go; null: the contact address of Hosted Pages, else nowhere.
    pub reply_to: Option<String>,
    /// Days before the last day on which a renewal can be prevented; 0: no reminder.
    pub renewal_reminder_days: u32,
    /// Days before a trial ends; 0: no reminder.
    pub trial_reminder_days: u32,
    /// Whether customers are told that their payment came in, or was given back.
    pub payment_receipts: bool,
    /// Whether customers are told that collecting failed, or that their money went back to the bank.
    pub payment_failures: bool,
    /// Whether customers are told that a billing address changed.
    pub address_changes: bool,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            reply_to: None,
            renewal_reminder_days: 30,
            trial_reminder_days: 3,
            payment_receipts: true,
            payment_failures: true,
            address_changes: true,
        }
    }
}

impl MailSettings {
    /// What is in force where `own` stands above these values.
    #[must_use]
    pub fn overlaid(self, own: &MailSettingsOwn) -> Self {
        Self {
            reply_to: own.reply_to.clone().or(self.reply_to),
            renewal_reminder_days: own.renewal_reminder_days.unwrap_or(self.renewal_reminder_days),
            trial_reminder_days: own.trial_reminder_days.unwrap_or(self.trial_reminder_days),
            payment_receipts: own.payment_receipts.unwrap_or(self.payment_receipts),
            payment_failures: own.payment_failures.unwrap_or(self.payment_failures),
            address_changes: own.address_changes.unwrap_or(self.address_changes),
        }
    }
}

/// What the tenant has set; an absent field is the system's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MailSettingsOwn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_reminder_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial_reminder_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_receipts: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_failures: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_changes: Option<bool>,
}

impl MailSettingsOwn {
    /// With the fields that were sent; null takes the system's value again.
    #[must_use]
    pub fn patched(self, patch: MailSettingsPatch) -> Self {
        Self {
            reply_to: patch.reply_to.or(self.reply_to),
            renewal_reminder_days: patch.renewal_reminder_days.or(self.renewal_reminder_days),
            trial_reminder_days: patch.trial_reminder_days.or(self.trial_reminder_days),
            payment_receipts: patch.payment_receipts.or(self.payment_receipts),
            payment_failures: patch.payment_failures.or(self.payment_failures),
            address_changes: patch.address_changes.or(self.address_changes),
        }
    }
}

/// A change: an absent field stays, null takes the system's value again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MailSettingsPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "email", example = "service@example.com"))]
    pub reply_to: Field<String>,
    /// 0 to 90; 0: no reminder.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 0, maximum = 90))]
    pub renewal_reminder_days: Field<u32>,
    /// 0 to 30; 0: no reminder.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 0, maximum = 30))]
    pub trial_reminder_days: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub payment_receipts: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub payment_failures: Field<bool>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub address_changes: Field<bool>,
}

impl MailSettingsPatch {
    /// Fields of [`MailSettingsView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["context", "values", "own", "inherited"];
}

/// The tenant's settings: what is in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailSettingsView {
    pub context: SettingsContext,
    pub values: MailSettings,
    /// Only what is set here.
    pub own: MailSettingsOwn,
    /// The fields whose value is the system's.
    pub inherited: Vec<String>,
}
