//! A row: what an invoice says, its files, and what else can be done with it.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    Date,
    documents::DownloadLinkView,
    invoices::{InvoiceStatus, InvoiceView},
};
use portico_ui::{
    client::{Body, Method},
    components::{Button, Look, badge, time_short},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::{
    Invoices, Open,
    files::{formats, path_of, takes_pdf},
};
use crate::{
    customers::sections::model::{collected_on, invoice_badge},
    row_menu::{Entry, row_menu},
};

/// What the three dots hold.
#[derive(Clone, Copy)]
enum Action {
    Upload,
}

pub(super) fn head() -> impl IntoView {
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
            <th role="columnheader">
                <span class="visually-hidden">{t::customers_actions()}</span>
            </th>
        </tr>
    }
}

fn due(day: &Date) -> impl IntoView + use<> {
    view! {
        <span class="cell-label">{p::invoices_due()}</span>
        {time_short(day)}
    }
}

impl Invoices {
    /// In one click: the address that comes back is where the browser goes, and stays where it is, since it is a file.
    fn download(self, invoice: &InvoiceView, number: &str, (format, label): (&'static str, &'static str)) -> AnyView {
        let path = format!("/invoices/{}/download-link?secondsValid=60&format={format}", invoice.id);
        let busy = RwSignal::new(false);
        let name = p::button_of(label, number);
        let told = name.clone();
        let client = self.console.client;
        let on_press = Callback::new(move |()| {
            let (path, told) = (path.clone(), told.clone());
            busy.set(true);
            self.failure.set(None);
            spawn_local(async move {
                let key = platform::random_key();
                let link = client
                    .change::<DownloadLinkView>(Method::Put, &path, &key, Body::new())
                    .await;
                busy.try_set(false);
                // Somebody has left the section, and wants it no more.
                if self.failure.is_disposed() {
                    return;
                }
                match link {
                    Ok(link) => {
                        if let Some(path) = path_of(&link.url) {
                            platform::leave_for(path);
                        }
                    }
                    Err(failure) => self.failure.set(Some((told, failure))),
                }
            });
        });
        view! { <Button text=label look=Look::Quiet label=name busy=busy on_press /> }.into_any()
    }

    fn menu(self, invoice: &Arc<InvoiceView>, number: &str) -> Option<AnyView> {
        let may = self.console.may("invoice:write") && takes_pdf(invoice);
        may.then(|| {
            let upload = Entry {
                value: Action::Upload,
                label: t::upload_open(),
                is_apart: false,
            };
            let invoice = invoice.clone();
            let id = invoice.id.to_string();
            let on_pick = Callback::new(move |action| match action {
                Action::Upload => self.open.set(Some(Open::Upload(invoice.clone()))),
            });
            row_menu(&id, t::invoice_menu(number), vec![upload], on_pick)
        })
    }

    pub(super) fn row(self, invoice: &Arc<InvoiceView>) -> impl IntoView + use<> {
        let (tone, status) = invoice_badge(invoice);
        let number = invoice.number.clone();
        let number = number.unwrap_or_else(|| p::invoices_without_number().to_owned());
        let label = p::button_of(t::payments_of(), &number);
        let files = formats(invoice).into_iter();
        let files: Vec<_> = files.map(|format| self.download(invoice, &number, format)).collect();
        let menu = self.menu(invoice, &number);
        let shown = invoice.clone();
        let on_press = Callback::new(move |()| self.open.set(Some(Open::Payments(shown.clone()))));
        let due = if let Some(day) = collected_on(invoice) {
            t::payment_collect_on(&format::short_day(day)).into_any()
        } else {
            let day = invoice.due_date.as_ref();
            let day = day.filter(|_| invoice.status != InvoiceStatus::Paid);
            day.map(due).into_any()
        };
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
                </td>
                <td role="cell" class="cell-open amount">
                    {open}
                </td>
                <td role="cell" class="cell-menu">
                    <div class="invoice-tools">
                        <Button text=t::payments_of() look=Look::Quiet label on_press />
                        {files}
                        {menu}
                    </div>
                </td>
            </tr>
        }
    }
}
