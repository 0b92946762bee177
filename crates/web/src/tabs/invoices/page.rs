//! The list of invoices: a table where there is room, cards where there is not.

use leptos::prelude::*;
use portico_ui::{
    client::Abort,
    components::{Icon, Listing, More, badge, empty_state, live, time_short},
    i18n::format,
    platform,
    texts::portal as t,
};

use super::model::{InvoiceRow, Standing, still_open};
use crate::{page::Page, session::Session, tabs::Tab};

#[component]
pub(crate) fn InvoicesPage() -> impl IntoView {
    let list = Session::current().invoices;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let count = move || list.items.with(|all| u32::try_from(all.len()).unwrap_or(u32::MAX));
    // The button goes with the last page: the focus stays at the end of the list.
    Effect::new(move |before: Option<bool>| {
        let has_more = list.has_more();
        if before == Some(true) && !has_more {
            platform::focus_soon("invoices-end".into());
        }
        has_more
    });
    let end = move || {
        if list.has_more() {
            t::invoices_loaded(count())
        } else {
            t::invoices_all(count())
        }
    };
    let empty = || empty_state(Icon::Document, t::invoices_empty_title(), t::invoices_empty_text());
    let ready = move || {
        view! {
            <div class="card card-flush">
                // The roles keep it a table for screen readers where CSS lays it out as cards.
                <table class="table" role="table">
                    <thead role="rowgroup">{head()}</thead>
                    <tbody role="rowgroup">
                        {live(move || list.items.with(|all| all.iter().map(|one| row(one)).collect_view()))}
                    </tbody>
                </table>
            </div>
            <p class="list-end" id="invoices-end" tabindex="-1" role="status">
                {live(end)}
            </p>
            <More phase=list.phase has_more=move || list.has_more() text=t::invoices_more() on_more />
        }
    };
    view! {
        <Page title=Tab::Invoices.title()>
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=on_more
                empty
                ready
            />
        </Page>
    }
}

fn head() -> impl IntoView {
    view! {
        <tr role="row">
            <th role="columnheader">{t::invoices_number()}</th>
            <th role="columnheader">{t::invoices_date()}</th>
            <th role="columnheader">{t::invoices_status()}</th>
            <th role="columnheader">{t::invoices_due()}</th>
            <th role="columnheader" class="amount">
                {t::invoices_amount()}
            </th>
        </tr>
    }
}

fn row(invoice: &InvoiceRow) -> impl IntoView + use<> {
    let standing = Standing::of(invoice);
    let (tone, status) = standing.badge();
    let number = invoice.number.clone();
    let number = number.unwrap_or_else(|| t::invoices_without_number().to_owned());
    let due = invoice.due_date.as_ref().filter(|_| standing.shows_due_date());
    let due = due.map(|day| {
        view! {
            <span class="cell-label" aria-hidden="true">
                {t::invoices_due()}
            </span>
            {time_short(day)}
        }
    });
    let open = still_open(invoice).map(|money| {
        view! { <span class="hint">{t::invoices_open(&format::money(money))}</span> }
    });
    view! {
        <tr role="row" class:struck=standing == Standing::Cancelled>
            <th role="rowheader" scope="row" class="cell-number">
                {number}
            </th>
            <td role="cell" class="cell-date">
                {time_short(&invoice.creation_date)}
            </td>
            <td role="cell" class="cell-status">
                {badge(tone, status)}
            </td>
            <td role="cell" class="cell-due">
                {due}
            </td>
            <td role="cell" class="cell-amount amount">
                {format::money(invoice.gross_amount)}
                {open}
            </td>
        </tr>
    }
}
