//! Another name for a payment method.

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::payment_methods::PaymentMethodView;
use portico_ui::{
    client::{Failure, Value},
    components::{Dialog, Field, close, failure_line, handler, save_actions, text_field},
    platform,
    texts::portal as t,
};

use crate::change::{Ask, Change};

const FIELD: &str = "method-name";

/// `on_done` gets the method as it is called now.
pub(super) fn rename_dialog(
    method: &PaymentMethodView,
    on_close: Callback<()>,
    on_done: Callback<PaymentMethodView>,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let before = method.name.clone();
    let name = RwSignal::new(before.clone());
    let wrong = RwSignal::new(None::<String>);
    let unsaved = RwSignal::new(false);
    let complain = move |text: &str| {
        wrong.set(Some(text.to_owned()));
        platform::focus_soon(FIELD.into());
    };
    let change = Change::new().telling(Callback::new(move |failure: Failure| {
        let found = failure.violations().iter().find(|one| one.property_path == "name");
        if let Some(violation) = found {
            complain(match violation.code.as_str() {
                "too-long" => t::field_too_long(),
                _ => t::field_wrong(),
            });
        }
        found.is_some()
    }));
    let saved = Callback::new(move |method| {
        unsaved.set(false);
        close(node);
        on_done.run(method);
    });
    let path = format!("/payment-methods/{}", method.id);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.with_untracked(|name| name.trim().to_owned());
        if name.is_empty() {
            complain(t::field_missing());
        } else {
            let body = vec![("name", Value::Text(name))];
            change.send(Ask::put(path.clone(), body), saved);
        }
    };
    let field = Field {
        id: FIELD.into(),
        label: t::payment_name(),
        autocomplete: None,
        optional: false,
    };
    let value = before.clone();
    let on_input = Callback::new(move |text: String| {
        wrong.set(None);
        unsaved.set(text != before);
        name.set(text);
    });
    view! {
        <Dialog node title=t::payment_rename() unsaved on_close>
            <form class="form" novalidate on:submit=handler(submit)>
                {text_field(field, value, wrong.into(), on_input)}
                {failure_line(change.failure)}
                {save_actions(node, change.working)}
            </form>
        </Dialog>
    }
    .into_any()
}
