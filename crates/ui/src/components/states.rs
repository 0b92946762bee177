//! What stands in the place of content: its outline, its absence, its failure.

use leptos::prelude::*;

use super::{Button, Icon, Look, icon};
use crate::{client::Failure, texts::portal as t};

/// The outline of cards. Screen readers hear one word instead.
pub fn skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" aria-busy="true">
            <span class="visually-hidden" role="status">
                {t::loading()}
            </span>
            <div class="skeleton-card"></div>
            <div class="skeleton-card"></div>
        </div>
    }
}

pub fn empty_state(symbol: Icon, title: &'static str, text: &'static str) -> impl IntoView {
    empty_state_with(symbol, title, text, ().into_any())
}

/// With what can be done about it.
pub fn empty_state_with(symbol: Icon, title: &'static str, text: &'static str, action: AnyView) -> impl IntoView {
    view! {
        <div class="state">
            {icon(symbol)} <h2>{title}</h2> <p>{text}</p> {action}
        </div>
    }
}

pub fn error_state(failure: &Failure, on_retry: Callback<()>) -> impl IntoView + use<> {
    let reference = failure.reference().map(|id| {
        view! { <p class="reference">{t::error_reference(id)}</p> }
    });
    view! {
        <div class="state" role="alert">
            {icon(Icon::Alert)}
            <h2>{t::error_title()}</h2>
            <p>{failure.text()}</p>
            {reference}
            <Button text=t::retry() look=Look::Secondary on_press=on_retry />
        </div>
    }
}
