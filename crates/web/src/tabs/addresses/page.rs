//! The customer's addresses.

use leptos::prelude::*;
use portico_shared::addresses::{AddressType, AddressView};
use portico_ui::{
    client::Abort,
    components::{Icon, Listing, Tone, badge, empty_state, fact},
    i18n::format,
    texts::portal as t,
};

use super::model::lines;
use crate::{page::Page, session::Session, tabs::Tab};

#[component]
pub(crate) fn AddressesPage() -> impl IntoView {
    let list = Session::current().addresses;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let empty = || empty_state(Icon::Place, t::addresses_empty_title(), t::addresses_empty_text());
    let ready = move || {
        let cards = list.items.with(|all| all.iter().map(card).collect_view());
        view! { <ul class="grid">{cards}</ul> }
    };
    view! {
        <Page title=Tab::Addresses.title()>
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=Callback::new(move |()| list.more(abort))
                empty
                ready
            />
        </Page>
    }
}

fn card(address: &AddressView) -> impl IntoView + use<> {
    let title = match address.kind {
        AddressType::Default => t::address_main(),
        AddressType::Invoice => t::address_invoice(),
    };
    let default = address.default.then(|| badge(Tone::Neutral, t::default_badge()));
    let lines = lines(address)
        .into_iter()
        .map(|line| view! { <span>{line}</span> })
        .collect_view();
    let vat_id = address.vat_id.clone().map(|id| fact(t::address_vat_id(), id));
    let centre = address
        .cost_centre
        .clone()
        .map(|name| fact(t::address_cost_centre(), name));
    view! {
        <li>
            <article class="card">
                <header class="card-head">
                    <h2>{title}</h2>
                    {default}
                </header>
                <address class="address">
                    {lines} <span>{format::country(&address.country_code)}</span>
                </address>
                <dl class="facts">{vat_id} {centre}</dl>
            </article>
        </li>
    }
}
