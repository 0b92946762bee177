//! Who it is from and for, what it charges, and what that comes to.

use leptos::prelude::*;
use portico_shared::{Currency, Money, addresses::town_lines, subscriptions::PriceMode};
use portico_ui::{
    components::{fact, time_short},
    i18n::format,
    texts::portal as t,
};

use super::model::{Document, Line, rate, tax, tax_on};
use crate::tabs::address_lines;

pub(super) fn recipient(invoice: &Document) -> Option<AnyView> {
    let address = invoice.invoice_address.as_ref()?;
    let mut lines = address_lines(address);
    lines.push(format::country(&address.country_code));
    let facts = [
        (t::address_vat_id(), address.vat_id.clone()),
        (t::address_cost_centre(), address.cost_centre.clone()),
    ];
    Some(party("reader-recipient", t::reader_recipient(), lines, facts))
}

pub(super) fn seller(invoice: &Document) -> Option<AnyView> {
    let seller = invoice.seller.as_ref()?;
    let mut lines = vec![seller.name.clone(), seller.street.clone()];
    lines.extend(town_lines(&seller.country_code, &seller.zip, &seller.city));
    lines.push(format::country(&seller.country_code));
    let facts = [
        (t::address_vat_id(), seller.vat_id.clone()),
        (t::reader_tax_number(), seller.tax_number.clone()),
    ];
    Some(party("reader-seller", t::reader_seller(), lines, facts))
}

