//! Changes what an open invoice is collected with.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::{Page, invoices::InvoiceView, payment_methods::PaymentMethodView};
use portico_ui::{
    client::{Method, Value},
    components::{Button, Dialog, Look, close_or_ask, form_actions},
    methods, platform,
    texts::{console as t, portal as p},
};

use super::model::{collected_from_now_on, collecting};
use crate::{console::Console, form::Form, load::Load};

const FIELD: &str = "paymentMethodId";

#[component]
pub(super) fn MethodDialog(invoice: Arc<InvoiceView>, on_done: Callback<()>, on_close: Callback<()>) -> impl IntoView {
    let form = Form::new();
    let path = format!(
        "/payment-methods?customer={}&status=active&limit=100",
        invoice.customer.id
    );
    let load = Load::<Page<PaymentMethodView>>::get(path);
    let content = load.show(move |page| {
        let methods = collecting(&page.data, (invoice.id, invoice.open_amount.currency));
        if methods.is_empty() {
            none(form.node)
        } else {
            ask(&invoice, &methods, form, on_done)
        }
    });
    view! {
        <Dialog node=form.node title=t::invoice_method() unsaved=form.unsaved on_close>
            {content}
        </Dialog>
    }
}

fn none(node: NodeRef<html::Dialog>) -> AnyView {
    let back = Callback::new(move |()| close_or_ask(node));
    view! {
        <p>{t::invoice_method_none()}</p>
        <div class="dialog-actions">
            <Button text=p::go_back() look=Look::Secondary on_press=back />
        </div>
    }
    .into_any()
}

fn ask(invoice: &InvoiceView, methods: &[PaymentMethodView], form: Form, on_done: Callback<()>) -> AnyView {
    let client = Console::current().client;
    let picked = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let path = format!("/invoices/{}/payment-method", invoice.id);
    let key = RwSignal::new(platform::random_key());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let method = picked.get_untracked();
        missing.set(method.is_empty());
        if method.is_empty() {
            return platform::focus(FIELD);
        }
        let (path, key) = (path.clone(), key.get_untracked());
        let work = async move {
            let body = vec![(FIELD, Value::Text(method))];
            client.change::<InvoiceView>(Method::Put, &path, &key, body).await
        };
        form.send(work, move |_| on_done.run(()));
    };
    let refused = form.wrong(FIELD);
    let wrong = Signal::derive(move || {
        let missing = missing.get().then(|| p::field_missing().to_owned());
        missing.or_else(|| refused.get())
    });
    let option = |method: &PaymentMethodView| {
        view! { <option value=method.id.to_string()>{methods::label(method, methods)}</option> }
    };
    let pick = move |event| {
        missing.set(false);
        form.unsaved.set(true);
        key.set(platform::random_key());
        picked.set(event_target_value(&event));
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <p>{collected_from_now_on(invoice)}</p>
            <div class="field">
                <label for=FIELD>{t::invoice_method_with()}</label>
                <select
                    id=FIELD
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby="method-wrong"
                    on:change=pick
                >
                    <option value="">{t::return_choose()}</option>
                    {methods.iter().map(option).collect_view()}
                </select>
                <p class="field-wrong" id="method-wrong">
                    {wrong}
                </p>
            </div>
            {form.line_in_state(t::invoice_moved_on())}
            {form_actions(form.node, t::invoice_method(), form.working)}
        </form>
    }
    .into_any()
}
