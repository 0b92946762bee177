//! What the portal shows.

use leptos::prelude::*;
use portico_ui::texts::console as t;

use crate::page::Page;

#[component]
pub(crate) fn HostedPagesPage() -> impl IntoView {
    view! {
        <Page title=t::hosted_pages_title()>
            <p class="lead">{t::hosted_pages_text()}</p>
        </Page>
    }
}
