//! Records that the bank gave a direct debit back.

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::{debits::ReturnReason, invoices::PaymentView};
use portico_ui::{
    client::{Method, Value},
    components::{Button, Dialog, Look, close_or_ask, submit_button},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::model::return_reason;
use crate::{console::Console, form::Form};

const FIELD: &str = "reason";

#[component]
pub(super) fn ReturnDialog(payment: PaymentView, on_done: Callback<()>, on_close: Callback<()>) -> impl IntoView {
    let client = Console::current().client;
    let form = Form::new();
    let picked = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let path = format!("/payments/{}/return", payment.id);
    let key = RwSignal::new(platform::random_key());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let reason = picked.get_untracked();
        missing.set(reason.is_empty());
        if reason.is_empty() {
            return platform::focus(FIELD);
        }
        let (path, key) = (path.clone(), key.get_untracked());
        let work = async move {
            let body = vec![("reason", Value::Text(reason))];
            client.change::<PaymentView>(Method::Post, &path, &key, body).await
        };
        form.send(work, move |_| on_done.run(()));
    };
    let refused = form.wrong(FIELD);
    let wrong = Signal::derive(move || {
        let missing = missing.get().then(|| p::field_missing().to_owned());
        missing.or_else(|| refused.get())
    });
    let options = ReturnReason::ALL.iter().map(|one| {
        view! { <option value=one.as_str()>{return_reason(*one)}</option> }
    });
    let pick = move |event| {
        missing.set(false);
        form.unsaved.set(true);
        key.set(platform::random_key());
        picked.set(event_target_value(&event));
    };
    let back = Callback::new(move |()| close_or_ask(form.node));
    view! {
        <Dialog node=form.node title=t::return_record() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                <p>{t::return_text(&format::money(payment.amount))}</p>
                <div class="field">
                    <label for=FIELD>{t::return_why()}</label>
                    <select
                        id=FIELD
                        aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                        aria-describedby="reason-wrong reason-hint"
                        on:change=pick
                    >
                        <option value="">{t::return_choose()}</option>
                        {options.collect_view()}
                    </select>
                    <p class="field-wrong" id="reason-wrong">
                        {wrong}
                    </p>
                    <p class="hint" id="reason-hint">
                        {t::return_hint()}
                    </p>
                </div>
                {form.line_in_state(t::payment_moved_on())}
                <div class="dialog-actions dialog-save">
                    <Button text=p::go_back() look=Look::Secondary on_press=back />
                    {submit_button(t::return_record(), Look::Danger, form.working)}
                </div>
            </form>
        </Dialog>
    }
}
