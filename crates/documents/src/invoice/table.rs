//! The lines and the totals, as the page shows them.

use portico_shared::{Date, customers::Language, subscriptions::TaxCategory};
use serde::Serialize;

use super::{
    format,
    line::Line,
    statement::{self, Statement, Tax},
    words::{Fact, Words},
};

/// Longest text that stays on one page with its line.
const UNBROKEN: usize = 900;

#[derive(Serialize)]
pub(super) struct Row {
    position: String,
    name: String,
    notes: Vec<String>,
    quantity: String,
    price: String,
    tax: String,
    amount: String,
    /// The sum up to and with this line, for where a page ends.
    sum: String,
    breaks: bool,
}

pub(super) fn rows(statement: Statement, words: &Words) -> Vec<Row> {
    let (is_gross, period) = (statement.is_gross(), statement.period);
    let lines = statement.lines.into_iter();
    let lines = lines.map(|line| if is_gross { line } else { line.shown_without_tax() });
    let mut sum = 0_i64;
    let row = |(number, line): (usize, Line)| {
        sum = sum.saturating_add(line.shown.amount);
        let notes = notes(&line, words, period);
        row(number, &line, words, notes, sum)
    };
    (1..).zip(lines).map(row).collect()
}

/// The description, and in one line what else there is to say. Its period only where that is not the whole document's.
fn notes(line: &Line, words: &Words, of_all: Option<(&Date, &Date)>) -> Vec<String> {
    let period = line.period().filter(|period| Some(*period) != of_all);
    let discount = (line.shown.discount != 0).then(|| words.money(line.shown.discount));
    let said = [
        period.map(|period| unbroken(words.period(period), words.invoice.language)),
        line.part.map(|part| statement::days(words.invoice.language, part)),
        discount.map(|discount| words.with("line-discount", &[("discount", &discount)])),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    let description = line.source.description.as_deref().unwrap_or_default().lines();
    let notes = description.map(str::to_owned).chain([said.join(" · ")]);
    notes.filter(|note| !note.trim().is_empty()).collect()
}

/// English has more spaces in it, where a line could end.
fn unbroken(period: String, language: Language) -> String {
    match language {
        Language::De => period,
        Language::En => period.replace(' ', "\u{a0}"),
    }
}

fn row(number: usize, line: &Line, words: &Words, notes: Vec<String>, sum: i64) -> Row {
    let (language, currency) = (words.invoice.language, words.invoice.currency);
    let length = line.source.name.len() + notes.iter().map(String::len).sum::<usize>();
    Row {
        position: number.to_string(),
        name: line.source.name.clone(),
        breaks: length > UNBROKEN,
        notes,
        quantity: format::number(line.shown.quantity, language),
        price: format::price(line.shown.price, currency, language),
        tax: format::percent(line.rate(), language),
        amount: words.money(line.shown.amount),
        sum: words.money(sum),
    }
}

pub(super) fn totals(statement: &Statement, words: &Words) -> Vec<Fact> {
    let discounts = statement.lines.iter().map(|line| {
        if statement.is_gross() {
            line.shown.discount
        } else {
            line.allowance
        }
    });
    let discount = discounts.fold(0, i64::saturating_add);
    let mut totals = Vec::new();
    if discount != 0 {
        totals.push(words.fact("total-discount", words.money(discount)));
    }
    totals.push(words.fact("total-net", words.money(statement.net)));
    let is_untaxed = statement.tax == 0 && statement.taxes.len() < 2 && statement.taxes.iter().all(|tax| tax.rate == 0);
    // Beside what is taxed stands what is not: the shares add up to the net amount (§ 14 (4) Nr. 7 `UStG`).
    for tax in statement.taxes.iter().filter(|_| !is_untaxed) {
        totals.push(Fact {
            name: tax_name(tax, statement, words),
            value: words.money(tax.amount),
        });
    }
    if is_untaxed {
        totals.push(words.fact("total-no-tax", words.money(0)));
    }
    if statement.rounding != 0 {
        totals.push(words.fact("total-rounding", words.money(statement.rounding)));
    }
    totals
}

/// What is charged on which share; where that is nothing, for which reason.
fn tax_name(tax: &Tax, statement: &Statement, words: &Words) -> String {
    let base = words.money(tax.net);
    if let Some(reason) = statement.reason(tax.category) {
        let reason = reason.trim_end_matches('.');
        return words.with("total-untaxed", &[("base", &*base), ("reason", reason)]);
    }
    let rate = format::percent(tax.rate, words.invoice.language);
    let key = if tax.category == TaxCategory::ZeroRated {
        "total-zero-rate"
    } else {
        "total-tax"
    };
    words.with(key, &[("rate", &*rate), ("base", &*base)])
}
