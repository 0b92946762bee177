//! Takes a PDF of the merchant's own, after saying what it takes the place of; and takes it back.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::invoices::InvoiceView;
use portico_ui::{
    client::{Body, Method},
    components::{Button, Dialog, Look, form_actions, live},
    platform,
    texts::{console as t, portal as p},
};

use super::files::{PDF, replaces, taking_back, wrong_file};
use crate::{console::Console, form::Form, load::Load};

const FIELD: &str = "pdf";

#[component]
pub(super) fn UploadDialog(
    invoice: Arc<InvoiceView>,
    on_done: Callback<InvoiceView>,
    on_close: Callback<()>,
) -> impl IntoView {
    let client = Console::current().client;
    let form = Form::new();
    let input = NodeRef::<html::Input>::new();
    let wrong = RwSignal::new(None::<String>);
    let path = format!("/invoices/{}/pdf", invoice.id);
    let file = move || input.get_untracked()?.files()?.get(0);
    // One key for each file: asking again after a lost answer replaces nothing twice.
    let key = RwSignal::new(platform::random_key());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let complain = |text: &str| {
            wrong.set(Some(text.to_owned()));
            platform::focus(FIELD);
        };
        let Some(file) = file() else {
            return complain(p::field_missing());
        };
        if let Some(text) = wrong_file(&file.name(), &file.type_(), file.size()) {
            return complain(text);
        }
        let (path, key) = (path.clone(), key.get_untracked());
        let work = async move { client.post_file::<InvoiceView>(&path, &key, &file, PDF).await };
        form.send(work, move |invoice| on_done.run(invoice));
    };
    let refused = form.wrong("(body)");
    Effect::new(move |_| {
        if refused.with(Option::is_some) {
            platform::focus_soon(FIELD.into());
        }
    });
    let told = Signal::derive(move || wrong.get().or_else(|| refused.get()));
    let own = own_pdf(&invoice, form, on_done);
    // Such a one is told at the field.
    let line = move || refused.with(Option::is_none).then(|| form.line());
    let number = invoice.number.clone();
    let number = number.unwrap_or_else(|| p::invoices_without_number().to_owned());
    view! {
        <Dialog node=form.node title=t::upload_open() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                <p>
                    <strong>{number}</strong>
                </p>
                <p>{replaces(&invoice)}</p>
                <div class="field">
                    <label for=FIELD>{t::upload_file()}</label>
                    <input
                        id=FIELD
                        type="file"
                        accept=PDF
                        node_ref=input
                        aria-invalid=move || told.with(Option::is_some).then_some("true")
                        aria-describedby="pdf-wrong pdf-hint"
                        on:change=move |_| {
                            wrong.set(None);
                            form.failure.set(None);
                            form.unsaved.set(file().is_some());
                            key.set(platform::random_key());
                        }
                    />
                    <p class="field-wrong" id="pdf-wrong">
                        {told}
                    </p>
                    <p class="hint" id="pdf-hint">
                        {t::upload_hint()}
                    </p>
                </div>
                {own}
                {line}
                {form_actions(form.node, t::upload_do(), form.working)}
            </form>
        </Dialog>
    }
}

/// The way back, where a PDF of the merchant's own is served.
fn own_pdf(invoice: &InvoiceView, form: Form, on_done: Callback<InvoiceView>) -> AnyView {
    let client = Console::current().client;
    let now = Load::<InvoiceView>::get(format!("/invoices/{}", invoice.id));
    let path = format!("/invoices/{}/pdf", invoice.id);
    let key = platform::random_key();
    let (text, action) = taking_back(invoice.source);
    let on_press = Callback::new(move |()| {
        let (path, key) = (path.clone(), key.clone());
        let work = async move {
            client
                .change::<InvoiceView>(Method::Delete, &path, &key, Body::new())
                .await
        };
        form.send(work, move |invoice| on_done.run(invoice));
    });
    live(move || {
        let is_own = now.found().is_some_and(|now| now.has_own_pdf == Some(true));
        is_own.then(|| {
            view! {
                <p>{text}</p>
                <div class="card-actions">
                    <Button text=action look=Look::Secondary busy=form.working on_press />
                </div>
            }
        })
    })
}
