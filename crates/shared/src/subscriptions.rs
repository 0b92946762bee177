//! Subscriptions: terms, items, cancelling, the next invoice.

use serde::{Deserialize, Serialize};

use crate::{
    AddressId, CustomerId, Date, DecimalText, Money, PaymentMethodId, Period, SubscriptionId, SubscriptionItemId,
    Timestamp, addresses::AddressView, customers::CustomerShort, macros::wire_enum,
    payment_methods::PaymentMethodShort,
};

wire_enum! {
    /// There is no status for a trial (see `trialEndsOn`) nor for a pending cancellation
    /// (see `isCancellationPending`).
    SubscriptionStatus {
        Draft = "draft",
        Active = "active",
        Paused = "paused",
        Cancelled = "cancelled",
        Terminated = "terminated",
        Offer = "offer",
    }
}

wire_enum! {
    /// What the unit price includes.
    #[derive(Default)]
    PriceMode {
        /// Tax comes on top.
        #[default]
        Net = "net",
        /// Tax is included.
        Gross = "gross",
    }
}

wire_enum! {
    /// VAT category, UNTDID 5305 as EN 16931 uses it.
    #[derive(Default)]
    TaxCategory {
        /// Standard and reduced rates.
        #[default]
        Standard = "S",
        ZeroRated = "Z",
        Exempt = "E",
        /// The recipient owes the tax (Art. 196 of Directive 2006/112/EC).
        ReverseCharge = "AE",
        /// Delivery inside the EU, exempt.
        IntraCommunity = "K",
        Export = "G",
        OutOfScope = "O",
    }
}

wire_enum! {
    CancellationDateType {
        Immediate = "immediate",
        NextPossible = "next_possible",
        Custom = "custom",
    }
}

/// What was sold, as given with the subscription. There is no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    pub name: String,
    pub code: Option<String>,
    pub description: Option<String>,
}

/// The terms of a contract. A term from 1 Jan 2026 of `12M` is [2026-01-01, 2027-01-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContractDetails {
    /// First moment of the first day, in the tenant's zone.
    pub contract_start: Timestamp,
    /// End of the current term (first moment after it); null when open-ended.
    pub contract_end: Option<Timestamp>,
    /// The last day of the current term, as people read it.
    pub contract_end_last_day: Option<Date>,
    pub contract_period: Option<Period>,
    pub later_contract_period: Option<Period>,
    pub cancellation_period: Option<Period>,
    pub later_cancellation_period: Option<Period>,
    /// True: the contract ends after its first term by itself.
    pub ends_automatically: bool,
    /// Where a cancellation declared today takes effect; null when it cannot be cancelled.
    pub earliest_cancellation_date: Option<Timestamp>,
    pub earliest_cancellation_last_day: Option<Date>,
    /// The last day on which a declaration still reaches `earliestCancellationDate`.
    pub notice_deadline: Option<Date>,
}

/// Percent or amount off, on every invoice or on the first few.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Discount {
    /// Basis points: 1000 is 10 %. Either this or `amount`.
    pub percent: Option<u32>,
    /// Minor units off each line, in the subscription's currency.
    pub amount: Option<i64>,
    /// For how many billing periods; null: always.
    pub periods: Option<u32>,
}

/// When an item was billed, and when next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ItemBilling {
    pub billing_interval: Period,
    pub last_billed_at: Option<Date>,
    pub last_billed_from: Option<Date>,
    /// First day that was not billed yet.
    pub last_billed_to: Option<Date>,
    pub next_billing_at: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionItemView {
    pub id: SubscriptionItemId,
    pub name: String,
    pub description: Option<String>,
    pub quantity: DecimalText,
    /// Major units, at most six places, for example `"49.90"`.
    pub unit_price: DecimalText,
    pub price_mode: PriceMode,
    /// Basis points: 1900 is 19 %.
    pub tax_rate: u32,
    pub tax_category: TaxCategory,
    pub discount: Option<Discount>,
    pub billing: ItemBilling,
}

