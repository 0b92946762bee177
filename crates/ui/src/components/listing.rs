//! The four faces of a list: loading, failed, empty, ready.

use leptos::prelude::*;

use super::{error_state, live, skeleton};
use crate::client::Phase;

#[derive(Clone, PartialEq, Eq)]
enum Face {
    Skeleton,
    Failed(crate::client::Failure),
    Empty,
    Ready,
}

/// Decides by the phase and by whether there is anything to show; what is there stays while more
/// is on its way.
#[component]
pub fn Listing(
    phase: RwSignal<Phase>,
    #[prop(into)] is_empty: Signal<bool>,
    on_retry: Callback<()>,
    #[prop(into)] empty: ViewFn,
    #[prop(into)] ready: ViewFn,
) -> impl IntoView {
    let face = Memo::new(move |_| match (is_empty.get(), phase.get()) {
        (false, _) => Face::Ready,
        (true, Phase::Ready) => Face::Empty,
        (true, Phase::Failed(failure)) => Face::Failed(failure),
        (true, Phase::Idle | Phase::Loading) => Face::Skeleton,
    });
    live(move || match face.get() {
        Face::Skeleton => skeleton().into_any(),
        Face::Failed(failure) => error_state(&failure, on_retry).into_any(),
        Face::Empty => empty.run(),
        Face::Ready => ready.run(),
    })
}
