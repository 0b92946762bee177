//! The fields of the page. Each shows what the entry says, so that discarding and restoring reach it.

use leptos::prelude::*;

/// What a field is called, what it is for, and what is wrong with it.
pub(super) struct Shape {
    /// Its name in the API, and its id.
    pub(super) path: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: AnyView,
    pub(super) wrong: Signal<Option<&'static str>>,
    pub(super) disabled: bool,
}

impl Shape {
    fn described(&self) -> String {
        format!("{0}-wrong {0}-hint", self.path)
    }

    /// The entry between its label and what is said about it.
    fn around(self, entry: AnyView) -> AnyView {
        let Self {
            path,
            label,
            hint,
            wrong,
            ..
        } = self;
        view! {
            <div class="field">
                <label for=path>{label}</label>
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

pub(super) fn line(shape: Shape, kind: &'static str, value: Signal<String>, on_input: Callback<String>) -> AnyView {
    let (wrong, disabled) = (shape.wrong, shape.disabled);
    let entry = view! {
        <input
            id=shape.path
            type=kind
            autocomplete="off"
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

pub(super) fn lines(shape: Shape, value: Signal<String>, on_input: Callback<String>) -> AnyView {
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

/// A colour as text, and beside it to be picked.
pub(super) fn colour(
    shape: Shape,
    pick_label: &'static str,
    value: Signal<String>,
    on_input: Callback<String>,
) -> AnyView {
    let (wrong, disabled) = (shape.wrong, shape.disabled);
    let picked = move || {
        let text = value.get();
        if super::contrast::parse(&text).is_some() {
            text.trim().to_owned()
        } else {
            "#000000".to_owned()
        }
    };
    let entry = view! {
        <div class="with-unit">
            <input
                id=shape.path
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder="#rrggbb"
                disabled=disabled
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=shape.described()
                prop:value=value
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            <input
                type="color"
                class="swatch"
                aria-label=pick_label
                disabled=disabled
                prop:value=picked
                on:input=move |event| on_input.run(event_target_value(&event))
            />
        </div>
    };
    let entry = entry.into_any();
    shape.around(entry)
}

/// A number and its unit.
pub(super) fn span(
    shape: Shape,
    unit_label: String,
    amount: Signal<String>,
    unit: Signal<&'static str>,
    units: Vec<(&'static str, &'static str)>,
    on_amount: Callback<String>,
    on_unit: Callback<String>,
) -> AnyView {
    let (wrong, disabled) = (shape.wrong, shape.disabled);
    let options = units
        .into_iter()
        .map(|(value, text)| view! { <option value=value>{text}</option> });
    let entry = view! {
        <div class="with-unit">
            <input
                id=shape.path
                type="text"
                inputmode="numeric"
                autocomplete="off"
                disabled=disabled
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=shape.described()
                prop:value=amount
                on:input=move |event| on_amount.run(event_target_value(&event))
            />
            <select
                aria-label=unit_label
                disabled=disabled
                prop:value=unit
                on:change=move |event| on_unit.run(event_target_value(&event))
            >
                {options.collect_view()}
            </select>
        </div>
    };
    let entry = entry.into_any();
    shape.around(entry)
}

/// One of a few.
pub(super) fn pick(
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
pub(super) fn toggle(
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
