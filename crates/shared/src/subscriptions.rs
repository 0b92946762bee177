//! Subscriptions: terms, items, cancelling, the next invoice.

use serde::{Deserialize, Serialize};

use crate::{
    AddressId, CustomerId, Date, DecimalText, Field, Money, PaymentMethodId, Period, SubscriptionId,
    SubscriptionItemId, Timestamp,
    addresses::AddressView,
    customers::CustomerShort,
    invoices::{InvoiceLine, InvoiceTax},
    macros::wire_enum,
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

wire_enum! {
    /// What becomes of the periods that fell into a pause.
    #[derive(Default)]
    MissedPeriods {
        /// They are billed now; dates stay as they are.
        #[default]
        Bill = "bill",
        /// They are skipped; billing begins anew on the day of resuming.
        Skip = "skip",
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
    /// The first day.
    pub contract_start_day: Date,
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
    /// As it would be billed today.
    pub tax_category: TaxCategory,
    /// True: the category follows from where the customer is; see `taxCategory` of a new item.
    pub tax_is_automatic: bool,
    /// True: a period in which the contract ends is billed by the day.
    pub prorates: bool,
    /// False: its quantity stays as it was agreed.
    pub quantity_changeable: bool,
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

/// The next invoice with its lines and taxes, as it would be issued today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NextInvoicePreview {
    pub id: SubscriptionId,
    /// Null when nothing will be billed any more.
    pub next_invoice: Option<NextInvoice>,
    pub positions: Vec<InvoiceLine>,
    pub taxes: Vec<InvoiceTax>,
    /// Where it would be sent.
    pub invoice_address: Option<AddressView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CancellationReason {
    pub code: String,
    /// In the customer's language; null when the merchant's list has no such code.
    pub label: Option<String>,
    pub comment: Option<String>,
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
    /// Where billing begins, when that is not the trial's end or the contract's start.
    pub billing_start: Option<Date>,
    pub paused_at: Option<Timestamp>,
    /// Null when nothing will be billed any more.
    pub next_invoice: Option<NextInvoice>,
    /// When the cancellation was declared.
    pub cancelled_at: Option<Timestamp>,
    /// When it takes effect: first moment after the last day.
    pub cancellation_date: Option<Timestamp>,
    /// Null also where it ended at once.
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
    /// When absent it is decided each time it is billed: `S`; `AE` for customers with a VAT ID in
    /// another country of the EU; `O` for businesses outside the EU.
    pub tax_category: Option<TaxCategory>,
    /// Bills a period in which the contract ends by the day.
    #[serde(default)]
    pub prorates: bool,
    #[serde(default = "yes")]
    pub quantity_changeable: bool,
    pub discount: Option<Discount>,
    pub billing_interval: Period,
}

/// A new subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "customer": "01a20397-b036-7000-8004-1147a6ab4c7c",
    "plan": { "name": "Hafenblick Plus", "code": "plus-2026" },
    "items": [{ "name": "Hafenblick Plus", "unitPrice": "49.00", "taxRate": 1900, "billingInterval": "1M" }],
    "contractPeriod": "12M", "laterContractPeriod": "12M", "cancellationPeriod": "1M", "laterCancellationPeriod": "1M"
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubscriptionIn {
    pub customer: CustomerId,
    pub external_id: Option<String>,
    /// Empty: the next of the number range.
    pub number: Option<String>,
    pub name: Option<String>,
    pub plan: Plan,
    /// 1 to 250.
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
    /// First day that we bill, for contracts that were billed elsewhere before; the end of the trial or
    /// the contract's start when absent. The billing interval counts from it.
    pub billing_start: Option<Date>,
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "cancellationDateType": "next_possible", "reason": "price" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CancelIn {
    /// `next_possible` when absent.
    pub cancellation_date_type: Option<CancellationDateType>,
    /// Required for `custom`: an instant; the contract ends at the start of that day.
    pub cancellation_date: Option<Timestamp>,
    pub send_confirmation_email: Option<bool>,
    /// A code of `GET /cancellation-reasons`; never required. Merchants may send codes of their own.
    pub reason: Option<String>,
    /// What the customer said about it.
    pub comment: Option<String>,
}

/// Why it was cancelled, told after the declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReasonGiven {
    /// A code of `GET /cancellation-reasons`; absent: as it is; null takes reason and comment back.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reason: Field<String>,
    /// Goes with a reason; a new reason without one drops it.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub comment: Field<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "trialDays": 14 })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ActivateIn {
    /// Days of trial from the contract's start, in place of the draft's.
    pub trial_days: Option<u32>,
    /// First day of the contract. When absent: the draft's, but not before today.
    pub contract_start: Option<Date>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ResumeIn {
    /// `bill` when absent.
    pub missed_periods: MissedPeriods,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtendTrialIn {
    /// More than 0; added to the running trial.
    pub trial_days: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceAddressIn {
    /// null: the customer's default.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub invoice_address: Option<AddressId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubscriptionMethodIn {
    /// null: the customer's default.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub payment_method_id: Option<PaymentMethodId>,
}

/// A field that may be null but has to be there: a forgotten one must not clear what is set.
fn present<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuantityIn {
    /// More than 0; counts from the next period that is billed.
    pub quantity: DecimalText,
}

/// A reason that the merchant offers to people who cancel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CancellationReasonView {
    pub code: String,
    pub position: u32,
    pub labels: ReasonLabels,
    /// Whether people may add words of their own.
    pub allows_comment: bool,
    /// False: not offered any more; old cancellations keep it.
    pub active: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReasonLabels {
    pub de: String,
    pub en: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancellationReasonIn {
    /// `a-z`, `0-9`, `_` and `-`; at most 64 characters; unique.
    pub code: String,
    pub labels: ReasonLabels,
    /// Where it stands among the others; last when absent.
    pub position: Option<u32>,
    #[serde(default)]
    pub allows_comment: bool,
}

/// A change of a reason: an absent field stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "active": false })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CancellationReasonPatch {
    pub labels: Option<ReasonLabels>,
    pub position: Option<u32>,
    pub allows_comment: Option<bool>,
    pub active: Option<bool>,
}

impl CancellationReasonPatch {
    /// Fields of [`CancellationReasonView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["code"];
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
