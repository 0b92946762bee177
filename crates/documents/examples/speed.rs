//! How long an invoice takes, PDF with its XML: the first one of a process, and those after it. Prints JSON.
//!
//! `cargo run --release -p portico-documents --example speed`

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on stops")]
#![allow(dead_code, reason = "the samples are those of the tests, which need more of them")]

#[path = "../tests/invoices/cases.rs"]
mod cases;
#[path = "../tests/invoices/sample.rs"]
mod sample;

use std::time::Instant;

use portico_documents::invoice::{Invoice, Syntax};
use portico_shared::customers::Language;

const RUNS: usize = 200;

/// Another customer and number each time, as in a billing run.
fn numbered(invoice: &Invoice, number: usize) -> Invoice {
    let mut invoice = invoice.clone();
    invoice.number = format!("RE-{number:010}");
    invoice.buyer.name = format!("Nordlicht Reederei {number} GmbH");
    invoice.buyer.street = format!("Große Elbstraße {number}");
    invoice
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1_000.0
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn rounded(milliseconds: f64) -> f64 {
    (milliseconds * 100.0).round() / 100.0
}

fn main() {
    let invoice = sample::invoice(Language::De, &cases::lines());
    let cold = milliseconds(|| drop(invoice.to_pdf(None).unwrap()));
    let pdf = |number| milliseconds(|| drop(numbered(&invoice, number).to_pdf(None).unwrap()));
    let pdfs: Vec<f64> = (0..RUNS).map(pdf).collect();
    let slowest = pdfs.iter().copied().fold(0.0, f64::max);
    let xml = |number| milliseconds(|| drop(numbered(&invoice, number).to_xml(Syntax::FacturX).unwrap()));
    let xmls = (0..RUNS).map(xml).collect();
    let many: Vec<_> = cases::lines().into_iter().cycle().take(200).collect();
    let many = sample::invoice(Language::De, &many);
    let long = |number| milliseconds(|| drop(numbered(&many, number).to_pdf(None).unwrap()));
    let longs = (0..RUNS / 20).map(long).collect();
    let report = serde_json::json!({
        "pdf_cold_ms": rounded(cold),
        "pdf_warm_ms": rounded(median(pdfs)),
        "pdf_warm_slowest_ms": rounded(slowest),
        "pdf_of_200_lines_ms": rounded(median(longs)),
        "xml_ms": rounded(median(xmls)),
        "pdf_bytes": invoice.to_pdf(None).unwrap().len(),
    });
    println!("{report:#}");
}
