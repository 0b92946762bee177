//! A text to be copied.

use leptos::{html, prelude::*, task::spawn_local};
use portico_ui::{
    components::{Button, Look},
    platform,
    texts::console as t,
};

/// What became of the last press.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    /// The browser does not let pages copy (plain http off the local machine): the text is selected.
    Selected,
}

pub(crate) fn copy_field(id: &'static str, label: &'static str, text: String) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let outcome = RwSignal::new(None::<Outcome>);
    let value = text.clone();
    let copy = Callback::new(move |()| {
        let text = text.clone();
        spawn_local(async move {
            let copied = platform::copy(&text).await;
            if let Some(Some(input)) = input.try_get_untracked().filter(|_| !copied) {
                input.select();
            }
            let now = if copied { Outcome::Copied } else { Outcome::Selected };
            outcome.try_set(Some(now));
        });
    });
    let told = move || {
        outcome.get().map(|outcome| match outcome {
            Outcome::Copied => t::copied(),
            Outcome::Selected => t::copy_by_hand(),
        })
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="with-button">
                <input
                    id=id
                    type="text"
                    readonly
                    node_ref=input
                    value=value
                    on:focus=move |_| {
                        if let Some(input) = input.get_untracked() {
                            input.select();
                        }
                    }
                />
                <Button text=t::copy() look=Look::Primary on_press=copy />
            </div>
            <p class="hint" role="status">
                {told}
            </p>
        </div>
    }
    .into_any()
}
