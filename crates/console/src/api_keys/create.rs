//! Making a key: what for, what it may, until when; then the key itself, once.

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::api_keys::ApiKeyMade;
use portico_ui::{
    client::{Method, Value},
    components::{Button, Dialog, Field, Look, close, save_actions, text_field},
    platform,
    texts::console as t,
};

use super::{
    Keys,
    model::{by_resource, column, only_reads, right, subject},
};
use crate::{
    form::Form,
    shown_once::{copy_button, warning},
};

impl Keys {
    pub(super) fn create(self, on_close: Callback<()>) -> AnyView {
        let node = NodeRef::new();
        let unsaved = RwSignal::new(false);
        let made = RwSignal::new(None::<String>);
        let title = Signal::derive(move || {
            if made.with(Option::is_some) {
                t::key_made()
            } else {
                t::keys_create()
            }
        });
        let content = move || match made.get() {
            None => self.entry(node, unsaved, made),
            Some(key) => shown(key, node),
        };
        view! {
            <Dialog node title unsaved on_close>
                {content}
            </Dialog>
        }
        .into_any()
    }

    fn entry(self, node: NodeRef<html::Dialog>, unsaved: RwSignal<bool>, made: RwSignal<Option<String>>) -> AnyView {
        let form = Form { unsaved, ..Form::new() };
        let own = self
            .console
            .me
            .with_untracked(|me| me.as_ref().map(|me| me.permissions.clone()));
        let own = own.unwrap_or_default();
        let (name, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        let picked = RwSignal::new(Vec::<String>::new());
        let missing = RwSignal::new(false);
        // One for the dialog: trying again after a lost answer makes no second key.
        let key = StoredValue::new(platform::random_key());
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            missing.set(picked.with_untracked(Vec::is_empty));
            if missing.get_untracked() {
                platform::focus("permissions");
                return;
            }
            let body = vec![
                ("name", Value::Text(name.get_untracked().trim().to_owned())),
                ("permissions", Value::Texts(picked.get_untracked())),
                (
                    "expiresAt",
                    Value::from(platform::instant_of(&until.get_untracked(), true)),
                ),
            ];
            let work = async move {
                let (client, key) = (self.console.client, key.get_value());
                client.change::<ApiKeyMade>(Method::Post, "/api-keys", &key, body).await
            };
            form.send(work, move |answer| {
                made.set(Some(answer.key));
                platform::focus_soon("dialog-title".into());
                self.list.reset();
            });
        };
        let field = Field {
            id: "name".into(),
            label: t::key_name(),
            autocomplete: Some("off"),
            optional: false,
        };
        let on_name = Callback::new(move |text: String| {
            form.unsaved.set(true);
            name.set(text);
        });
        view! {
            <form class="form" novalidate on:submit=submit>
                {text_field(field, String::new(), form.wrong("name"), on_name)}
                {matrix(own, picked, form.unsaved, missing)}
                {end_field(form, until)}
                {form.line()}
                {save_actions(node, form.working)}
            </form>
        }
        .into_any()
    }
}

/// A line for each thing, a box for each right; and three ways to set many at once.
fn matrix(
    own: Vec<String>,
    picked: RwSignal<Vec<String>>,
    unsaved: RwSignal<bool>,
    missing: RwSignal<bool>,
) -> impl IntoView {
    let set = move |permissions: Vec<String>| {
        Callback::new(move |()| {
            unsaved.set(true);
            missing.set(false);
            picked.set(permissions.clone());
        })
    };
    let reads: Vec<String> = own.iter().filter(|one| only_reads(one)).cloned().collect();
    let line = move |(resource, rights): (String, Vec<String>)| {
        let boxes = rights.into_iter().map(|name| {
            let permission = format!("{resource}:{name}");
            let class = format!("choice matrix-{}", column(&name));
            check((permission, right(name), class), picked, unsaved, missing)
        });
        let boxes = boxes.collect_view();
        view! {
            <li class="matrix-line">
                <span class="matrix-name">{subject(&resource)}</span>
                <span class="matrix-boxes" role="group" aria-label=subject(&resource)>
                    {boxes}
                </span>
            </li>
        }
    };
    let lines = by_resource(&own).into_iter().map(line).collect_view();
    view! {
        <fieldset class="choices" id="permissions" tabindex="-1" aria-describedby="permissions-wrong">
            <legend>{t::key_may()}</legend>
            <div class="card-actions">
                <Button text=t::key_all() look=Look::Secondary on_press=set(own.clone()) />
                <Button text=t::key_reads() look=Look::Secondary on_press=set(reads) />
                <Button text=t::key_none() look=Look::Secondary on_press=set(Vec::new()) />
            </div>
            <ul class="matrix">{lines}</ul>
            <p class="field-wrong" id="permissions-wrong">
                {move || missing.get().then(t::key_may_missing)}
            </p>
        </fieldset>
    }
}

fn check(
    (permission, label, class): (String, String, String),
    picked: RwSignal<Vec<String>>,
    unsaved: RwSignal<bool>,
    missing: RwSignal<bool>,
) -> impl IntoView {
    let name = permission.clone();
    let checked = move || picked.with(|all| all.contains(&name));
    let change = move |event| {
        unsaved.set(true);
        missing.set(false);
        let is_checked = event_target_checked(&event);
        picked.update(|all| {
            all.retain(|one| *one != permission);
            if is_checked {
                all.push(permission.clone());
            }
        });
    };
    view! {
        <label class=class>
            <input type="checkbox" prop:checked=checked on:change=change />
            <span>{label}</span>
        </label>
    }
}

fn end_field(form: Form, until: RwSignal<String>) -> impl IntoView {
    let wrong = form.wrong("expiresAt");
    view! {
        <div class="field">
            <label for="expiresAt">
                {t::key_until()} " " <span class="optional">{portico_ui::texts::portal::optional()}</span>
            </label>
            <input
                id="expiresAt"
                type="date"
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby="expiresAt-hint expiresAt-wrong"
                on:input=move |event| {
                    form.unsaved.set(true);
                    until.set(event_target_value(&event));
                }
            />
            <p class="hint" id="expiresAt-hint">
                {t::key_until_hint()}
            </p>
            <p class="field-wrong" id="expiresAt-wrong">
                {move || wrong.get().map(|_| t::key_until_wrong())}
            </p>
        </div>
    }
}

/// Now and never again.
fn shown(key: String, node: NodeRef<html::Dialog>) -> AnyView {
    let done = Callback::new(move |()| close(node));
    view! {
        <p>{t::key_made_text()}</p>
        <code class="secret" id="new-key">
            {key.clone()}
        </code>
        {warning(t::key_once())}
        <div class="card-actions">{copy_button(key)}</div>
        <div class="dialog-actions">
            <Button text=t::key_kept() look=Look::Primary on_press=done />
        </div>
    }
    .into_any()
}
