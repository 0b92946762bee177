//! `/console/sign-in`: address and password, then the code of a second factor where there is one.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_shared::{ErrorCode, operators::ConsoleToken};
use portico_ui::{
    client::Failure,
    components::{Button, Look, failure_line, icon},
    platform,
    texts::{console as t, portal as p},
};

use super::{Password, Reason, password_field};
use crate::{console::Console, icons, page::Page, place::RESET};

const LOGIN: &str = "/session/console/login";

/// What was typed in so far.
#[derive(Clone, Copy)]
struct Entry {
    email: RwSignal<String>,
    password: RwSignal<String>,
    code: RwSignal<String>,
    /// The password was right, and a code is asked for.
    half: RwSignal<bool>,
    working: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let entry = Entry {
        email: RwSignal::new(String::new()),
        password: RwSignal::new(String::new()),
        code: RwSignal::new(String::new()),
        half: RwSignal::new(false),
        working: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let view = move || {
        if entry.half.get() {
            code_form(entry).into_any()
        } else {
            password_form(entry).into_any()
        }
    };
    view! { <Page title=t::sign_in_title()>{view}</Page> }
}

impl Entry {
    fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        let console = Console::current();
        spawn_local(async move {
            let (email, password) = (self.email.get_untracked(), self.password.get_untracked());
            let code = self.code.get_untracked();
            let mut fields = vec![("email", email.trim()), ("password", password.as_str())];
            if self.half.get_untracked() {
                fields.push(("code", code.trim()));
            }
            match console.client.post_public::<ConsoleToken>(LOGIN, &fields).await {
                Ok(token) => console.enter(token).await,
                Err(failure) if failure.code() == Some(ErrorCode::TotpRequired) && !self.half.get_untracked() => {
                    self.half.set(true);
                    platform::focus_soon("code".into());
                }
                Err(failure) => {
                    self.failure.set(Some(failure));
                    platform::focus(if self.half.get_untracked() { "code" } else { "password" });
                }
            }
            self.working.set(false);
        });
    }

    fn button(self, text: &'static str) -> impl IntoView {
        view! {
            <button class="button button-primary" aria-disabled=move || self.working.get().then_some("true")>
                {text}
            </button>
        }
    }
}

fn password_form(entry: Entry) -> impl IntoView {
    let before = match Reason::from_query(platform::query("reason").as_deref()) {
        Reason::None => None,
        Reason::Ended => Some(t::signed_out_ended()),
        Reason::Left => Some(t::signed_out_left()),
        Reason::Set => Some(t::signed_out_set()),
    };
    let password = Password {
        id: "password",
        label: t::password(),
        is_new: false,
    };
    view! {
        <form class="panel" novalidate on:submit=move |event| entry.submit(&event)>
            {before.map(|text| view! { <p class="lead">{text}</p> })}
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
                    value=entry.email.get_untracked()
                    on:input=move |event| entry.email.set(event_target_value(&event))
                />
            </div>
            {password_field(password, entry.password, Signal::derive(|| None))}
            {failure_line(entry.failure)}
            {entry.button(t::sign_in())}
            <a href=RESET>{t::forgotten()}</a>
        </form>
    }
}

fn code_form(entry: Entry) -> impl IntoView {
    let again = Callback::new(move |()| {
        entry.half.set(false);
        entry.failure.set(None);
        entry.password.set(String::new());
        entry.code.set(String::new());
        platform::focus_soon("email".into());
    });
    view! {
        <form class="panel" novalidate on:submit=move |event| entry.submit(&event)>
            <div class="panel-mark">{icon(icons::SHIELD)}</div>
            <p>{t::code_text()}</p>
            <div class="field">
                <label for="code">{t::code()}</label>
                <input
                    id="code"
                    class="code code-wide"
                    type="text"
                    autocomplete="one-time-code"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="40"
                    required
                    on:input=move |event| entry.code.set(event_target_value(&event))
                />
            </div>
            {failure_line(entry.failure)}
            {entry.button(t::sign_in())}
            <p class="hint">{t::code_hint()}</p>
            <Button text=p::go_back() look=Look::Secondary on_press=again />
        </form>
    }
}
