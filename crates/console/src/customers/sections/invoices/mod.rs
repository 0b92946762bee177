//! The customer's invoices: what is open, their files, and what was paid of each.

mod amount_field;
mod balance;
mod export_dialog;
mod files;
mod method_dialog;
mod model;
mod payments_dialog;
mod record_dialog;
mod refund_dialog;
mod return_dialog;
mod row;
mod upload_dialog;

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{
    CustomerId, ErrorCode,
    customers::CustomerView,
    documents::BalanceView,
    invoices::{InvoiceView, PaymentView, RefundView},
};
use portico_ui::{
    client::{Abort, Body, Failure, List, Method},
    components::{Button, Icon, Listing, Look, More, icon, live, problem_notice},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use self::{
    balance::balance,
    export_dialog::ExportDialog,
    method_dialog::MethodDialog,
    model::{collected, given_back, given_up},
    payments_dialog::PaymentsDialog,
    record_dialog::RecordDialog,
    refund_dialog::RefundDialog,
    return_dialog::ReturnDialog,
    row::head,
    upload_dialog::UploadDialog,
};
use super::{focus_title, nothing, section};
use crate::{confirm::Confirm, console::Console, form::Form, invoicing::invoicing_of, load::Load};

/// What takes the place of the list of payments, and what it is about.
#[derive(Clone)]
enum Open {
    Export,
    Upload(Arc<InvoiceView>),
    Payments(Arc<InvoiceView>),
    Record(Arc<InvoiceView>),
    Collect(Arc<InvoiceView>),
    Method(Arc<InvoiceView>),
    Return(PaymentView),
    Withdraw(PaymentView),
    GiveUp(PaymentView),
    Refund(PaymentView),
}

#[derive(Clone, Copy)]
struct Invoices {
    console: Console,
    customer: CustomerId,
    list: List<InvoiceView>,
    balance: Load<BalanceView>,
    open: RwSignal<Option<Open>>,
    /// A file that could not be fetched, with what it is called.
    failure: RwSignal<Option<(String, Failure)>>,
}

pub(super) fn invoices(customer: &CustomerView) -> AnyView {
    let console = Console::current();
    let id = customer.id;
    let path = format!("/invoices?customer={id}&order[creationDate]=desc");
    let invoices = Invoices {
        console,
        customer: id,
        list: List::new(console.client, &path),
        balance: Load::get(format!("/invoices/balance?customer={id}")),
        open: RwSignal::new(None),
        failure: RwSignal::new(None),
    };
    let list = invoices.list;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let ready = move || {
        let rows = move || {
            list.items
                .with(|all| all.iter().map(|one| invoices.row(one)).collect_view())
        };
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
    let dialog = move || invoices.open.get().map(|open| invoices.dialog(open));
    let invoicing = console
        .may("customer:read")
        .then(|| invoicing_of(id, customer.erased_at.is_none()));
    let content = view! {
        {invoices.balance.show(|view| balance(&view))}
        {invoicing}
        {invoices.not_fetched()}
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::invoices_none())
            ready
        />
        {dialog}
    };
    section(t::section_invoices(), invoices.export(), content.into_any())
}

impl Invoices {
    /// Where there is something to export.
    fn export(self) -> AnyView {
        let is_empty = Memo::new(move |_| self.list.items.with(Vec::is_empty));
        live(move || {
            (!is_empty.get()).then(|| {
                let on_press = Callback::new(move |()| self.open.set(Some(Open::Export)));
                view! { <Button text=t::export_open() look=Look::Secondary on_press /> }.into_any()
            })
        })
    }

    fn not_fetched(self) -> AnyView {
        live(move || {
            self.failure.with(|failure| {
                let (name, failure) = failure.as_ref()?;
                if failure.code() != Some(ErrorCode::NotFound) {
                    return Some(problem_notice(failure).into_any());
                }
                let told = view! {
                    <div class="notice notice-bad" role="alert">
                        {icon(Icon::Alert)} <p>{t::file_missing(name)}</p>
                    </div>
                };
                Some(told.into_any())
            })
        })
    }

    fn dialog(self, open: Open) -> AnyView {
        // The questions take the place of the dialog with the payments, which had the focus.
        let is_question = !matches!(open, Open::Export | Open::Upload(_) | Open::Payments(_));
        let on_close = Callback::new(move |()| {
            self.open.set(None);
            if is_question {
                focus_title();
            }
        });
        match open {
            Open::Export => view! { <ExportDialog customer=self.customer on_close /> }.into_any(),
            Open::Upload(invoice) => {
                let had_pdf = invoice.has_pdf;
                let on_done = Callback::new(move |invoice: InvoiceView| {
                    let said = files::done(&invoice);
                    if invoice.has_pdf == had_pdf {
                        self.console.say(said);
                    } else {
                        // Its row has another button, or one less.
                        self.done(said);
                    }
                });
                view! { <UploadDialog invoice on_done on_close /> }.into_any()
            }
            Open::Payments(invoice) => {
                let on_ask = Callback::new(move |question| self.open.set(Some(question)));
                view! { <PaymentsDialog invoice on_ask on_close /> }.into_any()
            }
            Open::Record(invoice) => {
                let on_done = Callback::new(move |()| self.done(t::record_done()));
                view! { <RecordDialog invoice on_done on_close /> }.into_any()
            }
            Open::Collect(invoice) => self.collect(&invoice, on_close),
            Open::Method(invoice) => {
                let on_done = Callback::new(move |()| self.done(t::invoice_method_done()));
                view! { <MethodDialog invoice on_done on_close /> }.into_any()
            }
            Open::Return(payment) => {
                let on_done = Callback::new(move |()| self.done(t::return_done()));
                view! { <ReturnDialog payment on_done on_close /> }.into_any()
            }
            Open::Withdraw(payment) => {
                let path = format!("/payments/{}/withdraw", payment.id);
                let text = t::withdraw_text(&format::money(payment.amount));
                let done = move |_: PaymentView| self.done(t::withdraw_done());
                self.end(path, (t::withdraw_title(), text, t::withdraw()), done, on_close)
            }
            Open::GiveUp(payment) => {
                let path = format!("/payments/{}/give-up", payment.id);
                let text = t::give_up_text(&format::money(payment.amount));
                let done = move |payment: PaymentView| self.done(given_up(&payment));
                self.end(path, (t::give_up_title(), text, t::give_up()), done, on_close)
            }
            Open::Refund(payment) => {
                let on_done = Callback::new(move |refund: RefundView| self.done(given_back(&refund)));
                view! { <RefundDialog payment on_done on_close /> }.into_any()
            }
        }
    }

    /// Says what was done, and looks again: the invoice stands elsewhere now.
    fn done(self, said: impl Into<String>) {
        self.console.say(said);
        self.list.reset();
        self.balance.again();
        focus_title();
    }

    fn collect(self, invoice: &InvoiceView, on_close: Callback<()>) -> AnyView {
        let path = format!("/invoices/{}/pay", invoice.id);
        let text = t::collect_text(&format::money(invoice.open_amount));
        // One key for this question: pressing again after a lost answer collects nothing twice.
        let key = platform::random_key();
        let client = self.console.client;
        let on_act = Callback::new(move |form: Form| {
            let (path, key) = (path.clone(), key.clone());
            let work = async move {
                client
                    .change::<PaymentView>(Method::Post, &path, &key, Body::new())
                    .await
            };
            form.send(work, move |payment| self.done(collected(&payment)));
        });
        view! {
            <Confirm
                title=t::collect_now()
                text
                action=t::collect_now()
                look=Look::Primary
                in_state=t::invoice_moved_on()
                on_act
                on_close
            />
        }
        .into_any()
    }

    /// A payment is to come to nothing.
    fn end(
        self,
        path: String,
        (title, text, action): (&'static str, String, &'static str),
        done: impl Fn(PaymentView) + Copy + Send + Sync + 'static,
        on_close: Callback<()>,
    ) -> AnyView {
        let key = platform::random_key();
        let client = self.console.client;
        let on_act = Callback::new(move |form: Form| {
            let (path, key) = (path.clone(), key.clone());
            let work = async move {
                client
                    .change::<PaymentView>(Method::Post, &path, &key, Body::new())
                    .await
            };
            form.send(work, done);
        });
        view! {
            <Confirm
                title
                text
                action
                in_state=t::payment_moved_on()
                on_act
                on_close
            />
        }
        .into_any()
    }
}
