//! The words of a table. The merchant's go on to programs: codes as in the API, whatever is spoken there. A customer's are read by a
//! person, in their language; days and amounts are written alike for both.

use portico_shared::{
    customers::Language,
    invoices::{InvoiceStatus, InvoiceType},
};

use crate::db::entities::invoices;

/// Columns that are always there.
pub const COLUMNS: usize = 16;

/// New columns stand last: spreadsheets and programs count on the places of those before.
const ENGLISH: [&str; COLUMNS] = [
    "number",
    "type",
    "status",
    "date",
    "due date",
    "paid on",
    "title",
    "currency",
    "net",
    "tax",
    "gross",
    "open",
    "invoice address",
    "id",
    "customer number",
    "VAT ID",
];

const GERMAN: [&str; COLUMNS] = [
    "Nummer",
    "Art",
    "Status",
    "Datum",
    "Fällig am",
    "Bezahlt am",
    "Bezeichnung",
    "Währung",
    "Netto",
    "USt.",
    "Brutto",
    "Offen",
    "Rechnungsadresse",
    "ID",
    "Kundennummer",
    "USt-IdNr.",
];

/// For whom a table is: a person with their language, or none for the merchant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words(pub Option<Language>);

impl Words {
    /// Of the columns that are always there.
    pub const fn names(self) -> [&'static str; COLUMNS] {
        match self.0 {
            Some(Language::De) => GERMAN,
            Some(Language::En) | None => ENGLISH,
        }
    }

    /// What a tax is charged on, and the tax.
    pub const fn of_rate(self) -> (&'static str, &'static str) {
        match self.0 {
            Some(Language::De) => ("Netto", "USt."),
            Some(Language::En) | None => ("net", "tax"),
        }
    }

    pub const fn kind(self, of: InvoiceType) -> &'static str {
        match (self.0, of) {
            (None, code) => code.as_str(),
            (Some(Language::De), InvoiceType::Invoice) => "Rechnung",
            (Some(Language::En), InvoiceType::Invoice) => "Invoice",
            (Some(Language::De), InvoiceType::Credit) => "Gutschrift",
            (Some(Language::En), InvoiceType::Credit) => "Credit note",
            (Some(Language::De), InvoiceType::Cancellation) => "Storno",
            (Some(Language::En), InvoiceType::Cancellation) => "Cancellation",
        }
    }

    /// Nothing for a person where it is neither paid nor open: a credit note, a cancellation.
    pub fn status(self, row: &invoices::Model) -> &'static str {
        let Some(language) = self.0 else {
            return row.status.as_str();
        };
        let (german, english) = match (row.kind, row.status) {
            (InvoiceType::Credit | InvoiceType::Cancellation, _) => ("", ""),
            (InvoiceType::Invoice, InvoiceStatus::Draft) => ("Entwurf", "Draft"),
            (InvoiceType::Invoice, InvoiceStatus::Finalizing) => ("Wird erstellt", "Being prepared"),
            (InvoiceType::Invoice, InvoiceStatus::Unpaid) => ("Offen", "Open"),
            (InvoiceType::Invoice, InvoiceStatus::Paid) => ("Bezahlt", "Paid"),
            (InvoiceType::Invoice, InvoiceStatus::Reminded) => ("Erinnerung gesendet", "Reminder sent"),
            (InvoiceType::Invoice, InvoiceStatus::Cancelled) => ("Storniert", "Cancelled"),
        };
        match language {
            Language::De => german,
            Language::En => english,
        }
    }
}
