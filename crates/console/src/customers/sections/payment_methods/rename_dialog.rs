//! Another name for a payment method.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::payment_methods::PaymentMethodView;
use portico_ui::{
    client::{Method, Value},
    components::{Dialog, form_actions},
    platform,
    texts::portal as p,
};

use crate::{
    console::Console,
    fields::{Shape, line},
    form::Form,
};

/// Its name in the API, and its id.
const FIELD: &str = "name";

#[component]
pub(super) fn RenameDialog(
    method: Arc<PaymentMethodView>,
    /// Gets what is told afterwards.
    on_done: Callback<String>,
    on_close: Callback<()>,
) -> impl IntoView {
    let client = Console::current().client;
    let form = Form::new();
    let before = method.name.clone();
    let name = RwSignal::new(before.clone());
    let missing = RwSignal::new(false);
    let path = format!("/payment-methods/{}", method.id);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.with_untracked(|name| name.trim().to_owned());
        if name.is_empty() {
            platform::focus(FIELD);
            return missing.set(true);
        }
        let path = path.clone();
        let work = async move {
            let (key, body) = (platform::random_key(), vec![(FIELD, Value::Text(name))]);
            client.change::<PaymentMethodView>(Method::Put, &path, &key, body).await
        };
        form.send(work, move |_| on_done.run(p::payment_renamed().to_owned()));
    };
    let told = form.wrong(FIELD);
    let wrong = move || {
        let lacks = missing.get();
        lacks.then(|| p::field_missing().to_owned()).or_else(|| told.get())
    };
    let shape = Shape {
        path: FIELD,
        label: p::payment_name(),
        hint: ().into_any(),
        wrong: Signal::derive(wrong),
        disabled: false,
        optional: false,
    };
    let on_input = Callback::new(move |typed: String| {
        missing.set(false);
        form.unsaved.set(typed != before);
        name.set(typed);
    });
    let field = line(shape, "text", name.into(), on_input);
    view! {
        <Dialog node=form.node title=p::payment_rename() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                {field}
                {form.line()}
                {form_actions(form.node, p::save(), form.working)}
            </form>
        </Dialog>
    }
}
