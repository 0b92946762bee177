//! What `invoice.typ` reads: every text as it is printed.

use std::collections::BTreeMap;

use portico_shared::{addresses::town_lines, invoices::InvoiceType};
use serde::Serialize;

use super::{
    Accounting, Invoice, colour, format, payment,
    statement::Statement,
    table,
    words::{Fact, Words},
};
use crate::countries;

#[derive(Serialize)]
pub(super) struct Page<'a> {
    texts: BTreeMap<&'static str, String>,
    accent: String,
    logo: Option<&'static str>,
    merchant: &'a str,
    sender: [String; 2],
    recipient: Vec<String>,
    facts: Vec<Fact>,
    preceding: Option<String>,
    title: Option<&'a str>,
    introduction: Vec<&'a str>,
    notes: Vec<String>,
    rows: Vec<table::Row>,
    totals: Vec<Fact>,
    gross: Fact,
    reasons: Vec<String>,
    payment: Option<payment::Block>,
    closing: Vec<&'a str>,
    footer: Vec<&'a str>,
    columns: Vec<Vec<String>>,
}

pub(super) fn page<'a>(statement: Statement<'a>, words: Words<'a>, logo: Option<&'static str>) -> Page<'a> {
    let invoice = statement.invoice;
    let preceding = invoice.preceding.is_some();
    let gross = ["total-gross", "total-credit", "total-cancellation"];
    let payment = payment::block(&statement, &words);
    let reasons = statement.taxes.iter().filter_map(|tax| statement.reason(tax.category));
    let gross_prices = statement.is_gross() && statement.tax != 0;
    let notes = [
        gross_prices.then(|| words.text("gross-prices")),
        statement.accounting.map(|told| in_own_currency(told, &words)),
    ];
    Page {
        accent: colour::accent(invoice.look.colour.as_deref()),
        logo,
        merchant: &invoice.seller.name,
        sender: sender(invoice),
        recipient: recipient(invoice),
        facts: facts(&statement, &words),
        preceding: preceding
            .then(|| words.by_kind(["", "preceding-credit", "preceding-cancellation"]))
            .filter(|text| !text.is_empty()),
        title: invoice.title.as_deref(),
        introduction: paragraphs(invoice.introduction.as_deref()),
        notes: notes.into_iter().flatten().collect(),
        totals: table::totals(&statement, &words),
        gross: Fact {
            name: words.by_kind(gross),
            value: words.money(statement.gross),
        },
        reasons: reasons.map(sentence).collect(),
        payment,
        closing: paragraphs(invoice.closing.as_deref()),
        footer: invoice
            .look
            .footer
            .as_deref()
            .map(|text| text.lines().collect())
            .unwrap_or_default(),
        columns: columns(&words),
        rows: table::rows(statement, &words),
        texts: words.texts,
    }
}

fn sentence(text: &str) -> String {
    text.trim_end_matches('.').to_owned() + "."
}

/// BT-111 and its rate.
fn in_own_currency((told, tax): (&Accounting, i64), words: &Words) -> String {
    let language = words.invoice.language;
    let by = &told.rate;
    let rate = by.rate.as_str().parse().unwrap_or_default();
    let arguments = [
        ("currency", told.currency.as_str()),
        ("amount", &*format::money(tax, told.currency, language)),
        ("units", &*format::number(by.units.into(), language)),
        ("base", by.base.as_str()),
        ("rate", &*format::number(rate, language)),
        ("quote", by.quote.as_str()),
        ("date", &*words.day(&by.date)),
    ];
    words.with("tax-in-own-currency", &arguments)
}

/// Name and address: for one line, so a long name gives way to the address.
fn sender(invoice: &Invoice) -> [String; 2] {
    let seller = &invoice.seller;
    let town = town_lines(&seller.country_code, &seller.zip, &seller.city).join(", ");
    [seller.name.clone(), format!(" · {} · {town}", seller.street)]
}

