//! A password that can be looked at while it is typed.

use leptos::prelude::*;
use portico_ui::texts::console as t;

/// What a field for a password is called, and which one it asks for.
#[derive(Clone, Copy)]
pub(crate) struct Password {
    /// Of the element; `{id}-wrong` and `{id}-hint` belong to it.
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    /// One to be: password managers make one, and its rule is shown.
    pub(crate) is_new: bool,
}

pub(crate) fn password_field(field: Password, value: RwSignal<String>, wrong: Signal<Option<String>>) -> impl IntoView {
    let Password { id, label, is_new } = field;
    let shown = RwSignal::new(false);
    let (wrong_id, hint_id) = (format!("{id}-wrong"), format!("{id}-hint"));
    let described = if is_new {
        format!("{hint_id} {wrong_id}")
    } else {
        wrong_id.clone()
    };
    let hint = is_new.then(|| {
        view! {
            <p class="hint" id=hint_id>
                {t::password_rule()}
            </p>
        }
    });
    let toggle = move || {
        if shown.get() {
            t::password_hide()
        } else {
            t::password_show()
        }
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {hint}
            <div class="field-with-button">
                <input
                    id=id
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=if is_new { "new-password" } else { "current-password" }
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button
                    type="button"
                    class="quiet"
                    aria-controls=id
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {toggle}
                </button>
            </div>
            <p class="field-wrong" id=wrong_id>
                {move || wrong.get()}
            </p>
        </div>
    }
}
