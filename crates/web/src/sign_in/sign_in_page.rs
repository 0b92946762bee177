//! `/login`: asks for the e-mail address and gives one calm answer, whoever asks.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::sessions::Success;
use portico_ui::{
    client::Failure,
    components::{Button, Icon, Look, failure_line, icon},
    platform,
    texts::portal as t,
};

use super::model::{Reason, looks_like_email};
use crate::{
    page::Page,
    session::{Phase, Session},
    tabs::Home,
};

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let session = Session::current();
    if session.phase.get_untracked() == Phase::Open {
        return view! { <Home /> }.into_any();
    }
    let reason = Reason::from_query(platform::query("reason").as_deref());
    let email = RwSignal::new(platform::query("email").unwrap_or_default());
    let sent = RwSignal::new(false);
    let title = match reason {
        Reason::Link => t::link_dead_title(),
        Reason::Again => t::link_again_title(),
        _ => t::sign_in_title(),
    };
    let again = Callback::new(move |()| {
        sent.set(false);
        platform::focus_soon("email".into());
    });
    let view = move || {
        if sent.get() {
            email.with_untracked(|email| answer(email, again)).into_any()
        } else {
            view! { <EmailForm reason email sent /> }.into_any()
        }
    };
    view! { <Page title>{view}</Page> }.into_any()
}

#[component]
fn EmailForm(reason: Reason, email: RwSignal<String>, sent: RwSignal<bool>) -> impl IntoView {
    let session = Session::current();
    let field = NodeRef::<html::Input>::new();
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let (before, text) = match reason {
        Reason::None => (None, t::sign_in_text()),
        Reason::Ended => (Some(t::signed_out_ended()), t::sign_in_text()),
        Reason::Left => (Some(t::signed_out_left()), t::sign_in_text()),
        Reason::Link => (None, t::link_dead_text()),
        Reason::Again => (None, t::link_again_text()),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        email.set(
            field
                .get_untracked()
                .map(|field| field.value().trim().to_owned())
                .unwrap_or_default(),
        );
        wrong.set(!email.with_untracked(|email| looks_like_email(email)));
        if wrong.get_untracked() {
            platform::focus("email");
        } else if !busy.get_untracked() {
            busy.set(true);
            failure.set(None);
            spawn_local(async move {
                let (path, email) = ("/public/customer/request-login-link", email.get_untracked());
                match session.client.post_public::<Success>(path, ("email", &email)).await {
                    Ok(_) => {
                        sent.set(true);
                        platform::focus_soon("sent".into());
                    }
                    Err(problem) => failure.set(Some(problem)),
                }
                busy.set(false);
            });
        }
    };
    view! {
        <form class="panel" novalidate on:submit=submit>
            {before.map(|text| view! { <p class="lead">{text}</p> })}
            <p>{text}</p>
            <div class="field">
                <label for="email">{t::sign_in_email()}</label>
                <input
                    id="email"
                    node_ref=field
                    type="email"
                    inputmode="email"
                    autocomplete="email"
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    value=email.get_untracked()
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby="email-wrong"
                />
                <p class="field-wrong" id="email-wrong">
                    {move || wrong.get().then(t::sign_in_email_wrong)}
                </p>
            </div>
            {failure_line(failure)}
            <button class="button button-primary" aria-disabled=move || busy.get().then_some("true")>
                {t::sign_in_send()}
            </button>
        </form>
    }
}

/// The same for everybody, so that nobody learns who is a customer here.
fn answer(email: &str, again: Callback<()>) -> impl IntoView + use<> {
    view! {
        <div class="panel">
            <div class="panel-mark">{icon(Icon::Mail)}</div>
            <h2 id="sent" tabindex="-1">
                {t::sign_in_sent_title()}
            </h2>
            <p>{t::sign_in_sent_text(email)}</p>
            <p class="hint">{t::sign_in_sent_hint()}</p>
            <Button text=t::sign_in_again() look=Look::Secondary on_press=again />
        </div>
    }
}
