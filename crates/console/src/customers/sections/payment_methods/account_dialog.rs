//! Another account for a mandate, as the customer asked for it on paper.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::payment_methods::PaymentMethodView;
use portico_ui::{
    client::Method,
    components::{Dialog, form_actions},
    platform,
    texts::{console as t, portal as p},
};

use super::model::{Account, AccountPart};
use crate::{
    console::Console,
    fields::{Shape, line},
    form::Form,
    method_type,
};

#[component]
pub(super) fn AccountDialog(
    method: Arc<PaymentMethodView>,
    /// Gets what is told afterwards.
    on_done: Callback<String>,
    on_close: Callback<()>,
) -> impl IntoView {
    let client = Console::current().client;
    let form = Form::new();
    let before = StoredValue::new(Account::of(&method));
    let entry = RwSignal::new(before.get_value());
    let missing = RwSignal::new(Vec::<AccountPart>::new());
    let path = format!("/payment-methods/{}/mandate/account", method.id);
    let change = move |part: AccountPart, typed: String| {
        missing.update(|all| all.retain(|one| *one != part));
        entry.update(|entry| entry.set(part, typed));
        form.unsaved
            .set(before.with_value(|before| entry.with_untracked(|now| now != before)));
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let lacking = entry.with_untracked(Account::missing);
        if let Some(first) = lacking.first() {
            platform::focus(first.path());
            return missing.set(lacking);
        }
        let (path, body) = (path.clone(), entry.with_untracked(Account::body));
        let work = async move {
            let key = platform::random_key();
            client.change::<PaymentMethodView>(Method::Put, &path, &key, body).await
        };
        form.send(work, move |_| on_done.run(p::account_changed().to_owned()));
    };
    let field = move |part: AccountPart| {
        let told = form.wrong(part.path());
        let wrong = move || {
            let lacks = missing.with(|all| all.contains(&part));
            lacks.then(|| p::field_missing().to_owned()).or_else(|| told.get())
        };
        let shape = Shape {
            path: part.path(),
            label: part.label(),
            hint: ().into_any(),
            wrong: Signal::derive(wrong),
            disabled: false,
            optional: false,
        };
        let value = Signal::derive(move || entry.with(|entry| entry.text(part).to_owned()));
        line(shape, "text", value, Callback::new(move |typed| change(part, typed)))
    };
    view! {
        <Dialog node=form.node title=p::account_change() unsaved=form.unsaved on_close>
            <p class="card-small dialog-what">
                <span>{method_type::called(&method)}</span>
            </p>
            <form class="form" novalidate on:submit=submit>
                <p>{t::account_text()}</p>
                {field(AccountPart::Iban)}
                {field(AccountPart::Holder)}
                {form.line_in_state(t::account_state())}
                {form_actions(form.node, p::account_change(), form.working)}
            </form>
        </Dialog>
    }
}
