//! Invoices, credit notes and cancellations.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, CustomerId, Date, DecimalText, InvoiceId, Money, PaymentId, PaymentMethodId, SubscriptionId,
    SubscriptionItemId, Timestamp,
    addresses::AddressView,
    customers::CustomerShort,
    macros::wire_enum,
    subscriptions::{PriceMode, TaxCategory},
};

wire_enum! {
    InvoiceStatus {
        Draft = "STATUS_DRAFT",
        /// Issued, its documents are being made.
        Finalizing = "STATUS_FINALIZING",
        Unpaid = "STATUS_UNPAID",
        Paid = "STATUS_PAID",
        Reminded = "STATUS_REMINDED",
        Cancelled = "STATUS_CANCELLED",
    }
}

wire_enum! {
    InvoiceType {
        Invoice = "TYPE_INVOICE",
        /// Credit note.
        Credit = "TYPE_CREDIT",
        /// Takes back a whole invoice.
        Cancellation = "TYPE_CANCELLATION",
    }
}

wire_enum! {
    InvoiceSource { Portico = "portico", External = "external" }
}

wire_enum! {
    DunningStatus { None = "none", Reminded = "reminded" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InvoiceView {
    pub id: InvoiceId,
    pub external_id: Option<String>,
    pub number: Option<String>,
    #[serde(rename = "type")]
    pub kind: InvoiceType,
    pub status: InvoiceStatus,
    pub source: InvoiceSource,
    pub customer: CustomerShort,
    pub subscription: Option<SubscriptionId>,
    /// The invoice that a credit note or cancellation belongs to.
    pub referenced_invoice: Option<InvoiceId>,
    pub currency_code: Currency,
    pub creation_date: Date,
    pub finalization_date: Option<Date>,
    pub due_date: Option<Date>,
    pub pay_date: Option<Date>,
    pub last_reminder_date: Option<Date>,
    pub last_sent_at: Option<Timestamp>,
    pub dunning_level: u32,
    pub net_amount: Money,
    pub tax_amount: Money,
    /// What is missing to the gross amount where prices include tax (EN 16931 BT-114), mostly 0:
    /// `net + tax + rounding = gross`.
    pub rounding_amount: Money,
    /// What is to be paid; negative on credit notes and cancellations.
    pub gross_amount: Money,
    pub discount_amount: Money,
    /// What is still to be paid, dunning fees included.
    pub open_amount: Money,
    pub paid_amount: Money,
    /// What credit notes took off.
    pub credited_amount: Money,
    pub dunning_fee_amount: Money,
    /// What was paid beyond what is owed after cancellations and credit notes: to be given back.
    pub refund_amount: Money,
    pub dunning_status: DunningStatus,
    /// The subscription's own method when it was issued; null: the customer's default.
    pub payment_method: Option<PaymentMethodId>,
    /// Open and past its due date, today in the tenant's zone.
    pub is_overdue: bool,
    /// The last try to collect it failed.
    pub last_payment_failed: bool,
    pub title: Option<String>,
    pub introduction: Option<String>,
    pub closing: Option<String>,
    /// As printed on the document.
    pub invoice_address: Option<AddressView>,
    /// The lines; only in the answer for a single invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positions: Option<Vec<InvoiceLine>>,
    /// The tax of each category and rate; only in the answer for a single invoice, and only of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxes: Option<Vec<InvoiceTax>>,
}

/// The tax of one category and rate (EN 16931 BG-23). Amounts are minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceTax {
    pub tax_category: TaxCategory,
    /// Basis points: 1900 is 19 %.
    pub tax_rate: u32,
    /// What the tax is charged on.
    pub net_amount: i64,
    pub tax_amount: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceLine {
    pub name: String,
    pub description: Option<String>,
    pub quantity: DecimalText,
    pub unit_price: DecimalText,
    /// Basis points: 1900 is 19 %.
    pub tax_rate: u32,
    #[serde(default)]
    pub tax_category: TaxCategory,
    /// Minor units, after discount.
    pub net_amount: i64,
    /// Whether unit price, `discountAmount` and `amount` include tax.
    #[serde(default)]
    pub price_mode: PriceMode,
    /// What was taken off, in minor units.
    #[serde(default)]
    pub discount_amount: i64,
    /// On credit notes and cancellations: which line of the invoice it takes back, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited_position: Option<u32>,
    /// The item that it bills. Not on invoices of other systems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_item: Option<SubscriptionItemId>,
    /// Quantity × unit price − discount, net or gross as `priceMode` says; absent: `netAmount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Of a period that is billed in part: how many days of it, out of `periodDays`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_days: Option<u32>,
    /// First day that the line is for.
    pub period_start: Option<Date>,
    /// Last day that the line is for.
    pub period_end: Option<Date>,
}

/// An invoice that another system issued: with its own number and totals. All amounts are minor
/// units and `netAmount + taxAmount + roundingAmount = grossAmount`; lines, where given, add up to `netAmount`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "customer": "01a20397-b036-7000-8004-1147a6ab4c7c", "number": "ALT-2025-0815", "currencyCode": "EUR", "creationDate": "2025-12-01", "dueDate": "2025-12-15",
    "netAmount": 4900, "taxAmount": 931, "grossAmount": 5831
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceIn {
    pub customer: CustomerId,
    pub external_id: Option<String>,
    /// Unique within the tenant.
    pub number: String,
    /// `TYPE_INVOICE` when absent.
    #[serde(rename = "type")]
    pub kind: Option<InvoiceType>,
    /// `STATUS_UNPAID`, `STATUS_PAID`, `STATUS_REMINDED` or `STATUS_CANCELLED`; unpaid when absent.
    pub status: Option<InvoiceStatus>,
    pub subscription: Option<SubscriptionId>,
    pub referenced_invoice: Option<InvoiceId>,
    pub currency_code: Currency,
    /// The invoice's date.
    pub creation_date: Date,
    pub due_date: Option<Date>,
    /// Required for `STATUS_PAID`, refused otherwise.
    pub pay_date: Option<Date>,
    pub net_amount: i64,
    pub tax_amount: i64,
    /// BT-114 of EN 16931, 0 when absent.
    #[serde(default)]
    pub rounding_amount: i64,
    pub gross_amount: i64,
    pub title: Option<String>,
    #[serde(default)]
    pub positions: Vec<InvoiceLine>,
}

/// A cancellation of a whole invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "reason": "Falsche Anschrift", "billAgain": true })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CancelInvoiceIn {
    /// Printed on the cancellation.
    pub reason: Option<String>,
    /// Bills the same period anew with the next billing run, for example with a corrected address. Only for the last
    /// period that was billed.
    pub bill_again: bool,
}

/// A credit note for some of what an invoice charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "positions": [{ "position": 0, "amount": 1000 }], "reason": "Drei Tage ohne Zugang" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditIn {
    /// At least one.
    pub positions: Vec<CreditPosition>,
    /// Printed on the credit note.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditPosition {
    /// Which line of the invoice, counted from 0.
    pub position: u32,
    /// Minor units, net or gross as the line's prices are; at most what is left of the line.
    pub amount: i64,
}

wire_enum! {
    PaymentStatus {
        /// Asked for at the gateway, no answer yet.
        Pending = "pending",
        Succeeded = "succeeded",
        Failed = "failed",
    }
}

wire_enum! {
    PaymentSource {
        /// By us, with the customer's payment method.
        Collected = "collected",
        /// It came in elsewhere and was recorded.
        Recorded = "recorded",
    }
}

/// Money for an invoice that came in elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "amount": 5831, "paidOn": "2026-11-20", "reference": "RE-0000000042 Nordlicht GmbH" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentIn {
    /// Minor units in the invoice's currency; what is open when absent.
    pub amount: Option<i64>,
    /// Today when absent.
    pub paid_on: Option<Date>,
    /// For example the text of the transfer.
    pub reference: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentView {
    pub id: PaymentId,
    pub invoice: InvoiceId,
    pub payment_method: Option<PaymentMethodId>,
    pub source: PaymentSource,
    pub status: PaymentStatus,
    pub amount: Money,
    pub paid_on: Option<Date>,
    pub reference: Option<String>,
    /// Why it failed, as the gateway names it.
    pub failure_code: Option<String>,
    pub created_at: Timestamp,
}
