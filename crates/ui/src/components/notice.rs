//! A line that says what just happened, where it happened.

use leptos::prelude::*;

use super::{Button, Icon, Look, icon, live};
use crate::{client::Failure, texts::portal as t};

/// Good news.
pub fn notice(text: String) -> impl IntoView {
    view! {
        <div class="notice notice-good">
            {icon(Icon::Check)} <p>{text}</p>
        </div>
    }
}

/// What did not work, and what to quote in a support request.
pub fn problem_notice(failure: &Failure) -> impl IntoView + use<> {
    let reference = failure.reference().map(|id| {
        view! { <p class="reference">{t::error_reference(id)}</p> }
    });
    view! {
        <div class="notice notice-bad" role="alert">
            {icon(Icon::Alert)}
            <div>
                <p>{failure.text()}</p>
                {reference}
            </div>
        </div>
    }
}

/// The same, as long as there is a failure.
pub fn failure_line(failure: RwSignal<Option<Failure>>) -> AnyView {
    live(move || failure.with(|failure| failure.as_ref().map(|failure| problem_notice(failure).into_any())))
}

/// What could not be loaded, and a way to try again.
pub fn problem_with_retry(failure: &Failure, on_retry: Callback<()>) -> AnyView {
    view! {
        {problem_notice(failure)}
        <Button text=t::retry() look=Look::Secondary on_press=on_retry />
    }
    .into_any()
}
