//! Language, texts, and the formats of the browser's `Intl`.

use std::cell::Cell;

use portico_shared::customers::Language;

pub mod amounts;
mod decimal;
mod errors;
pub mod format;
mod intl;
pub mod periods;
pub mod texts;

pub use errors::{error_text, set_error_texts};

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::En) };
}

/// The language on screen. It is no signal: on a change the whole view is built anew, which costs
/// one frame and saves an effect for every text.
pub fn language() -> Language {
    CURRENT.get()
}

/// Speaks `language` from now on; the document says so to screen readers and hyphenation.
pub fn set_language(language: Language) {
    CURRENT.set(language);
    intl::forget();
    if let Some(root) = leptos::prelude::document().document_element() {
        // A refusal would only cost the attribute.
        let _ = root.set_attribute("lang", language.as_str());
    }
}

/// The other language, for the switch.
pub const fn other(language: Language) -> Language {
    match language {
        Language::De => Language::En,
        Language::En => Language::De,
    }
}

/// `?lang=`, else the first of the browser's languages that Portico speaks, else English.
pub fn preferred(asked: Option<&str>) -> (Language, bool) {
    if let Some(language) = asked.and_then(|text| text.parse().ok()) {
        return (language, true);
    }
    let known = intl::browser_languages()
        .into_iter()
        .find_map(|tag| tag.get(..2).and_then(|short| short.parse().ok()));
    (known.unwrap_or(Language::En), false)
}

#[cfg(test)]
pub(crate) fn speak(language: Language) {
    CURRENT.set(language);
}
