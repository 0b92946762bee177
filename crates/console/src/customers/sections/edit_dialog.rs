//! Changes what is known about a customer. What was typed survives every answer, and a stray click.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, prelude::*};
use portico_shared::customers::{CustomerView, Language};
use portico_ui::{
    client::Method,
    components::{Dialog, Field, close, save_actions, select_field, text_field},
    platform,
    texts::{console as t, portal as p},
};

use super::focus_title;
use crate::{
    console::Console,
    customers::entry::{Entry, Part},
    form::Form,
};

#[component]
pub(super) fn EditDialog(
    customer: Arc<CustomerView>,
    on_change: Callback<CustomerView>,
    on_close: Callback<()>,
) -> impl IntoView {
    let console = Console::current();
    let form = Form::new();
    let before = StoredValue::new(Entry::of(&customer));
    let entry = RwSignal::new(before.get_value());
    let path = format!("/customers/{}", customer.id);
    let change = move |change: &dyn Fn(&mut Entry)| {
        entry.update(change);
        let changed = before.with_value(|before| entry.with_untracked(|now| now != before));
        form.unsaved.set(changed);
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let body = before.with_value(|before| entry.with_untracked(|now| now.changes(before)));
        if body.is_empty() {
            form.unsaved.set(false);
            return close(form.node);
        }
        let path = path.clone();
        let work = async move {
            let key = platform::random_key();
            console.client.change(Method::Patch, &path, &key, body).await
        };
        form.send(work, move |changed: CustomerView| {
            console.say(t::customer_saved());
            on_change.run(changed);
            focus_title();
        });
    };
    let field = move |part: Part| {
        let field = Field {
            id: part.path().into(),
            label: part.label(),
            autocomplete: Some("off"),
            optional: part != Part::Email,
        };
        let value = entry.with_untracked(|entry| entry.text(part).to_owned());
        let on_input =
            Callback::new(move |text: String| change(&move |entry: &mut Entry| entry.set(part, text.clone())));
        text_field(field, value, form.wrong(part.path()), on_input)
    };
    let language = {
        let field = Field {
            id: "language".into(),
            label: t::customer_language(),
            autocomplete: None,
            optional: false,
        };
        let option = |one: Language, text: &str| (one.as_str().to_owned(), text.to_owned());
        let all = vec![
            option(Language::De, p::language_de()),
            option(Language::En, p::language_en()),
        ];
        let on_pick = Callback::new(move |value: String| {
            if let Ok(language) = value.parse() {
                change(&move |entry: &mut Entry| entry.language = language);
            }
        });
        let now = customer.language.as_str();
        select_field(field, [all, Vec::new()], now, form.wrong("language"), on_pick)
    };
    view! {
        <Dialog node=form.node title=t::customer_edit() unsaved=form.unsaved on_close>
            <form class="form" novalidate on:submit=submit>
                {Part::ALL.map(field)}
                {language}
                <p class="hint">{t::customer_email_hint()}</p>
                {form.line()}
                {save_actions(form.node, form.working)}
            </form>
        </Dialog>
    }
}
