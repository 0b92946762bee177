//! The customers.

use leptos::prelude::*;
use portico_shared::CustomerId;
use portico_ui::texts::console as t;

use crate::page::Page;

#[component]
pub(crate) fn CustomersPage() -> impl IntoView {
    view! {
        <Page title=t::customers_title()>
            <p class="lead">{t::customers_text()}</p>
        </Page>
    }
}

#[component]
pub(crate) fn CustomerPage(id: CustomerId) -> impl IntoView {
    view! {
        <Page title=t::customers_title()>
            <p class="lead">{id.to_string()}</p>
        </Page>
    }
}
