//! Files of invoices: where they are fetched, which can be sent, and what an export is told. Pure.

use portico_shared::{
    CustomerId,
    documents::{Balance, BalanceView, ExportFormat, ExportStatus, InvoiceExportView},
    invoices::{InvoiceSource, InvoiceStatus, InvoiceView},
};
use portico_ui::{
    client::{Body, Value},
    texts::console as t,
};

/// The kind of a PDF, as the API wants it declared.
pub(super) const PDF: &str = "application/pdf";
/// What the API takes of one.
const MOST_BYTES: f64 = 10.0 * 1024.0 * 1024.0;

const DOCUMENTS: &str = "/api/documents/";

/// The path of a file's address, on the host that one is on: the address may name another of the merchant's. None for what
/// leads elsewhere.
pub(super) fn path_of(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = &rest[rest.find('/')?..];
    path.starts_with(DOCUMENTS).then_some(path)
}

/// Those that there are: how the API calls each, and what its button is called.
pub(super) fn formats(invoice: &InvoiceView) -> Vec<(&'static str, &'static str)> {
    let all = [(invoice.has_pdf, ("pdf", "PDF")), (invoice.has_xml, ("xml", "XML"))];
    let there = all.into_iter().filter(|(is_there, _)| *is_there);
    there.map(|(_, format)| format).collect()
}

/// Whether a PDF of the merchant's own can be served for it.
pub(super) fn takes_pdf(invoice: &InvoiceView) -> bool {
    invoice.status != InvoiceStatus::Draft || invoice.source == InvoiceSource::External
}

/// What a PDF of the merchant's own takes the place of.
pub(super) fn replaces(invoice: &InvoiceView) -> &'static str {
    match invoice.source {
        InvoiceSource::Portico => t::upload_text(),
        InvoiceSource::External => t::upload_text_external(),
    }
}

/// What follows where a PDF of the merchant's own is taken back, and what the button is called.
pub(super) fn taking_back(source: InvoiceSource) -> (&'static str, &'static str) {
    match source {
        InvoiceSource::Portico => (t::upload_own_text(), t::upload_take_back()),
        InvoiceSource::External => (t::upload_own_text_external(), t::upload_remove()),
    }
}

/// What was done about it.
pub(super) fn done(invoice: &InvoiceView) -> String {
    let number = invoice.number.as_deref().unwrap_or_default();
    match (invoice.has_own_pdf, invoice.source) {
        (Some(false), InvoiceSource::Portico) => t::upload_taken_back(number),
        (Some(false), InvoiceSource::External) => t::upload_removed(number),
        _ => t::upload_done(number),
    }
}

/// What is plain to see about a file before it is sent. Some systems know no kind of it.
pub(super) fn wrong_file(name: &str, kind: &str, bytes: f64) -> Option<&'static str> {
    let is_named_so = name.to_lowercase().ends_with(".pdf");
    if kind != PDF && !(kind.is_empty() && is_named_so) {
        Some(t::wrong_pdf())
    } else if bytes > MOST_BYTES {
        Some(t::wrong_pdf_size())
    } else {
        None
    }
}

/// What is open in each currency; nothing where nothing is.
pub(super) fn open(balance: &BalanceView) -> Vec<&Balance> {
    let all = balance.balances.iter();
    all.filter(|one| one.open_invoices > 0).collect()
}

/// Which invoices of a customer are exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Export {
    pub(super) format: ExportFormat,
    /// The first and the last day, as date fields spell them; empty for any.
    pub(super) from: String,
    pub(super) until: String,
}

impl Export {
    pub(super) const fn new() -> Self {
        Self {
            format: ExportFormat::Zip,
            from: String::new(),
            until: String::new(),
        }
    }

    pub(super) fn body(&self, customer: CustomerId) -> Body {
        let day = |name: &'static str, text: &String| {
            let said = (!text.is_empty()).then(|| text.clone());
            said.map(|text| (name, Value::Text(text)))
        };
        let days = [day("from", &self.from), day("to", &self.until)];
        let always = [
            ("format", Value::Text(self.format.as_str().to_owned())),
            ("customer", Value::Text(customer.to_string())),
        ];
        always.into_iter().chain(days.into_iter().flatten()).collect()
    }

    /// The period ends before it begins.
    pub(super) fn is_backwards(&self) -> bool {
        !self.from.is_empty() && !self.until.is_empty() && self.from > self.until
    }
}

/// Where an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// So many of so many.
    Running(u32, u32),
    /// So many, and so many of them without a file.
    Finished(u32, u32),
    Failed,
}

impl Progress {
    pub(super) fn of(export: &InvoiceExportView) -> Self {
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let total = count(export.total);
        match export.status {
            ExportStatus::Queued | ExportStatus::Running => Self::Running(count(export.done).min(total), total),
            ExportStatus::Finished => Self::Finished(total, count(export.without_file)),
            ExportStatus::Failed => Self::Failed,
        }
    }

