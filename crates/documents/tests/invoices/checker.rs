//! Asks `tests/documents/check.py`, in one process for many files.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use portico_documents::invoice::Invoice;
use portico_shared::invoices::InvoiceType;
use serde::Deserialize;

const PYTHON: &str = "../../.tools/documents/bin/python";
const CHECK: &str = "../../tests/documents/check.py";

/// What is said about a file.
#[derive(Debug, Deserialize)]
pub struct Report {
    pub file: PathBuf,
    pub errors: Vec<String>,
    pub totals: Option<Totals>,
}

/// As the XML has them.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Totals {
    #[serde(rename = "type")]
    pub type_code: String,
    pub currency: String,
    pub net: String,
    pub tax: String,
    pub rounding: Option<String>,
    pub gross: String,
}

impl Totals {
    pub fn of(invoice: &Invoice) -> Self {
        let digits = invoice.currency.minor_digits();
        let (type_code, sign) = match invoice.kind {
            InvoiceType::Invoice => ("380", 1),
            InvoiceType::Credit => ("381", -1),
            InvoiceType::Cancellation => ("384", 1),
        };
        let shown = |minor: i64| rust_decimal::Decimal::new(sign * minor, digits).to_string();
        Self {
            type_code: type_code.to_owned(),
            currency: invoice.currency.to_string(),
            net: shown(invoice.net_amount),
            tax: shown(invoice.tax_amount),
            rounding: (invoice.rounding_amount != 0).then(|| shown(invoice.rounding_amount)),
            gross: shown(invoice.gross_amount),
        }
    }
}

/// A folder for files that can be looked at afterwards, empty at first.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// One report for each file, in their order.
pub fn check(files: &[PathBuf]) -> Vec<Report> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new(here.join(PYTHON))
        .arg(here.join(CHECK))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the validators are missing: run scripts/setup test");
    let mut input = python.stdin.take().unwrap();
    let names: Vec<String> = files.iter().map(|file| file.to_str().unwrap().to_owned()).collect();
    let writer = thread::spawn(move || input.write_all((names.join("\n") + "\n").as_bytes()).unwrap());
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "the checks broke off");
    let reports = String::from_utf8(output.stdout).unwrap();
    let reports: Vec<Report> = reports
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let checked: Vec<&PathBuf> = reports.iter().map(|report| &report.file).collect();
    assert_eq!(checked, files.iter().collect::<Vec<_>>(), "each file is checked");
    reports
}
