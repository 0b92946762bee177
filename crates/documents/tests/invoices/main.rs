//! Invoices against the validators of others (`tests/documents/check.py`), and what stands on their pages.
//! `scripts/setup test` installs what that takes; without it the tests fail.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod bytes;
mod cases;
mod checker;
mod generated;
mod pages;
mod refusals;
mod sample;

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use checker::{Totals, check, folder};
use portico_documents::invoice::{Invoice, Syntax};
use portico_shared::customers::Language::{self, De, En};
use rust_decimal::Decimal;

/// Of how many generated invoices a PDF is made as well. Unoptimised, making and checking one takes a third of a second,
/// and 500 would take three minutes; what a PDF adds to its XML does not depend on the amounts, which are in all 500.
const GENERATED_PDFS: usize = 40;
const GENERATED: usize = 500;

/// The text of a PDF in the order in which it is read out, each run of spaces and line breaks as one space.
fn text_of(pdf: &[u8]) -> String {
    let text = pdftotext(pdf, "-raw");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pdftotext(pdf: &[u8], how: &str) -> String {
    let mut pdftotext = Command::new("pdftotext")
        .args([how, "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is missing: run scripts/setup test");
    let mut input = pdftotext.stdin.take().unwrap();
    let pdf = pdf.to_owned();
    let writer = std::thread::spawn(move || input.write_all(&pdf).unwrap());
    let output = pdftotext.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

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

    /// The totals on its pages are the document's.
    fn add_pdf(&mut self, name: &str, invoice: &Invoice) {
        let pdf = invoice.to_pdf(None).unwrap();
        let text = text_of(&pdf);
        for total in printed_totals(invoice) {
            assert!(text.contains(&total), "{name}: {total:?} is not in {text:?}");
        }
        self.add(&format!("{name}.pdf"), invoice, &pdf);
    }

    /// No validator finds anything, and the totals in the XML are the document's.
    fn assert_accepted(&self) {
        let reports = check(&self.files).into_iter().zip(&self.invoices);
        let wrong =
            reports.filter(|(report, invoice)| !report.errors.is_empty() || report.totals != Some(Totals::of(invoice)));
        let wrong: Vec<_> = wrong.map(|(report, _)| report).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// Net, tax and what is to be paid, each after its name.
fn printed_totals(invoice: &Invoice) -> Vec<String> {
    let said = Totals::of(invoice);
    let names = match (invoice.language, &*said.type_code) {
        (De, "380") => ["Nettobetrag", "Rechnungsbetrag", "Rundung"],
        (De, "381") => ["Nettobetrag", "Gutschriftsbetrag", "Rundung"],
        (De, _) => ["Nettobetrag", "Stornobetrag", "Rundung"],
        (En, "380") => ["Net amount", "Total", "Rounding"],
        (En, "381") => ["Net amount", "Total credit", "Rounding"],
        (En, _) => ["Net amount", "Total cancelled", "Rounding"],
    };
    let amounts = [Some(&said.net), Some(&said.gross), said.rounding.as_ref()];
    let sums = names.into_iter().zip(amounts);
    let sums = sums.filter_map(|(name, amount)| Some(format!("{name} {}", printed(amount?, invoice))));
    let charged = invoice.taxes.iter().filter(|tax| tax.tax_amount != 0);
    let sign = if said.type_code == "381" { -1 } else { 1 };
    let digits = invoice.currency.minor_digits();
    let taxes = charged.map(|tax| printed(&Decimal::new(sign * tax.tax_amount, digits).to_string(), invoice));
    sums.chain(taxes).collect()
}

/// `-1234.50` as the page has it. Written anew here: what is tested does not test itself.
fn printed(amount: &str, invoice: &Invoice) -> String {
    let (sign, amount) = amount.strip_prefix('-').map_or(("", amount), |amount| ("−", amount));
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let (group, point) = if invoice.language == De { (".", ",") } else { (",", ".") };
    let groups: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|part| std::str::from_utf8(part).unwrap())
        .collect();
    let mut number = groups.join(group);
    if !fraction.is_empty() {
        number = number + point + fraction;
    }
    let code = invoice.currency.to_string();
    let symbol = [("EUR", "€"), ("USD", "$"), ("JPY", "¥")]
        .iter()
        .find(|(known, _)| *known == code);
    match (invoice.language, symbol) {
        (De, symbol) => format!("{sign}{number} {}", symbol.map_or(&*code, |(_, symbol)| symbol)),
        (En, Some((_, symbol))) => format!("{sign}{symbol}{number}"),
        (En, None) => format!("{sign}{code} {number}"),
    }
}

fn check_cases(language: Language) {
    let mut batch = Batch::new(&format!("invoices-{}", language.as_str()));
    for (name, invoice) in cases::all(language) {
        batch.add_pdf(name, &invoice);
        if !cases::lacks_for_xrechnung(name) {
            batch.add_xrechnung(name, &invoice);
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
    for (at, invoice) in generated::invoices(GENERATED).iter().enumerate() {
        let name = format!("{at:03}");
        batch.add_xrechnung(&name, invoice);
        if at < GENERATED_PDFS {
            batch.add_pdf(&name, invoice);
        }
        // So what is found about the one holds for the other, in half the time.
        let (hybrid, german) = (
            invoice.to_xml(Syntax::FacturX).unwrap(),
            invoice.to_xml(Syntax::XRechnungCii).unwrap(),
        );
        assert_eq!(after_context(&hybrid), after_context(&german));
    }
    batch.assert_accepted();
}

/// What follows the names of the rules that an XML follows.
fn after_context(xml: &[u8]) -> &str {
    let xml = std::str::from_utf8(xml).unwrap();
    xml.split_once("</rsm:ExchangedDocumentContext>").unwrap().1
}
