//! The customer's addresses, and which of them count.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{
    addresses::{AddressStatus, AddressType, AddressView, street_line, town_lines},
    customers::CustomerView,
};
use portico_ui::{
    client::{Abort, List},
    components::{Listing, More, Tone, badge},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::{nothing, section};
use crate::console::Console;

pub(super) fn addresses(customer: &Arc<CustomerView>) -> AnyView {
    let path = format!("/customer-addresses?customer={}", customer.id);
    let list = List::<AddressView>::new(Console::current().client, &path);
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let home = customer.country_code.clone();
    let ready = move || {
        let home = home.clone();
        let rows = move || {
            list.items
                .with(|all| all.iter().map(|one| row(one, &home)).collect_view())
        };
        view! {
            <ul class="rows">{rows}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=p::addresses_more() on_more />
        }
    };
    let content = view! {
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::addresses_none())
            ready
        />
    };
    section(t::section_addresses(), ().into_any(), content.into_any())
}

fn row(address: &AddressView, home: &str) -> impl IntoView + use<> {
    let names = [&address.first_name, &address.last_name];
    let names: Vec<_> = names.into_iter().flatten().map(String::as_str).collect();
    let names = names.join(" ");
    let (first, second) = match &address.company_name {
        Some(company) => (company.clone(), names),
        None => (names, String::new()),
    };
    let abroad = (address.country_code != home).then(|| format::country(&address.country_code));
    let street = street_line(&address.country_code, &address.street, &address.house_number);
    let town = town_lines(&address.country_code, &address.zip, &address.city);
    let lines = [Some(second), address.addition.clone(), Some(street)];
    let lines = lines.into_iter().flatten().chain(town).chain(abroad);
    let lines = lines.filter(|line| !line.trim().is_empty());
    let lines = lines.map(|line| view! { <span>{line.trim().to_owned()}</span> });
    let kind = match address.kind {
        AddressType::Default => p::address_main(),
        AddressType::Invoice => p::address_invoice(),
    };
    let default = address.default.then(|| badge(Tone::Good, p::default_badge()));
    let archived = (address.status == AddressStatus::Archived).then(|| badge(Tone::Neutral, t::address_archived()));
    view! {
        <li class="row">
            <address class="row-text">
                <strong>{first}</strong>
                {lines.collect_view()}
            </address>
            <div class="badges">{badge(Tone::Neutral, kind)} {default} {archived}</div>
        </li>
    }
}
