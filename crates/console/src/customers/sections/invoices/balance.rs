//! What is open at a glance.

use leptos::prelude::*;
use portico_shared::documents::{Balance, BalanceView};
use portico_ui::{components::fact, i18n::format, texts::console as t};

use super::files::open;

pub(super) fn balance(view: &BalanceView) -> AnyView {
    let open = open(view);
    let content = if open.is_empty() {
        view! { <p>{t::balance_nothing()}</p> }.into_any()
    } else {
        let facts: Vec<_> = open.into_iter().map(facts).collect();
        view! { <dl class="facts">{facts}</dl> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="balance-title">
            <h3 id="balance-title">{t::balance_title()}</h3>
            {content}
        </section>
    }
    .into_any()
}

fn facts(one: &Balance) -> AnyView {
    let count = |number: u64| t::balance_invoices(u32::try_from(number).unwrap_or(u32::MAX));
    let amount = |money, number| {
        view! {
            <strong>{format::money(money)}</strong>
            <span class="hint">{count(number)}</span>
        }
    };
    let overdue = (one.overdue_invoices > 0)
        .then(|| fact(t::balance_overdue(), amount(one.overdue_amount, one.overdue_invoices)));
    let underway = (one.underway_invoices > 0).then(|| {
        fact(
            t::balance_underway(),
            amount(one.underway_amount, one.underway_invoices),
        )
    });
    view! {
        {fact(t::invoices_open_amount(), amount(one.open_amount, one.open_invoices))}
        {overdue}
        {underway}
    }
    .into_any()
}
