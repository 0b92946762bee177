//! Invoices, credit notes and cancellations.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, CustomerId, Date, DecimalText, InvoiceId, Money, SubscriptionId, Timestamp, addresses::AddressView,
    customers::CustomerShort, macros::wire_enum, subscriptions::TaxCategory,
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
    /// What is still to be paid.
    pub open_amount: Money,
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
    /// First day that the line is for.
    pub period_start: Option<Date>,
    /// Last day that the line is for.
    pub period_end: Option<Date>,
}

/// An invoice that another system issued: with its own number and totals. All amounts are minor
/// units and `netAmount + taxAmount + roundingAmount = grossAmount`; lines, where given, add up to `netAmount`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
