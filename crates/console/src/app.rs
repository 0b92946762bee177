//! The root: one session, one router, everything below built anew when the language changes.

use leptos::prelude::*;
use portico_ui::{i18n, router::Router};

use crate::{console::Console, frame::Frame, sign_in, words};

#[component]
pub(crate) fn App() -> impl IntoView {
    // First of all: the secret of a link leaves the address bar.
    provide_context(sign_in::take_link_token());
    provide_context(Router::start());
    i18n::set_error_texts(words::error);
    let console = Console::begin();
    provide_context(console);
    move || {
        i18n::set_language(console.language.get());
        view! { <Frame /> }
    }
}
