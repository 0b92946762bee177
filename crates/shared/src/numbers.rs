//! Number ranges: what customers, subscriptions and documents are called.

use serde::{Deserialize, Serialize};

use crate::macros::wire_enum;

wire_enum! {
    NumberKind {
        Customer = "customer",
        Subscription = "subscription",
        Invoice = "invoice",
        /// Credit notes.
        Credit = "credit",
        /// Cancellations of invoices.
        Cancellation = "cancellation",
        /// References of mandates for direct debits.
        Mandate = "mandate",
    }
}

wire_enum! {
    #[derive(Default)]
    NumberMode {
        #[default]
        Sequential = "sequential",
        /// Ten letters and digits in place of the counter; for customers and subscriptions alone.
        Random = "random",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NumberRangeView {
    pub kind: NumberKind,
    /// Text with the placeholders `{number}` or `{number:8}` (padded with zeros), `{day}`, `{month}`, `{year}` (26),
    /// `{yearLong}` (2026), `{customerNumber}`.
    pub format: String,
    pub mode: NumberMode,
    /// What the counter gives next. Numbers that are in use are passed over.
    pub next_number: i64,
    /// How the next one would read today.
    pub example: String,
}

/// A change of a number range: an absent field stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "format": "RE-{yearLong}-{number:6}", "nextNumber": 1 })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NumberRangePatch {
    pub format: Option<String>,
    pub mode: Option<NumberMode>,
    pub next_number: Option<i64>,
}

impl NumberRangePatch {
    /// Fields of [`NumberRangeView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["kind", "example"];
}
