//! `/console/welcome`: sets a password with the link of an invitation or of a mail to whoever forgot theirs.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use portico_shared::{ErrorCode, operators::ConsoleToken};
use portico_ui::{client::Failure, components::failure_line, platform, texts::console as t};

use super::{LinkToken, Password, Reason, address, is_password, password_field};
use crate::{
    console::Console,
    page::Page,
    place::{HOME, RESET, SIGN_IN},
    words,
};

#[component]
pub(crate) fn WelcomePage() -> impl IntoView {
    let LinkToken(token) = expect_context();
    match token.get_value() {
        Some(_) => view! { <Page title=t::welcome_title()>{form(token)}</Page> },
        None => view! {
            <Page title=t::welcome_again_title()>
                <div class="panel">
                    <p>{t::welcome_again_text()}</p>
                    <a href=SIGN_IN>{t::back_to_sign_in()}</a>
                </div>
            </Page>
        },
    }
}

fn form(token: StoredValue<Option<String>>) -> impl IntoView {
    let console = Console::current();
    let password = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let (working, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let fits = password.with_untracked(|text| is_password(text));
        wrong.set((!fits).then(|| t::password_rule().to_owned()));
        if !fits {
            platform::focus("password");
            return;
        }
        if working.get_untracked() {
            return;
        }
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            let (link, password) = (token.get_value().unwrap_or_default(), password.get_untracked());
            let fields = [("token", link.as_str()), ("password", password.as_str())];
            let answer = console
                .client
                .post_public::<ConsoleToken>("/session/console/set-password", &fields);
            match answer.await {
                Ok(signed_in) => {
                    token.set_value(None);
                    console.enter(signed_in).await;
                }
                // Set, and whoever has a second factor signs in with both.
                Err(problem) if problem.code() == Some(ErrorCode::TotpRequired) => {
                    platform::start_over(&address(Reason::Set, HOME));
                }
                Err(problem) => {
                    let unfit = problem.violations().iter().find(|one| one.property_path == "password");
                    if let Some(unfit) = unfit {
                        wrong.set(Some(words::violation(unfit).to_owned()));
                        platform::focus("password");
                    } else {
                        failure.set(Some(problem));
                    }
                }
            }
            working.set(false);
        });
    };
    let is_dead =
        move || failure.with(|failure| failure.as_ref().and_then(Failure::code) == Some(ErrorCode::LinkInvalid));
    let another = move || is_dead().then(|| view! { <a href=RESET>{t::welcome_another()}</a> });
    let field = Password {
        id: "password",
        label: t::password_new(),
        is_new: true,
    };
    view! {
        <form class="panel" novalidate on:submit=submit>
            <p>{t::welcome_text()}</p>
            {password_field(field, password, wrong.into())}
            {failure_line(failure)}
            {another}
            <button class="button button-primary" aria-disabled=move || working.get().then_some("true")>
                {t::welcome_set()}
            </button>
        </form>
    }
}
