//! Records money that came in elsewhere.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::invoices::{InvoiceView, PaymentView};
use portico_ui::{
    client::Method,
    components::{Dialog, form_actions},
    platform,
    texts::{console as t, portal as p},
};

use super::{amount_field::AmountField, model::receipt};
use crate::{
    console::Console,
    fields::{Shape, line},
    form::Form,
};

#[component]
pub(super) fn RecordDialog(invoice: Arc<InvoiceView>, on_done: Callback<()>, on_close: Callback<()>) -> impl IntoView {
    let client = Console::current().client;
    let form = Form::new();
    let amount = AmountField::new(invoice.open_amount);
    let (paid_on, reference) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let path = format!("/invoices/{}/payments", invoice.id);
    // One key for each entry: asking again after a lost answer records nothing twice.
    let key = RwSignal::new(platform::random_key());
    let touch = Callback::new(move |()| {
        form.unsaved.set(true);
        key.set(platform::random_key());
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(amount) = amount.read() else { return };
        let body = receipt(amount, &paid_on.get_untracked(), &reference.get_untracked());
        let (path, key) = (path.clone(), key.get_untracked());
        let work = async move { client.change::<PaymentView>(Method::Post, &path, &key, body).await };
        form.send(work, move |_| on_done.run(()));
    };
    let field = move |path, (label, hint): (&'static str, &'static str), kind, text: RwSignal<String>| {
        let shape = Shape {
            path,
            label,
            hint: hint.into_any(),
            wrong: form.wrong(path),
            disabled: false,
            optional: true,
        };
        let on_input = Callback::new(move |typed| {
            text.set(typed);
            touch.run(());
        });
        line(shape, kind, text.into(), on_input)
    };
    let number = invoice.number.clone();
    let number = number.unwrap_or_else(|| p::invoices_without_number().to_owned());
    view! {
        <Dialog node=form.node title=t::record_payment() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::record_text(&number)}</p>
                {amount.view(form, touch)}
                {field("paidOn", (t::record_day(), t::record_day_hint()), "date", paid_on)}
                {field("reference", (t::record_reference(), t::record_reference_hint()), "text", reference)}
                {form.line_in_state(t::invoice_moved_on())}
                {form_actions(form.node, t::record_payment(), form.working)}
            </form>
        </Dialog>
    }
}
