//! The table: a row an invoice, added page by page.

use leptos::{ev::Event, prelude::*};
use portico_ui::{
    client::List,
    components::{badge, handler, live, time_short},
    i18n::format,
    texts::portal as t,
};

use super::{
    board::link_id,
    download::Files,
    model::{InvoiceRow, Selection, Standing, collected_on, is_payable, still_open},
};
use crate::place::{INVOICE, PAY};

#[derive(Clone, Copy)]
pub(super) struct Table {
    pub(super) list: List<InvoiceRow>,
    pub(super) selection: RwSignal<Selection>,
    pub(super) may_pay: bool,
    /// Whether files may be taken away.
    pub(super) may_take: bool,
}

impl Table {
    pub(super) fn view(self) -> AnyView {
        view! {
            <div class="card card-flush">
                // The roles keep it a table for screen readers where CSS lays it out as cards.
                <table class="table" role="table" aria-label=t::tab_invoices()>
                    <thead role="rowgroup">{self.head()}</thead>
                    {self.rows(0)}
                </table>
            </div>
        }
        .into_any()
    }

    fn head(self) -> impl IntoView {
        let tick = self.may_take.then(|| {
            view! {
                <th role="columnheader">
                    <span class="visually-hidden">{t::invoices_select()}</span>
                </th>
            }
        });
        view! {
            <tr role="row">
                {tick}
                <th role="columnheader">{t::invoices_number()}</th>
                <th role="columnheader">{t::invoices_date()}</th>
                <th role="columnheader">{t::invoices_status()}</th>
                <th role="columnheader" class="amount">
                    {t::invoices_amount()}
                </th>
                <th role="columnheader">
                    <span class="visually-hidden">{t::invoices_actions()}</span>
                </th>
            </tr>
        }
    }

    /// The rows from one on, once they are there, and after them those of the next page: what stands is never built again.
    fn rows(self, from: usize) -> AnyView {
        let is_there = Memo::new(move |_| self.list.items.with(Vec::len) > from);
        live(move || {
            is_there.get().then(|| {
                let (rows, to) = self.list.items.with_untracked(|all| {
                    let rows = all.iter().skip(from).map(|one| self.row(one)).collect_view();
                    (rows, all.len())
                });
                view! {
                    <tbody role="rowgroup">{rows}</tbody>
                    {self.rows(to)}
                }
                .into_any()
            })
        })
    }

    fn row(self, invoice: &InvoiceRow) -> impl IntoView + use<> {
        let id = invoice.id;
        let standing = Standing::of(invoice);
        let (tone, status) = standing.badge();
        let number = invoice.number.clone();
        let number = number.unwrap_or_else(|| t::invoices_without_number().to_owned());
        let title = invoice
            .title
            .clone()
            .map(|title| view! { <span class="hint">{title}</span> });
        let due = invoice.due_date.as_ref().filter(|_| standing.is_due());
        let due = due.map(|day| view! { <span class="hint">{t::invoices_due()} " " {time_short(day)}</span> });
        let collected = collected_on(invoice).map(|day| {
            view! { <span class="hint">{t::invoice_collect_on(&format::day(day))}</span> }
        });
        let open = still_open(invoice).map(|money| {
            view! { <span class="hint">{t::invoices_open(&format::money(money))}</span> }
        });
        let tick = self.may_take.then(|| {
            let label = t::invoices_select_one(&number);
            let tick = move |event: Event| {
                let is_on = event_target_checked(&event);
                self.selection.update(|all| all.tick(id, is_on));
            };
            view! {
                <td role="cell" class="cell-tick">
                    <label class="tick">
                        <input
                            type="checkbox"
                            aria-label=label
                            prop:checked=move || self.selection.with(|all| all.has(id))
                            on:change=handler(tick)
                        />
                    </label>
                </td>
            }
        });
        let actions = self.actions(invoice, &number);
        view! {
            <tr role="row" class:struck=standing == Standing::Cancelled>
                {tick}
                <th role="rowheader" scope="row" class="cell-number">
                    <a id=link_id(id) href=format!("{INVOICE}{id}")>
                        {number}
                    </a>
                    {title}
                </th>
                <td role="cell" class="cell-date">
                    {time_short(&invoice.creation_date)}
                </td>
                <td role="cell" class="cell-status">
                    {badge(tone, status)}
                    {due}
                    {collected}
                </td>
                <td role="cell" class="cell-amount amount">
                    {format::money(invoice.gross_amount)}
                    {open}
                </td>
                <td role="cell" class="cell-actions">
                    {actions}
                </td>
            </tr>
        }
    }

    fn actions(self, invoice: &InvoiceRow, number: &str) -> AnyView {
        let pay = (self.may_pay && is_payable(invoice)).then(|| {
            let label = t::button_of(t::pay_now(), number);
            view! {
                <a class="button button-small button-primary" href=format!("{PAY}?invoice={}", invoice.id) aria-label=label>
                    {t::pay_now()}
                </a>
            }
        });
        let there = (invoice.has_pdf, invoice.has_xml);
        let files = (self.may_take && there != (false, false)).then(|| {
            let files = Files::of(invoice.id);
            let classes = ["button button-small", "button button-small button-quiet"];
            (
                view! { <div class="cell-files">{files.buttons(there, number, classes)}</div> },
                files.failure(),
            )
        });
        let (files, failure) = files.unzip();
        view! {
            <div class="cell-buttons">{pay} {files}</div>
            {failure}
        }
        .into_any()
    }
}
