//! Asks `tests/documents/check.py`, in one process for many files.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use portico_shared::{
    Currency,
    customers::Language::{self, De, En},
    invoices::InvoiceType,
};
use rust_decimal::Decimal;
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
    /// Of amounts as they are stored: net, tax, rounding, and what is to be paid.
    pub fn new(kind: InvoiceType, currency: Currency, amounts: [i64; 4]) -> Self {
        let [net, tax, rounding, gross] = amounts.map(|minor| shown(kind, currency, minor));
        let type_code = match kind {
            InvoiceType::Invoice => "380",
            InvoiceType::Credit => "381",
            InvoiceType::Cancellation => "384",
        };
        Self {
            type_code: type_code.to_owned(),
            currency: currency.to_string(),
            net,
            tax,
            rounding: (amounts[2] != 0).then_some(rounding),
            gross,
        }
    }

    /// As a page has them: net and what is to be paid, each after its name, and `taxes`, which are those of each rate.
    pub fn printed(&self, language: Language, taxes: &[String]) -> Vec<String> {
        let names = match (language, &*self.type_code) {
            (De, "380") => ["Nettobetrag", "Rechnungsbetrag", "Rundung"],
            (De, "381") => ["Nettobetrag", "Gutschriftsbetrag", "Rundung"],
            (De, _) => ["Nettobetrag", "Stornobetrag", "Rundung"],
            (En, "380") => ["Net amount", "Total", "Rounding"],
            (En, "381") => ["Net amount", "Total credit", "Rounding"],
            (En, _) => ["Net amount", "Total cancelled", "Rounding"],
        };
        let printed = |amount: &str| printed(amount, language, &self.currency);
        let amounts = [Some(&self.net), Some(&self.gross), self.rounding.as_ref()];
        let sums = names.into_iter().zip(amounts);
        let sums = sums.filter_map(|(name, amount)| Some(format!("{name} {}", printed(amount?))));
        sums.chain(taxes.iter().map(|tax| printed(tax))).collect()
    }
}

/// An amount in minor units as a document of its kind says it: a credit note tells what it gives back.
pub fn shown(kind: InvoiceType, currency: Currency, minor: i64) -> String {
    let sign = if kind == InvoiceType::Credit { -1 } else { 1 };
    Decimal::new(sign * minor, currency.minor_digits()).to_string()
}

/// `-1234.50` as the page has it. Written anew here: what is tested does not test itself.
pub fn printed(amount: &str, language: Language, currency: &str) -> String {
    let (sign, amount) = amount.strip_prefix('-').map_or(("", amount), |amount| ("−", amount));
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let (group, point) = if language == De { (".", ",") } else { (",", ".") };
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
    let symbol = [("EUR", "€"), ("USD", "$"), ("JPY", "¥")]
        .iter()
        .find(|(known, _)| *known == currency);
    match (language, symbol) {
        (De, symbol) => format!("{sign}{number} {}", symbol.map_or(currency, |(_, symbol)| symbol)),
        (En, Some((_, symbol))) => format!("{sign}{symbol}{number}"),
        (En, None) => format!("{sign}{currency} {number}"),
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
