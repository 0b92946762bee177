//! Fields of forms. Each shows what its entry says, so that discarding and restoring reach it.

use leptos::prelude::*;
use portico_ui::texts::portal as p;

/// What a field is called, what it is for, and what is wrong with it.
pub(crate) struct Shape {
    /// Its name in the API, and its id.
    pub(crate) path: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: AnyView,
    pub(crate) wrong: Signal<Option<String>>,
    pub(crate) disabled: bool,
    /// Said in words beside the label.
    pub(crate) optional: bool,
}

impl Shape {
    pub(crate) fn described(&self) -> String {
        format!("{0}-wrong {0}-hint", self.path)
    }

    /// The entry between its label and what is said about it.
    pub(crate) fn around(self, entry: AnyView) -> AnyView {
        let Self {
            path,
            label,
            hint,
            wrong,
            optional,
            ..
        } = self;
        let optional = optional.then(|| view! { <span class="optional">{p::optional()}</span> });
        view! {
            <div class="field">
                <label for=path>
                    {label} " " {optional}
                </label>
                {entry}
                <p class="field-wrong" id=format!("{path}-wrong")>
                    {wrong}
                </p>
                <p class="hint" id=format!("{path}-hint")>
                    {hint}
                </p>
            </div>
        }
        .into_any()
    }
}

pub(crate) fn line(shape: Shape, kind: &'static str, value: Signal<String>, on_input: Callback<String>) -> AnyView {
    let (wrong, disabled) = (shape.wrong, shape.disabled);
    let entry = view! {
        <input
            id=shape.path
            type=kind
            autocomplete="off"
            spellcheck="false"
            disabled=disabled
            aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            aria-describedby=shape.described()
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
        />
    };
    let entry = entry.into_any();
    shape.around(entry)
}

/// A text of several lines.
pub(crate) fn lines(shape: Shape, value: Signal<String>, on_input: Callback<String>) -> AnyView {
    let (wrong, disabled) = (shape.wrong, shape.disabled);
    let entry = view! {
        <textarea
            id=shape.path
            rows="4"
            spellcheck="false"
            disabled=disabled
            aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            aria-describedby=shape.described()
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
        ></textarea>
    };
    let entry = entry.into_any();
    shape.around(entry)
}

/// One of a few.
pub(crate) fn pick(
    shape: Shape,
    options: Vec<(String, String)>,
    value: Signal<String>,
    on_pick: Callback<String>,
) -> AnyView {
    let (wrong, disabled) = (shape.wrong, shape.disabled);
    let options = options
        .into_iter()
        .map(|(value, text)| view! { <option value=value>{text}</option> });
    let entry = view! {
        <select
            id=shape.path
            disabled=disabled
            aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            aria-describedby=shape.described()
            prop:value=value
            on:change=move |event| on_pick.run(event_target_value(&event))
        >
            {options.collect_view()}
        </select>
    };
    let entry = entry.into_any();
    shape.around(entry)
}

/// On or off, with a sentence about it.
pub(crate) fn toggle(
    path: &'static str,
    label: &'static str,
    hint: &'static str,
    on: Signal<bool>,
    disabled: Signal<bool>,
    on_check: Callback<bool>,
) -> AnyView {
    let hint_id = format!("{path}-hint");
    view! {
        <div class="choice toggle">
            <input
                id=path
                type="checkbox"
                role="switch"
                disabled=disabled
                aria-describedby=hint_id.clone()
                prop:checked=on
                on:change=move |event| on_check.run(event_target_checked(&event))
            />
            <div class="choice-text">
                <label for=path>{label}</label>
                <span class="hint" id=hint_id>
                    {hint}
                </span>
            </div>
        </div>
    }
    .into_any()
}

/// Settings that belong together.
pub(crate) fn card(title: &'static str, text: Option<&'static str>, content: AnyView) -> AnyView {
    view! {
        <section class="card form">
            <div>
                <h2>{title}</h2>
                {text.map(|text| view! { <p class="hint">{text}</p> })}
            </div>
            {content}
        </section>
    }
    .into_any()
}
