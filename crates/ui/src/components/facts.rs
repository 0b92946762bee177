//! Labelled values, and dates that machines can read too.

use leptos::prelude::*;
use portico_shared::Date;

use crate::i18n::format;

/// One row of a `<dl>`.
pub fn fact(label: &'static str, value: impl IntoView) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{value.into_any()}</dd>
        </div>
    }
}

/// One row of a `<dl>` with a line of small print.
pub fn fact_with_hint(label: &'static str, value: impl IntoView, hint: String) -> impl IntoView {
    let hint = (!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> });
    view! {
        <div class="fact">
            <dt>{label}</dt>
            <dd>{value.into_any()} {hint}</dd>
        </div>
    }
}

/// A calendar date in full.
pub fn time(date: &Date) -> impl IntoView + use<> {
    view! { <time datetime=date.to_string()>{format::day(date)}</time> }
}

/// A calendar date for tables.
pub fn time_short(date: &Date) -> impl IntoView + use<> {
    view! { <time datetime=date.to_string()>{format::short_day(date)}</time> }
}
