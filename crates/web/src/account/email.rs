//! The customer's main address: asking for another, and taking that back.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    customers::{EmailChangePending, EmailChangeView},
    portal::PortalView,
    sessions::Success,
};
use portico_ui::{
    client::{Abort, Body, Client, Failure, Method, Value},
    components::{Button, Dialog, Field, Look, close, failure_line, form_actions, handler, live, notice, text_field},
    platform,
    texts::portal as t,
};

use crate::{session::Session, step_up::StepUp};

const PATH: &str = "/email-change";

pub(super) fn section(portal: &Arc<PortalView>) -> impl IntoView + use<> {
    let session = Session::current();
    let waiting = RwSignal::new(None::<EmailChangeView>);
    let open = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let abort = Abort::on_cleanup();
    spawn_local(async move {
        // Without an answer the button is there; asking again is refused with a reason.
        if let Ok(found) = session.client.get::<EmailChangePending>(PATH, abort).await {
            waiting.set(found.pending);
        }
    });
    let withdraw = Callback::new(move |()| {
        spawn_local(async move {
            let key = platform::random_key();
            let answer = session
                .client
                .change::<Success>(Method::Delete, PATH, &key, Body::new());
            match answer.await {
                Ok(_) => waiting.set(None),
                Err(problem) => failure.set(Some(problem)),
            }
        });
    });
    let now = portal.customer_email.clone();
    let state = move || {
        match waiting.get() {
        Some(change) => view! {
            {notice(t::email_waits(&change.new_email))}
            <Button text=t::email_withdraw() look=Look::Secondary on_press=withdraw />
        }
        .into_any(),
        None => {
            view! { <Button text=t::email_change() look=Look::Secondary on_press=Callback::new(move |()| open.set(true)) /> }
                .into_any()
        }
    }
    };
    let dialog = move || {
        open.get().then(|| {
            let on_close = Callback::new(move |()| open.set(false));
            dialog(on_close, Callback::new(move |change| waiting.set(Some(change))))
        })
    };
    view! {
        <section class="section">
            <h2>{t::email_title()}</h2>
            <p>{now}</p>
            <p class="hint">{t::email_text()}</p>
            {failure_line(failure)}
            {live(state)}
            {live(dialog)}
        </section>
    }
}

fn dialog(on_close: Callback<()>, on_done: Callback<EmailChangeView>) -> AnyView {
    let client = Session::current().client;
    let step_up = StepUp::current();
    let node = NodeRef::<html::Dialog>::new();
    let email = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    let working = RwSignal::new(false);
    let unsaved = RwSignal::new(false);
    let save = Callback::new(move |()| {
        working.set(true);
        failure.set(None);
        spawn_local(async move { send(client, (email, working, failure, unsaved), node, on_done, step_up).await });
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let is_wrong = !email.with_untracked(|text| crate::sign_in::looks_like_email(text.trim()));
        wrong.set(is_wrong.then(|| t::sign_in_email_wrong().to_owned()));
        if is_wrong {
            platform::focus("new-email");
        } else if !working.get_untracked() {
            save.run(());
        }
    };
    let field = Field {
        id: "new-email".into(),
        label: t::email_new(),
        autocomplete: Some("email"),
        optional: false,
    };
    let on_input = Callback::new(move |text: String| {
        unsaved.set(!text.is_empty());
        email.set(text);
    });
    view! {
        <Dialog node title=t::email_change() unsaved on_close>
            <form class="form" novalidate on:submit=handler(submit)>
                <p>{t::email_change_text()}</p>
                {text_field(field, String::new(), wrong.into(), on_input)}
                {failure_line(failure)}
                {form_actions(node, t::email_send(), working)}
            </form>
        </Dialog>
    }
    .into_any()
}

type Entry = (
    RwSignal<String>,
    RwSignal<bool>,
    RwSignal<Option<Failure>>,
    RwSignal<bool>,
);

async fn send(
    client: Client,
    (email, working, failure, unsaved): Entry,
    node: NodeRef<html::Dialog>,
    on_done: Callback<EmailChangeView>,
    step_up: StepUp,
) {
    let body = vec![("email", Value::Text(email.get_untracked().trim().to_owned()))];
    let key = platform::random_key();
    let answer = client.change::<EmailChangeView>(Method::Post, PATH, &key, body).await;
    working.set(false);
    match answer {
        Ok(change) => {
            unsaved.set(false);
            close(node);
            on_done.run(change);
        }
        Err(problem) => {
            let again = Callback::new(move |()| {
                working.set(true);
                spawn_local(async move {
                    Box::pin(send(client, (email, working, failure, unsaved), node, on_done, step_up)).await;
                });
            });
            failure.set(step_up.or_failure(problem, again));
        }
    }
}
