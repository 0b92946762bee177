//! Secrets that are shown now and never again: copying them, and taking them along as a file.

use leptos::{prelude::*, task::spawn_local};
use portico_ui::{
    components::{Button, Icon, Look, icon},
    platform,
    texts::console as t,
};

use crate::console::Console;

/// A button that copies; where the browser forbids it, says so.
pub(crate) fn copy_button(text: String) -> impl IntoView {
    let console = Console::current();
    let refused = RwSignal::new(false);
    let copied = RwSignal::new(false);
    let text = StoredValue::new(text);
    let press = Callback::new(move |()| {
        spawn_local(async move {
            let done = platform::copy(&text.get_value()).await;
            refused.set(!done);
            copied.set(done);
            if done {
                console.say(t::copied());
            }
        });
    });
    let hint = move || refused.get().then(|| view! { <p class="hint">{t::copy_refused()}</p> });
    view! {
        <Button text=t::copy() look=Look::Secondary on_press=press />
        {hint}
        <span class="visually-hidden" role="status">
            {move || copied.get().then(t::copied)}
        </span>
    }
}

/// What to know before closing.
pub(crate) fn warning(text: &'static str) -> impl IntoView {
    view! {
        <div class="notice notice-warning">
            {icon(Icon::Alert)} <p>{text}</p>
        </div>
    }
}
