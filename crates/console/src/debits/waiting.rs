//! The debits that wait for the next file.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::debits::{DebitView, WaitingDebits};
use portico_ui::{
    components::{Icon, empty_state_with, fact, time, time_short},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::page::Debits;
use crate::place::Section;

pub(super) fn waiting(debits: Debits) -> AnyView {
    let content = debits.waiting.show(move |waiting| {
        if waiting.data.is_empty() {
            nothing(debits)
        } else {
            table(&waiting)
        }
    });
    view! { <div class="found">{content}</div> }.into_any()
}

/// Why nothing waits. Where the gateway is not set up, nothing ever will.
fn nothing(debits: Debits) -> AnyView {
    (move || {
        if debits.gateways.own_bank() == Some(false) {
            let to_settings = view! {
                <a class="button button-primary" href=Section::Payments.path()>
                    {t::debits_set_up()}
                </a>
            };
            let (title, text) = (t::debits_off_title(), t::debits_off_text());
            empty_state_with(Icon::Bank, title, text, to_settings.into_any()).into_any()
        } else {
            empty_state_with(Icon::Bank, t::debits_none_title(), t::debits_none_text(), ().into_any()).into_any()
        }
    })
    .into_any()
}

fn table(waiting: &Arc<WaitingDebits>) -> AnyView {
    let amount = waiting
        .amount
        .map(|amount| fact(t::debits_sum(), format::money(amount)));
    let until = waiting.hand_in_until.as_ref();
    let until = until.map(|day| fact(t::debits_hand_in(), time(day)));
    let count = u32::try_from(waiting.count).unwrap_or(u32::MAX);
    let is_cut = u64::try_from(waiting.data.len()).unwrap_or_default() < waiting.count;
    let cut = is_cut.then(|| view! { <p class="hint">{t::debits_cut()}</p> });
    view! {
        <section class="chapter">
            <h2>{t::debits_waiting()}</h2>
            <dl class="card facts debits-sum">{fact(t::debits_count(), count.to_string())} {amount} {until}</dl>
            {cut}
            <div class="card card-flush">
                // The roles keep it a table for screen readers where CSS lays it out as cards.
                <table class="table debits" role="table">
                    <thead role="rowgroup">{head()}</thead>
                    <tbody role="rowgroup">{waiting.data.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn head() -> impl IntoView {
    view! {
        <tr role="row">
            <th role="columnheader">{t::debit_customer()}</th>
            <th role="columnheader">{t::debit_invoice()}</th>
            <th role="columnheader">{t::debit_collect_on()}</th>
            <th role="columnheader">{p::payment_mandate()}</th>
            <th role="columnheader" class="amount">
                {p::invoices_amount()}
            </th>
        </tr>
    }
}

fn row(debit: &DebitView) -> impl IntoView + use<> {
    let customer = format!("{}/{}", Section::Customers.path(), debit.customer);
    let invoices = format!("{customer}?section=invoices");
    let number = debit.invoice_number.clone();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="cell-name">
                <a href=customer>{debit.customer_name.clone()}</a>
            </th>
            <td role="cell" class="cell-number">
                <a href=invoices>{number.unwrap_or_else(|| p::invoices_without_number().to_owned())}</a>
            </td>
            <td role="cell" class="cell-date">
                <span class="cell-label">{t::debit_collect_on()}</span>
                {time_short(&debit.collect_on)}
            </td>
            <td role="cell" class="cell-mandate">
                {debit.mandate_reference.clone()}
                <span class="hint">{debit.iban.clone()}</span>
            </td>
            <td role="cell" class="cell-amount amount">
                {format::money(debit.amount)}
            </td>
        </tr>
    }
}
