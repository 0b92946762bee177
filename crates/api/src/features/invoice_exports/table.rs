//! The table of an export: a line an invoice, and for each rate of tax what it is charged on and the tax.

use std::{cmp::Reverse, collections::BTreeSet};

use portico_shared::{Money, invoices::InvoiceTax, subscriptions::TaxCategory};

use super::words::{COLUMNS, Words};
use crate::{db::entities::invoices, features::imports::fields::escape};

/// The rates that the invoices of an export have, the highest first: they follow the columns that are always there.
#[derive(Debug, Default)]
pub struct Rates {
    all: BTreeSet<(Reverse<u32>, TaxCategory)>,
    words: Words,
}

impl Rates {
    pub fn new(words: Words) -> Self {
        Self {
            words,
            ..Self::default()
        }
    }

    /// # Errors
    /// When its taxes cannot be read.
    pub fn add(&mut self, row: &invoices::Model) -> Result<(), serde_json::Error> {
        let taxes = taxes(row)?;
        self.all
            .extend(taxes.iter().map(|tax| (Reverse(tax.tax_rate), tax.tax_category)));
        Ok(())
    }

    /// The first line.
    pub fn names(&self) -> Vec<String> {
        let (net, tax) = self.words.of_rate();
        let of_rates = self.all.iter().flat_map(|(Reverse(rate), category)| {
            let of = format!("{} % {category}", percent(*rate));
            columns(*rate, format!("{net} {of}"), format!("{tax} {of}"))
        });
        let always = self.words.names().map(str::to_owned);
        always.into_iter().chain(of_rates).collect()
    }

    /// The line of an invoice. What somebody wrote is no formula; amounts stay numbers, also those below zero.
    ///
    /// # Errors
    /// When its taxes cannot be read.
    pub fn line(&self, row: &invoices::Model, customer_number: &str) -> Result<Vec<String>, serde_json::Error> {
        let taxes = taxes(row)?;
        let money = |amount: i64| Money::new(amount, row.currency).to_decimal();
        let of_rates = self.all.iter().flat_map(|(Reverse(rate), category)| {
            let own = taxes
                .iter()
                .find(|tax| tax.tax_rate == *rate && tax.tax_category == *category);
            let own = own.map(|tax| (money(tax.net_amount), money(tax.tax_amount)));
            let (net, tax) = own.unwrap_or_default();
            columns(*rate, net, tax)
        });
        let always = always(row, customer_number, self.words);
        Ok(always.into_iter().chain(of_rates).collect())
    }
}

/// Where there is no tax, its column would say 0 in every line.
fn columns(rate: u32, net: String, tax: String) -> impl Iterator<Item = String> {
    std::iter::once(net).chain((rate > 0).then_some(tax))
}

fn always(row: &invoices::Model, customer_number: &str, words: Words) -> [String; COLUMNS] {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let money = |amount: i64| Money::new(amount, row.currency).to_decimal();
    let address = row.invoice_address.as_ref();
    let vat_id = address
        .and_then(|address| address["vatId"].as_str())
        .unwrap_or_default();
    [
        escape(row.number.as_deref().unwrap_or_default()),
        words.kind(row.kind).to_owned(),
        words.status(row).to_owned(),
        row.creation_date.to_string(),
        day(row.due_date),
        day(row.pay_date),
        escape(row.title.as_deref().unwrap_or_default()),
        row.currency.to_string(),
        money(row.net_amount),
        money(row.tax_amount),
        money(row.gross_amount),
        money(row.open_amount),
        escape(&address.map(name_of).unwrap_or_default()),
        row.id.to_string(),
        escape(customer_number),
        escape(vat_id),
    ]
}

/// Other systems' invoices tell none.
fn taxes(row: &invoices::Model) -> Result<Vec<InvoiceTax>, serde_json::Error> {
    let taxes = row.taxes.clone().map(serde_json::from_value).transpose()?;
    Ok(taxes.unwrap_or_default())
}

/// Basis points as people write them: 19, 7.5.
fn percent(basis_points: u32) -> String {
    let text = format!("{}.{:02}", basis_points / 100, basis_points % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn name_of(address: &serde_json::Value) -> String {
    let part = |name: &str| address[name].as_str().unwrap_or_default().to_owned();
    match part("companyName") {
        company if company.is_empty() => format!("{} {}", part("firstName"), part("lastName")).trim().to_owned(),
        company => company,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_written_without_needless_places() {
        let written = [0, 700, 1000, 1900, 750, 1925, 5].map(percent);
        assert_eq!(written, ["0", "7", "10", "19", "7.5", "19.25", "0.05"]);
    }

    #[test]
    fn there_is_a_column_of_tax_where_there_is_tax() {
        let all = BTreeSet::from([
            (Reverse(0), TaxCategory::ReverseCharge),
            (Reverse(700), TaxCategory::Standard),
            (Reverse(1900), TaxCategory::Standard),
        ]);
        let words = Words::default();
        let names = Rates { all, words }.names();
        let expected = ["net 19 % S", "tax 19 % S", "net 7 % S", "tax 7 % S", "net 0 % AE"];
        assert_eq!(names[COLUMNS..], expected);
    }
}
