//! The row above the log: who, what, from when, until when.

use leptos::prelude::*;
use portico_ui::{
    components::{Button, Look},
    platform,
    texts::console as t,
};

use super::{
    Activity,
    model::{Area, Filter},
};

#[component]
pub(super) fn Filters(activity: Activity) -> impl IntoView {
    let filter = activity.filter;
    let actors = move || {
        let all = activity.actors.get();
        let option = |actor: super::Actor| view! { <option value=actor.id>{actor.name}</option> };
        all.into_iter().map(option).collect_view()
    };
    let areas = Area::ALL.map(|area| view! { <option value=area.name()>{area.title()}</option> });
    let set = move |change: fn(&mut Filter, String)| {
        move |event| {
            let value = event_target_value(&event);
            filter.update(|filter| change(filter, value));
        }
    };
    // Typing a year passes through years that nobody means: the list follows once the date is whole.
    let from = set(|filter, date| filter.from = platform::instant_of(&date, false));
    let until = set(|filter, date| filter.until = platform::instant_of(&date, true));
    view! {
        <form class="filters" role="search" aria-label=t::filter() on:submit=|event| event.prevent_default()>
            <div class="field">
                <label for="actor">{t::filter_who()}</label>
                <select id="actor" on:change=set(|filter, actor| filter.actor = actor)>
                    <option value="">{t::filter_everybody()}</option>
                    {actors}
                </select>
            </div>
            <div class="field">
                <label for="area">{t::filter_what()}</label>
                <select id="area" on:change=set(|filter, area| filter.area = area)>
                    <option value="">{t::filter_everything()}</option>
                    {areas.collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="from">{t::filter_from()}</label>
                <input id="from" type="date" on:change=from />
            </div>
            <div class="field">
                <label for="until">{t::filter_to()}</label>
                <input id="until" type="date" on:change=until />
            </div>
            {move || customer(activity)}
        </form>
    }
}

/// Whoever came from a customer sees what concerns that customer.
fn customer(activity: Activity) -> Option<impl IntoView> {
    let is_one = activity.filter.with(|filter| filter.customer.is_some());
    is_one.then(|| {
        let all = Callback::new(move |()| {
            platform::set_query("customer", None);
            activity.filter.update(|filter| filter.customer = None);
        });
        view! {
            <div class="filter-customer">
                <span>{t::filter_customer()}</span>
                <Button text=t::filter_customer_off() look=Look::Secondary on_press=all />
            </div>
        }
    })
}
