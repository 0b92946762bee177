//! Buttons.

use leptos::prelude::*;

use super::handler;

#[derive(Clone, Copy)]
pub enum Look {
    Primary,
    Secondary,
    Danger,
    /// There without asking for attention.
    Quiet,
}

impl Look {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button",
            Self::Danger => "button button-danger",
            Self::Quiet => "button button-quiet",
        }
    }
}

/// Sends the form that it stands in.
pub fn submit_button(text: &'static str, look: Look, busy: RwSignal<bool>) -> AnyView {
    view! {
        <button class=look.class() aria-disabled=move || busy.get().then_some("true")>
            {text}
        </button>
    }
    .into_any()
}

/// A busy button keeps its place, its size and the focus; it only stops answering.
#[component]
pub fn Button(
    #[prop(into)] text: Oco<'static, str>,
    look: Look,
    /// For screen readers, where the same text stands on the page more than once.
    #[prop(optional, into)]
    label: Option<String>,
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional, into)] busy: Option<Signal<bool>>,
    on_press: Callback<()>,
) -> impl IntoView {
    let is_busy = move || busy.is_some_and(|busy| busy.get());
    let press = move |_| {
        if !busy.is_some_and(|busy| busy.get_untracked()) {
            on_press.run(());
        }
    };
    view! {
        <button
            type="button"
            id=id
            class=look.class()
            aria-label=label
            aria-disabled=move || is_busy().then_some("true")
            on:click=handler(press)
        >
            {text}
        </button>
    }
}
