//! The root: one session, one router, everything below built anew when the language changes.

use leptos::prelude::*;
use portico_ui::{components::live, i18n, router::Router};

use crate::{frame::frame, program::Program, session::Session, sign_in};

pub(crate) fn app<P: Program>() -> impl IntoView {
    // First of all: the secret of a link leaves the address bar.
    provide_context(sign_in::take_link_token());
    provide_context(Router::within(P::is_own));
    let session = Session::begin::<P>();
    provide_context(session);
    P::provide();
    live(move || {
        i18n::set_language(session.language.get());
        frame::<P>()
    })
}
