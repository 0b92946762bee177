//! A fresh code by mail before what matters most. The refused change is repeated once the code is right.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::{
    ErrorCode,
    sessions::{OtpRequested, SteppedUp},
};
use portico_ui::{
    client::{Body, Failure, Method, Value},
    components::{Dialog, Look, close, close_or_ask, code_input, failure_line, handler, live, submit_button},
    platform,
    texts::portal as t,
};

use crate::session::Session;

/// What waits for the code.
#[derive(Clone, Copy)]
pub(crate) struct StepUp(RwSignal<Option<Callback<()>>>);

impl StepUp {
    pub(crate) fn provide() -> Self {
        let this = Self(RwSignal::new(None));
        provide_context(this);
        this
    }

    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// Takes over where that is all that a change lacks; gives any other failure back.
    pub(crate) fn or_failure(self, failure: Failure, again: Callback<()>) -> Option<Failure> {
        if failure.code() == Some(ErrorCode::StepUpRequired) {
            self.0.set(Some(again));
            return None;
        }
        Some(failure)
    }

    pub(crate) fn dialog(self) -> impl IntoView {
        live(move || self.0.get().map(|again| code_dialog(self, again)))
    }
}

fn code_dialog(step_up: StepUp, again: Callback<()>) -> AnyView {
    let session = Session::current();
    let node = NodeRef::<html::Dialog>::new();
    let field = NodeRef::<html::Input>::new();
    let request = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let ask = move || {
        failure.set(None);
        spawn_local(async move {
            let key = platform::random_key();
            let answer = session
                .client
                .change::<OtpRequested>(Method::Post, "/step-up", &key, Body::new());
            match answer.await {
                Ok(answer) => request.set(answer.request_token),
                Err(problem) => failure.set(Some(problem)),
            }
        });
    };
    ask();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let code = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let body = vec![
                ("requestToken", Value::Text(request.get_untracked())),
                ("code", Value::Text(code)),
            ];
            let key = platform::random_key();
            let answer = session
                .client
                .change::<SteppedUp>(Method::Post, "/step-up/confirm", &key, body);
            match answer.await {
                Ok(_) => {
                    close(node);
                    again.run(());
                }
                Err(problem) => failure.set(Some(problem)),
            }
            busy.set(false);
        });
    };
    let email = session
        .portal
        .with_untracked(|portal| portal.as_ref().map(|portal| portal.email.clone()));
    let on_close = Callback::new(move |()| step_up.0.set(None));
    view! {
        <Dialog node title=t::step_up_title() on_close>
            <form class="form" novalidate on:submit=handler(submit)>
                <p>{t::step_up_text(&email.unwrap_or_default())}</p>
                <div class="field">
                    <label for="code">{t::sign_in_code()}</label>
                    {code_input(field)}
                </div>
                {failure_line(failure)}
                <div class="dialog-actions dialog-save">
                    <button type="button" class="button" on:click=handler(move |_| close_or_ask(node))>
                        {t::go_back()}
                    </button>
                    <button type="button" class="button" on:click=handler(move |_| ask())>
                        {t::step_up_again()}
                    </button>
                    {submit_button(t::step_up_confirm(), Look::Primary, busy)}
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
