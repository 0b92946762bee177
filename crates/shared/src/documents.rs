//! Files of invoices, many of them at once, and who gets them by mail.

use serde::{Deserialize, Serialize};

use crate::{
    CustomerId, Date, InvoiceExportId, InvoiceId, InvoiceRecipientId, Money, Timestamp,
    invoices::{InvoiceStatus, InvoiceType},
    macros::wire_enum,
};

wire_enum! {
    #[derive(Default)]
    DocumentFormat {
        /// PDF/A-3 with the XML of EN 16931 inside, or the PDF that was sent for the invoice.
        #[default]
        Pdf = "pdf",
        /// The XML alone: `XRechnung` where the customer asks for it, else that of the PDF.
        Xml = "xml",
    }
}

/// Where a file can be fetched, by whoever holds the address, until it expires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DownloadLinkView {
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://acme.portal.example/api/documents/qJ8…")
    )]
    pub url: String,
    pub expires_at: Timestamp,
    /// The name under which it is stored.
    #[cfg_attr(feature = "openapi", schema(example = "RE-0000000042.pdf"))]
    pub file_name: String,
}

wire_enum! {
    ExportFormat {
        /// PDF and XML of each.
        Zip = "zip",
        /// A line an invoice, for a spreadsheet.
        Csv = "csv",
    }
}

wire_enum! {
    ExportStatus {
        Queued = "queued",
        Running = "running",
        Finished = "finished",
        Failed = "failed",
    }
}

/// Which invoices are exported: those named, or all that fit. At most 5,000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "format": "zip", "from": "2026-01-01", "to": "2026-12-31" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceExportIn {
    pub format: ExportFormat,
    /// These alone; not an empty list.
    pub invoices: Option<Vec<InvoiceId>>,
    pub customer: Option<CustomerId>,
    #[serde(default)]
    pub status: Vec<InvoiceStatus>,
    #[serde(rename = "type")]
    pub kind: Option<InvoiceType>,
    /// First invoice date.
    pub from: Option<Date>,
    /// Last invoice date.
    pub to: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InvoiceExportView {
    pub id: InvoiceExportId,
    pub format: ExportFormat,
    pub status: ExportStatus,
    /// Invoices that it holds.
    pub total: u64,
    /// Of them, those whose files are ready.
    pub done: u64,
    /// Of them, those that are not in the archive: another system issued them, and no PDF was sent. 0 of a CSV file.
    pub without_file: u64,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// What is open at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BalanceView {
    /// One a currency.
    pub balances: Vec<Balance>,
    /// The years in which there are invoices, the latest first.
    #[cfg_attr(feature = "openapi", schema(example = json!([2026, 2025])))]
    pub years: Vec<i32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    pub open_amount: Money,
    pub open_invoices: u64,
    /// Of it, what is past its due date, and not wholly on its way: the sum over `isOverdue`.
    pub overdue_amount: Money,
    pub overdue_invoices: u64,
    /// Of it, what is wholly on its way: the sum over what `paymentUnderway` covers.
    pub underway_amount: Money,
    pub underway_invoices: u64,
}

/// Somebody who gets a customer's invoices by mail beside the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InvoiceRecipientView {
    pub id: InvoiceRecipientId,
    pub email: String,
    pub created_at: Timestamp,
    /// When the address was proved; null: it waits for that, and gets nothing.
    pub confirmed_at: Option<Timestamp>,
}

/// All of a customer, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoiceRecipients {
    pub data: Vec<InvoiceRecipientView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewInvoiceRecipient {
    #[cfg_attr(feature = "openapi", schema(format = "email"))]
    pub email: String,
}

/// The address that gets invoices from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoiceRecipientConfirmed {
    pub email: String,
}
