//! A status in one or two words.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    Good,
    Info,
    Warning,
    Bad,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "badge",
            Self::Good => "badge badge-good",
            Self::Info => "badge badge-info",
            Self::Warning => "badge badge-warning",
            Self::Bad => "badge badge-bad",
        }
    }
}

pub fn badge(tone: Tone, text: &'static str) -> impl IntoView {
    view! { <span class=tone.class()>{text}</span> }
}
