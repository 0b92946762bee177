//! Fields that only this page has.

use leptos::prelude::*;

use crate::fields::Shape;

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
