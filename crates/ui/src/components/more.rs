//! The end of a list: a button for what comes next, or what went wrong with it.

use leptos::prelude::*;

use super::{Button, Look, live, problem_notice};
use crate::client::Phase;

#[component]
pub fn More(
    phase: RwSignal<Phase>,
    #[prop(into)] has_more: Signal<bool>,
    text: &'static str,
    on_more: Callback<()>,
) -> impl IntoView {
    let busy = Signal::derive(move || phase.get() == Phase::Loading);
    let failure = move || match phase.get() {
        Phase::Failed(failure) => Some(problem_notice(&failure).into_any()),
        _ => None,
    };
    let button = move || {
        has_more
            .get()
            .then(|| view! { <Button text look=Look::Secondary busy on_press=on_more /> }.into_any())
    };
    view! {
        <div class="more">
            {live(failure)}
            {live(button)}
        </div>
    }
}