fn party(
    id: &'static str,
    title: &'static str,
    lines: Vec<String>,
    facts: [(&'static str, Option<String>); 2],
) -> AnyView {
    let lines = lines.into_iter().map(|line| view! { <span>{line}</span> });
    let facts = facts.map(|(label, text)| text.map(|text| fact(label, text)));
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <address class="reader-address">{lines.collect_view()}</address>
            <dl class="facts">{facts.into_iter().collect_view()}</dl>
        </section>
    }
    .into_any()
}

/// What a document is called: its number, which stands last, stays whole.
pub(super) fn called(name: &str) -> AnyView {
    match name.rsplit_once(' ') {
        Some((what, number)) => view! {
            {what.to_owned()}
            " "
            <span class="whole">{number.to_owned()}</span>
        }
        .into_any(),
        None => name.to_owned().into_any(),
    }
}

/// The days that it is for.
pub(super) fn service_period(invoice: &Document) -> Option<AnyView> {
    let (first, last) = invoice.service_period()?;
    let days = view! { <span class="whole">{time_short(first)} " – " {time_short(last)}</span> };
    Some(fact(t::reader_service_period(), days).into_any())
}

pub(super) fn positions(invoice: &Document) -> AnyView {
    let lines = invoice.lines();
    if lines.is_empty() {
        return ().into_any();
    }
    let currency = invoice.currency_code;
    let has_discount = lines.iter().any(|line| line.discount_amount != 0);
    let is_gross = lines.iter().any(|line| line.price_mode == PriceMode::Gross);
    let mode = if is_gross { t::reader_gross() } else { t::reader_net() };
    let discount = has_discount.then(|| {
        view! {
            <th role="columnheader" scope="col" class="amount">
                {t::reader_discount()}
            </th>
        }
    });
    let rows = lines
        .iter()
        .map(|line| row(line, currency, has_discount))
        .collect_view();
    view! {
        <section class="section reader-lines" aria-labelledby="reader-positions">
            <h2 id="reader-positions">{t::reader_positions()}</h2>
            <div class="card card-flush">
                <table class="lines" role="table">
                    <caption class="visually-hidden">{t::reader_caption(&invoice.name())}</caption>
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">
                                {t::reader_position()}
                            </th>
                            <th role="columnheader" scope="col">
                                {t::reader_period()}
                            </th>
                            <th role="columnheader" scope="col" class="amount">
                                {t::reader_quantity()}
                            </th>
                            <th role="columnheader" scope="col" class="amount">
                                {t::reader_price()}
                            </th>
                            {discount}
                            <th role="columnheader" scope="col" class="amount">
                                {t::reader_tax()}
                            </th>
                            <th role="columnheader" scope="col" class="amount">
                                {t::invoices_amount()}
                            </th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
            <p class="hint">{mode}</p>
        </section>
    }
    .into_any()
}

fn row(line: &Line, currency: Currency, has_discount: bool) -> impl IntoView + use<> {
    let description = line
        .description
        .clone()
        .map(|text| view! { <span class="hint">{text}</span> });
    let period = match (&line.period_start, &line.period_end) {
        (Some(start), Some(end)) => view! { {time_short(start)} " – " {time_short(end)} }.into_any(),
        (Some(day), None) | (None, Some(day)) => time_short(day).into_any(),
        (None, None) => ().into_any(),
    };
    let part = line.part().map(|(billed, of)| {
        view! { <span class="hint">{t::reader_days(&billed.to_string(), &of.to_string())}</span> }
    });
    let money = |amount| format::money(Money::new(amount, currency));
    let discount = has_discount.then(|| {
        let text = match line.discount_amount {
            0 => String::new(),
            amount => money(-amount),
        };
        view! { <td role="cell" class="amount">{label(t::reader_discount())} {text}</td> }
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                {line.name.clone()} {description}
            </th>
            <td role="cell">{label(t::reader_period())} <span>{period} {part}</span></td>
            <td role="cell" class="amount">
                {label(t::reader_quantity())} {format::number(&line.quantity)}
            </td>
            <td role="cell" class="amount">
                {label(t::reader_price())} {format::unit_price(&line.unit_price, currency)}
            </td>
            {discount}
            <td role="cell" class="amount">
                {label(t::reader_tax())} {tax(line.tax_category, line.tax_rate)}
            </td>
            <td role="cell" class="amount">
                {label(t::invoices_amount())} {money(line.total())}
            </td>
        </tr>
    }
}

/// Where a row is laid out as a card; the column's head says the same to screen readers.
fn label(text: &'static str) -> impl IntoView {
    view! {
        <span class="cell-label" aria-hidden="true">
            {text}
        </span>
    }
}

pub(super) fn sums(invoice: &Document) -> AnyView {
    let Document {
        net_amount,
        tax_amount,
        rounding_amount,
        gross_amount,
        open_amount,
        paid_amount,
        credited_amount,
        dunning_fee_amount,
        refund_amount,
        ..
    } = invoice;
    let currency = invoice.currency_code;
    let taxes: Vec<_> = match invoice.taxes.as_deref() {
        Some(taxes) if !taxes.is_empty() => taxes
            .iter()
            .map(|one| sum(tax_on(one, currency), Money::new(one.tax_amount, currency)))
            .collect(),
        _ => vec![sum(t::reader_tax().to_owned(), *tax_amount)],
    };
    // What is nothing is not worth a line.
    let some = |text: &'static str, money: Money| (money.amount != 0).then(|| sum(text.to_owned(), money));
    let minus = |text, money: Money| some(text, Money::new(-money.amount, currency));
    let open = invoice
        .standing()
        .is_owed()
        .then(|| sum(t::reader_open().to_owned(), *open_amount));
    let particulars = invoice.particulars.as_ref();
    let own_tax = particulars.and_then(|one| one.tax_in_own_currency);
    let own_tax = own_tax.map(|tax| sum(t::reader_tax_in(tax.currency.as_str()), tax));
    let by = particulars.and_then(|one| one.exchange_rate.as_ref()).map(rate);
    let reasons = particulars.map(|one| one.exemption_reasons.clone()).unwrap_or_default();
    let notes = by.into_iter().chain(reasons);
    let notes = notes.map(|note| view! { <p class="hint">{note}</p> });
    view! {
        <section class="section" aria-labelledby="reader-sums">
            <h2 id="reader-sums">{t::reader_sums()}</h2>
            <dl class="facts facts-rows sums">
                {sum(t::reader_net_sum().to_owned(), *net_amount)} {taxes}
                {some(t::reader_rounding(), *rounding_amount)} {sum(t::reader_total().to_owned(), *gross_amount)}
                {some(t::reader_fees(), *dunning_fee_amount)} {minus(t::reader_credited(), *credited_amount)}
                {minus(t::reader_paid(), *paid_amount)} {open} {some(t::reader_refund(), *refund_amount)} {own_tax}
            </dl>
            {notes.collect_view()}
        </section>
    }
    .into_any()
}

fn sum(label: String, money: Money) -> AnyView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{format::money(money)}</dd>
        </div>
    }
    .into_any()
}
