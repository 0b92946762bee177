//! Invoices against the validators of others (`tests/documents/check.py`), and what stands on their pages.
//! `scripts/setup test` installs what that takes; without it the tests fail.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod bytes;
mod cases;
mod checker;
mod generated;
mod layouts;
mod pages;
mod picture;
mod reader;
mod refusals;
mod sample;

use std::{num::NonZero, path::PathBuf, thread};

use checker::{Totals, check, folder, shown};
use portico_documents::invoice::{Invoice, Syntax};
use portico_shared::customers::Language::{self, De, En};
use reader::text_of;

const GENERATED: usize = 500;

/// Files on their way to the validators, each with the document that it was made from.
struct Batch {
    folder: PathBuf,
    files: Vec<PathBuf>,
    invoices: Vec<Invoice>,
}

impl Batch {
    fn new(name: &str) -> Self {
        Self {
            folder: folder(name),
            files: Vec::new(),
            invoices: Vec::new(),
        }
    }

    fn add(&mut self, name: &str, invoice: &Invoice, content: &[u8]) {
        let file = self.folder.join(name);
        std::fs::write(&file, content).unwrap();
        self.files.push(file);
        self.invoices.push(invoice.clone());
    }

    fn add_xrechnung(&mut self, name: &str, invoice: &Invoice) {
        for (end, syntax) in [("cii", Syntax::XRechnungCii), ("ubl", Syntax::XRechnungUbl)] {
            self.add(&format!("{name}-{end}.xml"), invoice, &invoice.to_xml(syntax).unwrap());
        }
    }

    /// Made on all cores: setting type takes longer than checking.
    fn add_pdfs<N: AsRef<str> + Sync>(&mut self, named: &[(N, Invoice)]) {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let set = |part: &[(N, Invoice)]| -> Vec<Vec<u8>> {
            let pdfs = part.iter().map(|(name, invoice)| pdf(name.as_ref(), invoice));
            pdfs.collect()
        };
        let pdfs: Vec<Vec<u8>> = thread::scope(|scope| {
            let parts = named.chunks(named.len().div_ceil(cores));
            let parts: Vec<_> = parts.map(|part| scope.spawn(move || set(part))).collect();
            parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
        });
        for ((name, invoice), pdf) in named.iter().zip(&pdfs) {
            self.add(&format!("{}.pdf", name.as_ref()), invoice, pdf);
        }
    }

    /// No validator finds anything, and the totals in the XML are the document's.
    fn assert_accepted(&self) {
        let reports = check(&self.files).into_iter().zip(&self.invoices);
        let wrong =
            reports.filter(|(report, invoice)| !report.errors.is_empty() || report.totals != Some(totals(invoice)));
        let wrong: Vec<_> = wrong.map(|(report, _)| report).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// The totals on its pages are the document's.
fn pdf(name: &str, invoice: &Invoice) -> Vec<u8> {
    let pdf = invoice.to_pdf(None).unwrap();
    let text = text_of(&pdf);
    let charged = invoice.taxes.iter().filter(|tax| tax.tax_amount != 0);
    let taxes: Vec<String> = charged
        .map(|tax| shown(invoice.kind, invoice.currency, tax.tax_amount))
        .collect();
    for total in totals(invoice).printed(invoice.language, &taxes) {
        assert!(text.contains(&total), "{name}: {total:?} is not in {text:?}");
    }
    pdf
}

fn totals(invoice: &Invoice) -> Totals {
    let amounts = [
        invoice.net_amount,
        invoice.tax_amount,
        invoice.rounding_amount,
        invoice.gross_amount,
    ];
    Totals::new(invoice.kind, invoice.currency, amounts)
}

fn check_cases(language: Language) {
    let mut batch = Batch::new(&format!("invoices-{}", language.as_str()));
    let cases = cases::all(language);
    batch.add_pdfs(&cases);
    for (name, invoice) in &cases {
        if !cases::lacks_for_xrechnung(name) {
            batch.add_xrechnung(name, invoice);
        }
    }
    batch.assert_accepted();
}

#[test]
fn each_kind_of_document_is_accepted_in_german() {
    check_cases(De);
}

#[test]
fn each_kind_of_document_is_accepted_in_english() {
    check_cases(En);
}

#[test]
fn invoices_that_nobody_thought_of_are_accepted() {
    let mut batch = Batch::new("generated");
    let generated = generated::invoices(GENERATED).into_iter().enumerate();
    let named: Vec<(String, Invoice)> = generated.map(|(at, invoice)| (format!("{at:03}"), invoice)).collect();
    batch.add_pdfs(&named);
    for (name, invoice) in &named {
        batch.add_xrechnung(name, invoice);
    }
    batch.assert_accepted();
}
