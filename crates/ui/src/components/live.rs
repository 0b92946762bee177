//! A part of a page that follows its signals.

use leptos::prelude::*;

/// In a box, so that all of them are of one type: each type brings 2 KB of reactive machinery into the bundle.
pub fn live<V: IntoAny + 'static>(part: impl Fn() -> V + Send + 'static) -> AnyView {
    erased(Box::new(move || part().into_any()))
}

fn erased(part: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || part()).into_any()
}
