//! One customer: who they are, and everything of theirs in sections that each load by themselves.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{CustomerId, customers::CustomerView};
use portico_ui::{components::badge, platform, router::Router, texts::console as t};

use super::{
    Makers, menu, model,
    sections::{self, Section},
};
use crate::{
    console::Console,
    load::Load,
    page::{Page, missing},
};

#[component]
pub(crate) fn CustomerPage(id: CustomerId) -> impl IntoView {
    provide_context(Makers::load());
    let load = Load::<CustomerView>::get(format!("/customers/{id}"));
    let is_missing = Memo::new(move |_| load.is_missing());
    let content = move || {
        if is_missing.get() {
            missing(t::customer_missing_title(), t::customer_missing_text()).into_any()
        } else {
            load.show(move |customer| whole(&customer, load)).into_any()
        }
    };
    view! { <div class="customer">{content}</div> }
}

fn whole(customer: &Arc<CustomerView>, load: Load<CustomerView>) -> AnyView {
    let (tone, status) = model::standing_of(customer);
    let on_change = Callback::new(move |changed: CustomerView| load.put(changed));
    let person = customer
        .company_name
        .is_some()
        .then(|| model::person(customer))
        .flatten();
    let person = person.map(|name| view! { <span>{name}</span> });
    let actions = menu::menu(customer, on_change);
    let path = expect_context::<Router>().path();
    let section = Memo::new(move |_| {
        path.track();
        Section::at(platform::query("section").as_deref())
    });
    let (title, number, id) = (model::name(customer), customer.customer_number.clone(), customer.id);
    let shown = {
        let customer = customer.clone();
        move || sections::show(section.get(), &customer, on_change)
    };
    view! {
        <Page title actions>
            <p class="card-small customer-line">
                {person}
                <span>{number}</span>
                {badge(tone, status)}
            </p>
            {nav(id, section)}
            <div class="customer-section">{shown}</div>
        </Page>
    }
    .into_any()
}

fn nav(id: CustomerId, now: Memo<Section>) -> impl IntoView {
    let console = Console::current();
    let link = move |section: Section| {
        let address = match section {
            Section::Overview => format!("/console/customers/{id}"),
            other => format!("/console/customers/{id}?section={}", other.as_str()),
        };
        let current = move || (now.get() == section).then_some("page");
        view! {
            <li>
                <a href=address aria-current=current>
                    {section.title()}
                </a>
            </li>
        }
    };
    let links = Section::offered(|permission| console.may(permission));
    view! {
        <nav class="chapters" aria-label=t::customer_sections()>
            <ul>{links.into_iter().map(link).collect_view()}</ul>
        </nav>
    }
}
