//! Gives money of a payment back.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::{
    Money,
    invoices::{PaymentView, RefundView},
};
use portico_ui::{
    client::{Method, Value},
    components::{Button, Dialog, Look, close_or_ask, submit_button},
    platform,
    texts::{console as t, portal as p},
};

use super::{amount_field::AmountField, model::left};
use crate::{
    console::Console,
    fields::{Shape, line},
    form::Form,
};

const NOTE: &str = "note";

#[component]
pub(super) fn RefundDialog(
    payment: PaymentView,
    on_done: Callback<RefundView>,
    on_close: Callback<()>,
) -> impl IntoView {
    let client = Console::current().client;
    let form = Form::new();
    let amount = AmountField::new(left(&payment).unwrap_or(Money::new(0, payment.amount.currency)));
    let note = RwSignal::new(String::new());
    let path = format!("/payments/{}/refunds", payment.id);
    // One key for each entry: asking again after a lost answer gives nothing back twice.
    let key = RwSignal::new(platform::random_key());
    let touch = Callback::new(move |()| {
        form.unsaved.set(true);
        key.set(platform::random_key());
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(amount) = amount.read() else { return };
        let note = Some(note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty());
        let body = vec![("amount", Value::Number(amount)), (NOTE, note.into())];
        let (path, key) = (path.clone(), key.get_untracked());
        let work = async move { client.change::<RefundView>(Method::Post, &path, &key, body).await };
        form.send(work, move |refund| on_done.run(refund));
    };
    let shape = Shape {
        path: NOTE,
        label: t::refund_note(),
        hint: t::refund_note_hint().into_any(),
        wrong: form.wrong(NOTE),
        disabled: false,
        optional: true,
    };
    let on_note = Callback::new(move |typed| {
        note.set(typed);
        touch.run(());
    });
    let back = Callback::new(move |()| close_or_ask(form.node));
    view! {
        <Dialog node=form.node title=t::refund() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::refund_text()}</p>
                {amount.view(form, touch)}
                {line(shape, "text", note.into(), on_note)}
                {form.line_in_state(t::payment_moved_on())}
                <div class="dialog-actions dialog-save">
                    <Button text=p::go_back() look=Look::Secondary on_press=back />
                    {submit_button(t::refund(), Look::Danger, form.working)}
                </div>
            </form>
        </Dialog>
    }
}
