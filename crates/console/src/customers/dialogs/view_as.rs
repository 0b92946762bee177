//! Looks into a customer's portal as they see it: read-only, short, and written down with its reason.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*};
use portico_shared::{customers::CustomerView, sessions::ViewAnswer};
use portico_ui::{
    client::{Method, Value},
    components::{Button, Dialog, Look, close, close_or_ask},
    platform,
    texts::{console as t, portal as p},
};

use super::{closed_notice, model::closed, whom};
use crate::{console::Console, form::Form};

/// Of a reason, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=500;

pub(super) fn view_dialog(customer: &Arc<CustomerView>, on_close: Callback<()>) -> AnyView {
    // The dialog stays open with the link in it, so this form has a node of its own.
    let node = NodeRef::<html::Dialog>::new();
    let form = Form::new();
    let opened = RwSignal::new(None::<ViewAnswer>);
    let whom = whom(customer);
    let content = if let Some(reason) = closed(customer.status) {
        closed_notice(reason)
    } else {
        let customer = customer.clone();
        (move || match opened.get() {
            None => ask(&customer, form, node, opened),
            Some(answer) => ready(&answer, node),
        })
        .into_any()
    };
    view! {
        <Dialog node title=t::action_view() unsaved=form.unsaved on_close>
            {whom}
            {content}
        </Dialog>
    }
    .into_any()
}

fn ask(
    customer: &CustomerView,
    form: Form,
    node: NodeRef<html::Dialog>,
    opened: RwSignal<Option<ViewAnswer>>,
) -> AnyView {
    let console = Console::current();
    let reason = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let path = format!("/customers/{}/view", customer.id);
    let key = platform::random_key();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let text = reason.with_untracked(|text| text.trim().to_owned());
        let fits = LENGTH.contains(&text.chars().count());
        wrong.set(!fits);
        if !fits {
            return platform::focus("reason");
        }
        let (path, key) = (path.clone(), key.clone());
        let work = async move {
            let body = vec![("reason", Value::Text(text))];
            console
                .client
                .change::<ViewAnswer>(Method::Post, &path, &key, body)
                .await
        };
        form.send(work, move |answer| {
            opened.set(Some(answer));
            platform::focus_soon("open-portal".into());
        });
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        form.unsaved.set(!text.trim().is_empty());
        wrong.set(false);
        reason.set(text);
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <p>{t::view_text()}</p>
            <div class="field">
                <label for="reason">{t::view_reason()}</label>
                <textarea
                    id="reason"
                    rows="3"
                    maxlength="500"
                    required
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby="reason-wrong reason-hint"
                    on:input=typed
                ></textarea>
                <p class="field-wrong" id="reason-wrong">
                    {move || wrong.get().then(t::view_reason_wrong)}
                </p>
                <p class="hint" id="reason-hint">
                    {t::view_reason_hint()}
                </p>
            </div>
            {form.line()}
            <div class="dialog-actions dialog-save">
                <button type="button" class="button" on:click=move |_| close_or_ask(node)>
                    {p::go_back()}
                </button>
                <button class="button button-primary" aria-disabled=move || form.working.get().then_some("true")>
                    {t::view_begin()}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn ready(answer: &ViewAnswer, node: NodeRef<html::Dialog>) -> AnyView {
    let minutes = answer.data.expires_in.div_ceil(60);
    let back = Callback::new(move |()| close(node));
    view! {
        <p>{t::view_ready(minutes)}</p>
        <div class="dialog-actions">
            <Button text=p::close() look=Look::Secondary on_press=back />
            <a
                id="open-portal"
                class="button button-primary"
                href=answer.data.customer_area_link.clone()
                target="_blank"
                rel="noopener external"
                on:click=move |_| close(node)
            >
                {t::view_open()}
            </a>
        </div>
    }
    .into_any()
}
