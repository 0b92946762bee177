//! The root: one session, one router, everything below built anew when the language changes.

use leptos::prelude::*;
use portico_ui::{i18n, router::Router};

use crate::{frame::Frame, session::Session, sign_in};

#[component]
pub(crate) fn App() -> impl IntoView {
    // First of all: the secret of a link leaves the address bar.
    provide_context(sign_in::take_link_token());
    provide_context(Router::start());
    let session = Session::begin();
    provide_context(session);
    move || {
        i18n::set_language(session.language.get());
        view! { <Frame /> }
    }
}