/// The address of DIN 5008; the country where the letter leaves the seller's, in capitals.
fn recipient(invoice: &Invoice) -> Vec<String> {
    let buyer = &invoice.buyer;
    let abroad = buyer.country_code != invoice.seller.country_code;
    let country = abroad.then(|| countries::name(&buyer.country_code, invoice.language).to_uppercase());
    let contact = buyer.contact_name.clone().filter(|contact| *contact != buyer.name);
    let town = town_lines(&buyer.country_code, &buyer.zip, &buyer.city);
    let lines = [
        Some(buyer.name.clone()),
        contact,
        buyer.addition.clone(),
        Some(buyer.street.clone()),
    ];
    let lines = lines.into_iter().flatten().chain(town).chain(country);
    lines.filter(|line| !line.trim().is_empty()).collect()
}

/// The information block of DIN 5008.
fn facts(statement: &Statement, words: &Words) -> Vec<Fact> {
    let invoice = statement.invoice;
    let date = words.by_kind(["date-invoice", "date-other", "date-other"]);
    let (period, delivered) = match statement.period {
        Some(period) => (Some(words.period(period)), None),
        None => (None, Some(words.day(&invoice.issued_on))),
    };
    let due = invoice.due_on.as_ref().filter(|_| invoice.kind == InvoiceType::Invoice);
    let mut facts = vec![
        Fact {
            name: words.by_kind(["number-invoice", "number-credit", "number-cancellation"]),
            value: invoice.number.clone(),
        },
        Fact {
            name: date,
            value: words.day(&invoice.issued_on),
        },
    ];
    let more = [
        ("due", due.map(|day| words.day(day))),
        ("customer", Some(invoice.buyer.customer_number.clone())),
        ("period", period),
        ("delivered", delivered),
        ("contract", invoice.contract_reference.clone()),
        ("order", invoice.order_reference.clone()),
        ("buyer-reference", invoice.buyer_reference.clone()),
        ("cost-centre", invoice.buyer.cost_centre.clone()),
        ("buyer-vat-id", invoice.buyer.vat_id.clone()),
    ];
    let more = more
        .into_iter()
        .filter_map(|(key, value)| Some(words.fact(key, value?)));
    facts.extend(more.filter(|fact| !fact.value.is_empty()));
    facts
}

/// The foot: address, ways to reach it, what the register and the tax office know it by (§ 35a `GmbHG`, § 14 `UStG`).
fn columns(words: &Words) -> Vec<Vec<String>> {
    let seller = &words.invoice.seller;
    let named = |key: &str, value: &Option<String>| value.as_ref().map(|value| format!("{}: {value}", words.text(key)));
    let abroad = seller.country_code != words.invoice.buyer.country_code;
    let country = abroad.then(|| countries::name(&seller.country_code, words.invoice.language).to_owned());
    let address = [
        Some(seller.name.clone()),
        Some(seller.street.clone()),
        Some(town_lines(&seller.country_code, &seller.zip, &seller.city).join(", ")),
        country,
    ];
    let contact = [
        seller.contact_name.clone(),
        named("phone", &seller.phone),
        seller.email.clone(),
        seller.website.clone(),
    ];
    let register = [seller.register_name.as_deref(), seller.register_number.as_deref()];
    let register: Vec<&str> = register.into_iter().flatten().collect();
    let register = (!register.is_empty()).then(|| format!("{}: {}", words.text("register"), register.join(", ")));
    let law = [
        named("directors", &seller.managing_directors),
        register,
        named("vat-id", &seller.vat_id),
        named("tax-number", &seller.tax_number),
    ];
    let columns = [address.to_vec(), contact.to_vec(), law.to_vec(), payment::bank(words)];
    let columns = columns.map(|column| column.into_iter().flatten().collect());
    columns
        .into_iter()
        .filter(|column: &Vec<String>| !column.is_empty())
        .collect()
}

/// Paragraphs are parted by an empty line.
fn paragraphs(text: Option<&str>) -> Vec<&str> {
    let parts = text.unwrap_or_default().split("\n\n").map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}
