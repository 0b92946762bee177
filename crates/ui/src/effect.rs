//! What runs again with its signals.

use leptos::prelude::*;

/// An `Effect`, in a box like what [`live`](crate::components::live) shows.
pub fn effect(act: impl Fn() + 'static) {
    erased(Box::new(act));
}

fn erased(act: Box<dyn Fn()>) {
    Effect::new(move |_| act());
}
