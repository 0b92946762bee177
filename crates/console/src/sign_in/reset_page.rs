//! `/console/reset`: asks for a mail with a link that sets a new password. The answer is the same for everybody.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_shared::sessions::Success;
use portico_ui::{
    client::Failure,
    components::{Icon, failure_line, icon},
    platform,
    texts::console as t,
};

use crate::{console::Console, page::Page, place::SIGN_IN};

#[component]
pub(crate) fn ResetPage() -> impl IntoView {
    let sent = RwSignal::new(None::<String>);
    let view = move || match sent.get() {
        Some(email) => done(&email).into_any(),
        None => form(sent).into_any(),
    };
    view! { <Page title=t::reset_title()>{view}</Page> }
}

fn form(sent: RwSignal<Option<String>>) -> impl IntoView {
    let console = Console::current();
    let email = RwSignal::new(String::new());
    let (working, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if working.get_untracked() {
            return;
        }
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            let email = email.get_untracked().trim().to_owned();
            let fields = [("email", email.as_str())];
            let answer = console
                .client
                .post_public::<Success>("/session/console/request-reset", &fields);
            match answer.await {
                Ok(_) => {
                    sent.set(Some(email));
                    platform::focus_soon("sent".into());
                }
                Err(problem) => {
                    failure.set(Some(problem));
                    platform::focus("email");
                }
            }
            working.set(false);
        });
    };
    view! {
        <form class="panel" novalidate on:submit=submit>
            <p>{t::reset_text()}</p>
            <div class="field">
                <label for="email">{t::email()}</label>
                <input
                    id="email"
                    type="email"
                    inputmode="email"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    on:input=move |event| email.set(event_target_value(&event))
                />
            </div>
            {failure_line(failure)}
            <button class="button button-primary" aria-disabled=move || working.get().then_some("true")>
                {t::reset_send()}
            </button>
            <a href=SIGN_IN>{t::back_to_sign_in()}</a>
        </form>
    }
}

fn done(email: &str) -> impl IntoView + use<> {
    view! {
        <div class="panel">
            <div class="panel-mark">{icon(Icon::Mail)}</div>
            <h2 id="sent" tabindex="-1">
                {t::reset_sent_title()}
            </h2>
            <p>{t::reset_sent_text(email)}</p>
            <a href=SIGN_IN>{t::back_to_sign_in()}</a>
        </div>
    }
}
