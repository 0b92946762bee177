//! The row above the log: who, what, from when, until when. What is picked goes into the address bar, and comes from there.

use leptos::prelude::*;
use portico_ui::{
    components::{Button, Look},
    router::Router,
    texts::console as t,
};

use super::{
    Activity,
    model::{Actor, Area, Filter, who},
};

#[component]
pub(super) fn Filters(activity: Activity) -> impl IntoView {
    let router: Router = expect_context();
    let filter = activity.filter;
    let changed = move |change: fn(&mut Filter, String), value: String| {
        let mut filter = filter.get_untracked();
        change(&mut filter, value);
        filter.address()
    };
    // A question of its own: Back leads to the one before.
    let pick =
        move |change: fn(&mut Filter, String)| move |event| router.go(&changed(change, event_target_value(&event)));
    // Typing a year passes through years that nobody means: they are no steps to go back by.
    let day = move |change: fn(&mut Filter, String)| {
        move |event| router.replace(&changed(change, event_target_value(&event)))
    };
    let now = Memo::new(move |_| filter.with(|filter| filter.actor.clone()));
    let actors = move || {
        let (mut all, now) = (activity.actors.get(), now.get());
        // Whoever came with an address sees whom it names, also where that name is not known.
        if !now.is_empty() && all.iter().all(|actor| actor.id != now) {
            let name = who(&now, &all);
            all.push(Actor { id: now, name });
        }
        let option = |Actor { id, name }| option(id, name, move |id| filter.with(|filter| filter.actor == id));
        all.into_iter().map(option).collect_view()
    };
    let areas = Area::ALL.map(|area| {
        let is_now = move |name: &str| filter.with(|filter| filter.area == name);
        option(area.name().to_owned(), area.title().to_owned(), is_now)
    });
    view! {
        <form class="filters" role="search" aria-label=t::filter() on:submit=|event| event.prevent_default()>
            <div class="field">
                <label for="actor">{t::filter_who()}</label>
                <select id="actor" on:change=pick(|filter, actor| filter.actor = actor)>
                    <option value="" prop:selected=move || filter.with(|filter| filter.actor.is_empty())>
                        {t::filter_everybody()}
                    </option>
                    {actors}
                </select>
            </div>
            <div class="field">
                <label for="area">{t::filter_what()}</label>
                <select id="area" on:change=pick(|filter, area| filter.area = area)>
                    <option value="" prop:selected=move || filter.with(|filter| filter.area.is_empty())>
                        {t::filter_everything()}
                    </option>
                    {areas.collect_view()}
                </select>
            </div>
            <div class="field">
                <label for="from">{t::filter_from()}</label>
                <input
                    id="from"
                    type="date"
                    prop:value=move || filter.with(|filter| filter.from.clone())
                    on:change=day(|filter, day| filter.from = day)
                />
            </div>
            <div class="field">
                <label for="until">{t::filter_to()}</label>
                <input
                    id="until"
                    type="date"
                    prop:value=move || filter.with(|filter| filter.until.clone())
                    on:change=day(|filter, day| filter.until = day)
                />
            </div>
            {move || customer(filter, router)}
        </form>
    }
}

fn option(value: String, text: String, is_now: impl Fn(&str) -> bool + Send + 'static) -> impl IntoView {
    let own = value.clone();
    view! {
        <option value=value prop:selected=move || is_now(&own)>
            {text}
        </option>
    }
}

/// Whoever came from a customer sees what concerns that customer.
fn customer(filter: Signal<Filter>, router: Router) -> Option<impl IntoView> {
    let is_one = filter.with(|filter| !filter.customer.is_empty());
    is_one.then(|| {
        let all = Callback::new(move |()| {
            let all = Filter {
                customer: String::new(),
                ..filter.get_untracked()
            };
            router.go(&all.address());
        });
        view! {
            <div class="filter-customer">
                <span>{t::filter_customer()}</span>
                <Button text=t::filter_customer_off() look=Look::Secondary on_press=all />
            </div>
        }
    })
}
