//! Billing runs.

use serde::{Deserialize, Serialize};

use crate::{BillingRunId, CustomerId, Date, Timestamp, macros::wire_enum};

wire_enum! {
    BillingRunStatus {
        Queued = "queued",
        Running = "running",
        /// Everything that was due was billed.
        Finished = "finished",
        /// Finished, but some subscriptions could not be billed; see `lastFailure`.
        FinishedWithFailures = "finished_with_failures",
    }
}

/// Bills what is due. A day that was billed is never billed again, so a run may be repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "until": "2026-11-22" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BillingRunIn {
    /// Bills periods that begin on or before this day; today when absent, and never later than today.
    pub until: Option<Date>,
    /// Only this customer's subscriptions.
    pub customer: Option<CustomerId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BillingRunView {
    pub id: BillingRunId,
    pub status: BillingRunStatus,
    pub until: Date,
    pub customer: Option<CustomerId>,
    /// Subscriptions that were due when it began.
    pub subscriptions_due: u64,
    pub subscriptions_done: u64,
    pub invoices_issued: u64,
    pub failures: u64,
    /// What the last failure said, and of which subscription.
    pub last_failure: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}
