//! A page: its title in three places (heading, document, screen reader), and two plain ones.
//!
//! Each page of the console is made alike: `Page` with the title, in it `Load` for one thing or `Listing` for a list, which
//! show skeleton, failure with retry, absence, or what is there; changes are dialogs with a `Form`, and what was done is told
//! with `Console::say`.

use leptos::prelude::*;
use portico_ui::{
    platform,
    texts::{console as t, portal as p},
};

use crate::{
    console::Console,
    place::{HOME, Section},
};

/// Whoever comes from another page of the console is put on the new heading.
#[component]
pub(crate) fn Page(
    #[prop(into)] title: String,
    /// What can be done on this page, beside its title.
    #[prop(optional)]
    actions: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let console = Console::current();
    let merchant = console.merchant.get_untracked();
    document().set_title(&if merchant.is_empty() {
        t::console_title().to_owned()
    } else {
        t::page_title(&merchant, &title)
    });
    if console.comes_from_another_page() {
        platform::focus_soon("page-title".into());
    }
    let actions = actions.map(|actions| view! { <div class="page-actions">{actions}</div> });
    view! {
        <div class="page">
            <div class="page-head">
                <h1 id="page-title" tabindex="-1">
                    {title}
                </h1>
                {actions}
            </div>
            {children()}
        </div>
    }
}

#[component]
pub(crate) fn Missing() -> impl IntoView {
    missing(p::missing_title(), p::missing_text())
}

/// In place of what is not there, with the way to the customers for whoever may see them.
pub(crate) fn missing(title: &'static str, text: &'static str) -> impl IntoView {
    let customers = Section::Customers;
    let way = if Console::current().may(customers.permission()) {
        way(customers.path(), t::to_the_customers()).into_any()
    } else {
        way(HOME, t::to_the_start()).into_any()
    };
    view! {
        <Page title>
            <p class="lead">{text}</p>
            {way}
        </Page>
    }
}

/// A page that this operator's role does not open.
#[component]
pub(crate) fn NotPermitted() -> impl IntoView {
    view! {
        <Page title=t::not_permitted_title()>
            <p class="lead">{t::not_permitted_text()}</p>
            {way(HOME, t::to_the_start())}
        </Page>
    }
}

fn way(to: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <a class="button button-primary" href=to>
            {text}
        </a>
    }
}
