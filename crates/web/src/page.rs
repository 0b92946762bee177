//! A page: its title in three places (heading, document, screen reader), and two plain ones.

use leptos::prelude::*;
use portico_ui::{platform, texts::portal as t};

use crate::session::Session;

/// Whoever comes from another page of the portal is put on the new heading.
#[component]
pub(crate) fn Page(title: &'static str, children: Children) -> impl IntoView {
    let session = Session::current();
    name_document(session, title);
    if session.comes_from_another_page() {
        platform::focus_soon("page-title".into());
    }
    view! {
        <div class="page">
            <h1 id="page-title" tabindex="-1">
                {title}
            </h1>
            {children()}
        </div>
    }
}

/// The merchant's name stands in it too.
pub(crate) fn name_document(session: Session, title: &str) {
    let merchant = session
        .brand
        .with_untracked(|brand| brand.as_ref().map(|brand| brand.title().to_owned()));
    let merchant = merchant.unwrap_or_else(|| t::portal_name().to_owned());
    document().set_title(&t::page_title(&merchant, title));
}

#[component]
pub(crate) fn Missing() -> impl IntoView {
    view! {
        <Page title=t::missing_title()>
            <p class="lead">{t::missing_text()}</p>
            <a class="button button-primary" href="/">
                {t::missing_back()}
            </a>
        </Page>
    }
}