/// What the next invoice will come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NextInvoice {
    pub date: Date,
    pub net_amount: Money,
    pub tax_amount: Money,
    /// What is missing to the gross amount where prices include tax (EN 16931 BT-114), mostly 0:
    /// `net + tax + rounding = gross`.
    pub rounding_amount: Money,
    /// What is to be paid.
    pub gross_amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CancellationReason {
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own on the wire")]
pub struct SubscriptionView {
    pub id: SubscriptionId,
    pub external_id: Option<String>,
    pub number: String,
    /// The plan's name unless another was given.
    pub name: String,
    pub status: SubscriptionStatus,
    pub customer: CustomerShort,
    pub plan: Option<Plan>,
    pub items: Vec<SubscriptionItemView>,
    /// Its own method; null: the customer's default.
    pub payment_method: Option<PaymentMethodShort>,
    pub default_payment_method: bool,
    /// Its own address; null: the customer's default.
    pub invoice_address: Option<AddressView>,
    pub default_invoice_address: bool,
    pub contract_details: ContractDetails,
    pub activated_at: Option<Timestamp>,
    /// First day after the trial, when billing begins; null without a trial.
    pub trial_ends_on: Option<Date>,
    /// The trial's last day, as people read it.
    pub trial_last_day: Option<Date>,
    /// True while the trial runs.
    pub is_in_trial: bool,
    pub last_billing_at: Option<Date>,
    /// Null when nothing will be billed any more.
    pub next_invoice: Option<NextInvoice>,
    /// When the cancellation was declared.
    pub cancelled_at: Option<Timestamp>,
    /// When it takes effect: first moment after the last day.
    pub cancellation_date: Option<Timestamp>,
    pub cancellation_last_day: Option<Date>,
    pub cancellation_reason: Option<CancellationReason>,
    /// True: it will end in the future, and the cancellation can be revoked.
    pub is_cancellation_pending: bool,
    /// Whether the caller may cancel it now.
    pub can_cancel: bool,
    /// Whether the caller may take the pending cancellation back: customers only their own.
    pub can_revoke: bool,
    pub po_number: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One thing that is billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubscriptionItemIn {
    pub name: String,
    pub description: Option<String>,
    /// More than 0; `"1"` when absent.
    pub quantity: Option<DecimalText>,
    /// Major units, at most six places.
    pub unit_price: DecimalText,
    #[serde(default)]
    pub price_mode: PriceMode,
    /// Basis points: 1900 is 19 %.
    pub tax_rate: u32,
    #[serde(default)]
    pub tax_category: TaxCategory,
    pub discount: Option<Discount>,
    pub billing_interval: Period,
}

/// A new subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubscriptionIn {
    pub customer: CustomerId,
    pub external_id: Option<String>,
    /// Empty: the next of the number range.
    pub number: Option<String>,
    pub name: Option<String>,
    pub plan: Plan,
    /// At least one.
    pub items: Vec<SubscriptionItemIn>,
    /// First day of the contract, past or future; today when absent.
    pub contract_start: Option<Date>,
    pub contract_period: Option<Period>,
    pub later_contract_period: Option<Period>,
    pub cancellation_period: Option<Period>,
    pub later_cancellation_period: Option<Period>,
    #[serde(default)]
    pub ends_automatically: bool,
    /// Days of trial, counted from the contract's start.
    pub trial_days: Option<u32>,
    /// False makes a draft; true (also when absent) an active subscription.
    #[serde(default = "yes")]
    pub activate: bool,
    pub payment_method: Option<PaymentMethodId>,
    pub invoice_address: Option<AddressId>,
    pub po_number: Option<String>,
}

const fn yes() -> bool {
    true
}

/// Cancels a subscription. Customers always get `next_possible`; the other kinds are for the
/// merchant, who may also leave the confirmation mail out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CancelIn {
    /// `next_possible` when absent.
    pub cancellation_date_type: Option<CancellationDateType>,
    /// Required for `custom`: an instant; the contract ends at the start of that day.
    pub cancellation_date: Option<Timestamp>,
    pub send_confirmation_email: Option<bool>,
    /// A reason code; never required.
    pub reason: Option<String>,
}

/// What a cancellation declared now would do; changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CancellationPreview {
    /// First moment after the last day.
    pub cancellation_date: Timestamp,
    /// The last day of the contract; null when it ends at once.
    pub cancellation_last_day: Option<Date>,
    /// True: it ends at once and cannot be revoked.
    pub immediate: bool,
    /// The last day on which a declaration still reaches this date.
    pub notice_deadline: Option<Date>,
    /// Bills that still come before the end.
    pub next_invoice: Option<NextInvoice>,
    /// Where the confirmation goes.
    pub confirmation_email: String,
}