    pub(super) fn text(self) -> String {
        match self {
            Self::Running(done, total) => t::export_running(&done.to_string(), &total.to_string()),
            Self::Finished(total, 0) => t::export_finished(total),
            Self::Finished(total, without) => {
                let finished = t::export_finished(total.saturating_sub(without));
                format!("{finished} {}", t::export_without(without))
            }
            Self::Failed => t::export_failed().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::documents::InvoiceExportIn;
    use serde_json::json;

    use super::*;
    use crate::sent::sent;

    const ID: &str = "01930000-0000-7000-8000-000000000001";

    fn invoice(source: &str, status: &str) -> InvoiceView {
        let money = json!({ "amount": 0, "currency": "EUR" });
        serde_json::from_value(json!({
            "id": ID, "externalId": null, "number": "RE-1", "type": "TYPE_INVOICE", "status": status, "source": source,
            "customer": {
                "id": ID, "customerNumber": "KD-1", "timeZone": "Europe/Berlin", "firstName": "Ada", "lastName": null,
                "currencyCode": "EUR", "companyName": null, "datevId": null, "status": "STATUS_ACTIVE"
            },
            "subscription": null, "referencedInvoice": null, "currencyCode": "EUR", "creationDate": "2026-11-30",
            "finalizationDate": null, "dueDate": null, "payDate": null, "lastReminderDate": null, "lastSentAt": null,
            "dunningLevel": 0, "netAmount": money, "taxAmount": money, "roundingAmount": money, "grossAmount": money,
            "discountAmount": money, "openAmount": money, "paidAmount": money, "creditedAmount": money,
            "dunningFeeAmount": money, "refundAmount": money, "dunningStatus": "none", "paymentMethod": null,
            "isOverdue": false, "lastPaymentFailed": false, "title": null, "introduction": null, "closing": null,
            "invoiceAddress": null, "hasPdf": source == "portico", "hasXml": source == "portico"
        }))
        .unwrap()
    }

    fn export(status: &str, done: u64) -> InvoiceExportView {
        serde_json::from_value(json!({
            "id": ID, "format": "zip", "status": status, "total": 3, "done": done, "withoutFile": 0,
            "createdAt": "2026-11-30T12:00:00Z", "finishedAt": null
        }))
        .unwrap()
    }

    #[test]
    fn a_file_is_fetched_from_the_host_that_one_is_on() {
        let path = Some("/api/documents/9zq");
        assert_eq!(path_of("https://acme.example/api/documents/9zq"), path);
        assert_eq!(path_of("http://a.localhost:8080/api/documents/9zq"), path);
        assert_eq!(path_of("/api/documents/9zq"), path);
    }

    #[test]
    fn nothing_leads_anywhere_but_to_a_file() {
        for url in [
            "https://evil.example//other.example/api/documents/9zq",
            "https://acme.example/console",
            "https://acme.example",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(path_of(url), None, "{url}");
        }
    }

    #[test]
    fn only_files_that_there_are_are_offered_and_drafts_take_none() {
        assert_eq!(formats(&invoice("portico", "STATUS_UNPAID")).len(), 2);
        let external = invoice("external", "STATUS_PAID");
        assert!(formats(&external).is_empty(), "none was sent");
        let sent = InvoiceView {
            has_pdf: true,
            ..external
        };
        assert_eq!(formats(&sent), [("pdf", "PDF")]);
        assert!(!takes_pdf(&invoice("portico", "STATUS_DRAFT")));
        assert!(takes_pdf(&invoice("portico", "STATUS_PAID")));
    }

    #[test]
    fn what_was_done_about_a_pdf_is_said_as_it_is_now() {
        let after = |source, own| {
            done(&InvoiceView {
                has_own_pdf: Some(own),
                ..invoice(source, "STATUS_PAID")
            })
        };
        assert_eq!(after("portico", true), t::upload_done("RE-1"));
        assert_eq!(after("portico", false), t::upload_taken_back("RE-1"));
        assert_eq!(after("external", false), t::upload_removed("RE-1"));
    }

    #[test]
    fn only_a_pdf_that_the_api_takes_is_sent() {
        assert_eq!(wrong_file("a.pdf", PDF, MOST_BYTES), None);
        assert_eq!(wrong_file("A.PDF", "", 1.0), None, "no kind known");
        assert_eq!(wrong_file("a.pdf", PDF, MOST_BYTES + 1.0), Some(t::wrong_pdf_size()));
        assert_eq!(wrong_file("a.png", "image/png", 1.0), Some(t::wrong_pdf()));
        assert_eq!(wrong_file("a.exe", "", 1.0), Some(t::wrong_pdf()));
    }

    #[test]
    fn an_export_asks_for_one_customer_and_for_the_days_that_were_given() {
        let id: CustomerId = ID.parse().unwrap();
        let mut export = Export::new();
        assert_eq!(sent(export.body(id)), json!({ "format": "zip", "customer": ID }));
        export.from = "2026-01-01".into();
        export.until = "2026-12-31".into();
        let asked: InvoiceExportIn = serde_json::from_value(sent(export.body(id))).unwrap();
        assert_eq!(asked.customer, Some(id));
        assert!(asked.from.is_some() && asked.to.is_some());
        assert!(!export.is_backwards());
        export.until = "2025-12-31".into();
        assert!(export.is_backwards());
    }

    #[test]
    fn an_export_says_how_far_it_is() {
        assert_eq!(Progress::of(&export("queued", 0)), Progress::Running(0, 3));
        assert_eq!(Progress::of(&export("running", 2)), Progress::Running(2, 3));
        assert_eq!(Progress::of(&export("finished", 3)), Progress::Finished(3, 0));
        let some = InvoiceExportView {
            without_file: 1,
            ..export("finished", 3)
        };
        assert_eq!(Progress::of(&some), Progress::Finished(3, 1));
        assert_eq!(Progress::of(&export("failed", 1)), Progress::Failed);
    }

    #[test]
    fn nothing_is_open_where_all_is_paid() {
        let balance = |open: u64| {
            let money = json!({ "amount": open * 100, "currency": "EUR" });
            let one = json!({
                "openAmount": money, "openInvoices": open, "overdueAmount": money, "overdueInvoices": 0,
                "underwayAmount": money, "underwayInvoices": 0
            });
            serde_json::from_value::<BalanceView>(json!({ "balances": [one], "years": [2026] })).unwrap()
        };
        assert!(open(&balance(0)).is_empty());
        assert_eq!(open(&balance(2)).len(), 1);
    }
}
