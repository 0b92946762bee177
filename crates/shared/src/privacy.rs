//! What customers may ask of the data about them: a copy, and that they be erased (articles 15, 17 and 20 GDPR).

use serde::{Deserialize, Serialize};

use crate::{Date, Timestamp, macros::wire_enum};

wire_enum! {
    /// What has to be settled before data can be erased.
    ErasureBlockerKind {
        /// A subscription that has not ended.
        Subscription = "subscription",
        /// An invoice that is not paid.
        Invoice = "invoice",
    }
}

wire_enum! {
    /// What is erased.
    ErasedKind {
        People = "people",
        Addresses = "addresses",
        PaymentMethods = "payment_methods",
        /// What they said and to whom; that they were sent stays.
        Mails = "mails",
    }
}

wire_enum! {
    /// What is kept.
    KeptKind {
        /// Vouchers, with the address that they were sent to: § 147 (3) AO, § 14b `UStG`.
        Invoices = "invoices",
        /// Numbers, plans and dates of contracts, without a name.
        Subscriptions = "subscriptions",
    }
}

/// What an erasure would do, and whether it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ErasureView {
    /// When the customer asked for it; null where they did not, or took it back.
    pub requested_at: Option<Timestamp>,
    /// What has to be settled first; while there is any, nothing is erased.
    pub blockers: Vec<ErasureBlocker>,
    pub erased: Vec<ErasedData>,
    pub kept: Vec<KeptData>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasureBlocker {
    pub kind: ErasureBlockerKind,
    #[cfg_attr(feature = "openapi", schema(example = "S-00000051"))]
    pub number: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasedData {
    pub kind: ErasedKind,
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptData {
    pub kind: KeptKind,
    pub count: u64,
    /// The last day on which the latest of them has to be kept; null: without personal data, so for good.
    pub until: Option<Date>,
}

/// What was erased, and what is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Erasure {
    pub erased_at: Timestamp,
    /// Where nothing is, the customer is gone.
    pub kept: Vec<KeptData>,
}
