//! `/login`: asks for the e-mail address and gives one calm answer, whoever asks. The mail holds a link, and a code that is
//! typed in here by whoever reads mail on another device.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::sessions::{OtpRequested, PortalToken};
use portico_ui::{
    client::Failure,
    components::{Button, Icon, Look, code_input, failure_line, handler, icon, live, submit_button},
    platform,
    texts::portal as t,
};

use super::model::{self, Asked, Reason, looks_like_email};
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
    // A phone reloads pages that somebody left to read their mail.
    let asked = RwSignal::new(platform::kept().and_then(|text| Asked::kept(&text, platform::minutes())));
    let email = RwSignal::new(platform::query("email").unwrap_or_default());
    let title = match reason {
        Reason::Link => t::link_dead_title(),
        Reason::Viewed => t::look_over_title(),
        Reason::Again => t::link_again_title(),
        _ => t::sign_in_title(),
    };
    let again = Callback::new(move |()| {
        platform::keep("");
        asked.set(None);
        platform::focus_soon("email".into());
    });
    let view = move || match asked.get() {
        _ if reason == Reason::Viewed => viewed(),
        Some(asked) => view! { <CodeForm asked again /> }.into_any(),
        None => view! { <EmailForm reason email asked /> }.into_any(),
    };
    view! { <Page title>{live(view)}</Page> }.into_any()
}

/// The merchant's people have no business with the customers' way in.
fn viewed() -> AnyView {
    view! {
        <p class="lead">{t::look_over_text()}</p>
        <a class="button" href="/console" rel="external">
            {t::look_over_back()}
        </a>
    }
    .into_any()
}

#[component]
fn EmailForm(reason: Reason, email: RwSignal<String>, asked: RwSignal<Option<Asked>>) -> impl IntoView {
    let session = Session::current();
    let field = NodeRef::<html::Input>::new();
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let (before, text) = match reason {
        Reason::None | Reason::Viewed => (None, t::sign_in_text()),
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
                let (path, email) = ("/public/customer/request-otp", email.get_untracked());
                match session
                    .client
                    .post_public::<OtpRequested>(path, &[("email", &email)])
                    .await
                {
                    Ok(answer) => {
                        let request = answer.request_token;
                        let now = Asked { request, email };
                        platform::keep(&model::keep(&now.to_text(), platform::minutes()));
                        asked.set(Some(now));
                        platform::focus_soon("sent".into());
                    }
                    Err(problem) => failure.set(Some(problem)),
                }
                busy.set(false);
            });
        }
    };
    view! {
        <form class="panel" novalidate on:submit=handler(submit)>
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
                    {live(move || wrong.get().then(t::sign_in_email_wrong))}
                </p>
            </div>
            {failure_line(failure)}
            {submit_button(t::sign_in_send(), Look::Primary, busy)}
        </form>
    }
}

/// The same for everybody, so that nobody learns who is a customer here.
#[component]
fn CodeForm(asked: Asked, again: Callback<()>) -> impl IntoView {
    let session = Session::current();
    let field = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let Asked { request, email } = asked;
    let request = StoredValue::new(request);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let code = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let (path, request) = ("/session/portal/otp-login", request.get_value());
            let fields = [("requestToken", request.as_str()), ("code", code.as_str())];
            match session.client.post_public::<PortalToken>(path, &fields).await {
                Ok(token) => session.enter(token).await,
                Err(problem) => {
                    failure.set(Some(problem));
                    platform::focus("code");
                }
            }
            busy.set(false);
        });
    };
    view! {
        <form class="panel" novalidate on:submit=handler(submit)>
            <div class="panel-mark">{icon(Icon::Mail)}</div>
            <h2 id="sent" tabindex="-1">
                {t::sign_in_sent_title()}
            </h2>
            <p>{t::sign_in_sent_text(&email)}</p>
            <div class="field">
                <label for="code">{t::sign_in_code()}</label>
                {code_input(field)}
            </div>
            {failure_line(failure)}
            {submit_button(t::sign_in_title(), Look::Primary, busy)}
            <p class="hint">{t::sign_in_sent_hint()}</p>
            <Button text=t::sign_in_again() look=Look::Secondary on_press=again />
        </form>
    }
}
