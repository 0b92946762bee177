//! Fields of a form: label, entry, and what is wrong with it.

use leptos::{html, prelude::*};

use super::{handler, live};
use crate::texts::portal as t;

/// What a field is called, and how a browser may fill it.
pub struct Field {
    /// Of the element; `{id}-wrong` holds what is wrong.
    pub id: String,
    pub label: &'static str,
    /// `None`: there is no word for it.
    pub autocomplete: Option<&'static str>,
    /// Said in words beside the label.
    pub optional: bool,
}

/// One line of text.
pub fn text_field(
    field: Field,
    value: String,
    wrong: Signal<Option<String>>,
    on_input: Callback<String>,
) -> impl IntoView {
    let Field {
        id,
        label,
        autocomplete,
        optional,
    } = field;
    let wrong_id = format!("{id}-wrong");
    view! {
        <div class="field">
            {label_of(&id, label, optional)}
            <input
                id=id
                type="text"
                autocomplete=autocomplete
                required=!optional
                value=value
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=wrong_id.clone()
                on:input=handler(move |event| on_input.run(event_target_value(&event)))
            />
            <p class="field-wrong" id=wrong_id>
                {live(move || wrong.get())}
            </p>
        </div>
    }
}

/// One of many: value and text of each, the common ones first and apart.
pub fn select_field(
    field: Field,
    groups: [Vec<(String, String)>; 2],
    value: &str,
    wrong: Signal<Option<String>>,
    on_pick: Callback<String>,
) -> impl IntoView + use<> {
    let Field {
        id,
        label,
        autocomplete,
        optional,
    } = field;
    let wrong_id = format!("{id}-wrong");
    let value = value.to_owned();
    let option = move |(code, text): (String, String)| {
        let selected = code == value;
        view! {
            <option value=code selected=selected>
                {text}
            </option>
        }
    };
    let [first, others] = groups;
    let line = (!first.is_empty() && !others.is_empty()).then(|| view! { <hr /> });
    let first = first.into_iter().map(option.clone()).collect_view();
    let others = others.into_iter().map(option).collect_view();
    view! {
        <div class="field">
            {label_of(&id, label, optional)}
            <select
                id=id
                autocomplete=autocomplete
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=wrong_id.clone()
                on:change=handler(move |event| on_pick.run(event_target_value(&event)))
            >
                {first}
                {line}
                {others}
            </select>
            <p class="field-wrong" id=wrong_id>
                {live(move || wrong.get())}
            </p>
        </div>
    }
}

fn label_of(id: &str, label: &'static str, optional: bool) -> impl IntoView + use<> {
    let optional = optional.then(|| view! { <span class="optional">{t::optional()}</span> });
    view! {
        <label for=id.to_owned()>
            {label} " " {optional}
        </label>
    }
}

/// One answer of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
}

/// Radio buttons below their question; `now` is the one that is picked at first.
pub fn choices(
    name: &'static str,
    question: &'static str,
    all: Vec<Choice>,
    now: &str,
    on_pick: Callback<String>,
) -> impl IntoView + use<> {
    let now = now.to_owned();
    let each = move |choice: Choice| {
        let Choice { value, label, hint } = choice;
        let hint = (!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> });
        let checked = value == now;
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=name
                    value=value.clone()
                    checked=checked
                    on:change=handler(move |_| on_pick.run(value.clone()))
                />
                <span class="choice-text">
                    <span>{label}</span>
                    {hint}
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="choices">
            <legend>{question}</legend>
            {all.into_iter().map(each).collect_view()}
        </fieldset>
    }
}

/// Yes or no.
pub fn check_field(label: Signal<&'static str>, checked: bool, on_check: Callback<bool>) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" checked=checked on:change=handler(move |event| on_check.run(event_target_checked(&event))) />
            <span>{label}</span>
        </label>
    }
}

/// Six digits out of a mail, as phones offer them. Its id is `code`.
pub fn code_input(node: NodeRef<html::Input>) -> impl IntoView {
    view! {
        <input
            id="code"
            class="code"
            node_ref=node
            type="text"
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength="7"
            required
        />
    }
}
