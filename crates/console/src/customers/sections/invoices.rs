//! The customer's invoices.

use leptos::prelude::*;
use portico_shared::{CustomerId, invoices::InvoiceView};
use portico_ui::{
    client::{Abort, List},
    components::{Listing, More, badge, time_short},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::{model::invoice_badge, nothing, section};
use crate::console::Console;

pub(super) fn invoices(id: CustomerId) -> AnyView {
    let path = format!("/invoices?customer={id}&order[creationDate]=desc");
    let list = List::<InvoiceView>::new(Console::current().client, &path);
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let ready = move || {
        let rows = move || list.items.with(|all| all.iter().map(|one| row(one)).collect_view());
        view! {
            <div class="card card-flush">
                // The roles keep it a table for screen readers where CSS lays it out as cards.
                <table class="table invoices" role="table">
                    <thead role="rowgroup">{head()}</thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
            <More phase=list.phase has_more=move || list.has_more() text=p::invoices_more() on_more />
        }
    };
    let content = view! {
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::invoices_none())
            ready
        />
    };
    section(t::section_invoices(), ().into_any(), content.into_any())
}

fn head() -> impl IntoView {
    view! {
        <tr role="row">
            <th role="columnheader">{p::invoices_number()}</th>
            <th role="columnheader">{p::invoices_date()}</th>
            <th role="columnheader">{p::invoices_status()}</th>
            <th role="columnheader">{p::invoices_due()}</th>
            <th role="columnheader" class="amount">
                {p::invoices_amount()}
            </th>
            <th role="columnheader" class="amount">
                {t::invoices_open_amount()}
            </th>
        </tr>
    }
}

fn row(invoice: &InvoiceView) -> impl IntoView + use<> {
    let (tone, status) = invoice_badge(invoice);
    let number = invoice.number.clone();
    let due = invoice.due_date.as_ref().map(|day| {
        view! {
            <span class="cell-label">{p::invoices_due()}</span>
            {time_short(day)}
        }
    });
    let is_open = invoice.open_amount.amount != 0;
    let open = is_open.then(|| {
        view! {
            <span class="cell-label">{t::invoices_open_amount()}</span>
            {format::money(invoice.open_amount)}
        }
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="cell-name">
                {number.unwrap_or_else(|| p::invoices_without_number().to_owned())}
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
            </td>
            <td role="cell" class="cell-open amount">
                {open}
            </td>
        </tr>
    }
}
