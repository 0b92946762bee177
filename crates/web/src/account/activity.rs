//! Who looked at the customer's data or changed it, newest first.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{Timestamp, audit::ActivityBy, portal::PortalView};
use portico_ui::{
    client::{Abort, List},
    components::{Listing, More, live},
    i18n::format,
    texts::portal as t,
};
use serde::Deserialize;

use super::model::words;
use crate::session::Session;

/// What a row reads of an `Activity`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    at: Timestamp,
    by: ActivityBy,
    email: Option<String>,
    client_address: Option<String>,
    action: String,
}

pub(super) fn section(portal: &Arc<PortalView>) -> impl IntoView + use<> {
    let list = List::<Entry>::new(Session::current().client, "/activity");
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let portal = StoredValue::new(portal.clone());
    let rows = move || {
        let one = |entry: &Arc<Entry>| portal.with_value(|portal| row(entry, portal));
        list.items.with(|all| all.iter().map(one).collect_view())
    };
    let empty = || view! { <p class="hint">{t::activity_empty()}</p> };
    let ready = move || {
        view! {
            <ul class="rows">{live(rows)}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::activity_more() on_more />
        }
    };
    view! {
        <section class="section" id="activity">
            <h2>{t::activity_title()}</h2>
            <p class="hint">{t::activity_text()}</p>
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=on_more
                empty
                ready
            />
        </section>
    }
}

fn row(entry: &Entry, portal: &PortalView) -> impl IntoView + use<> {
    let who = match (entry.by, &entry.email) {
        (ActivityBy::You, _) => t::people_you().to_owned(),
        (ActivityBy::Person, Some(email)) => email.clone(),
        (ActivityBy::Person, None) => t::activity_by_former().to_owned(),
        (ActivityBy::Merchant, _) => portal.brand.title().to_owned(),
        (ActivityBy::Link, _) => t::activity_by_link().to_owned(),
        (ActivityBy::System, _) => t::activity_by_system().to_owned(),
    };
    let place = entry.client_address.as_ref().map(|place| format!(" · {place}"));
    let at = format::moment(&entry.at, &portal.time_zone);
    view! {
        <li class="row">
            <div class="row-text">
                <strong>{words(&entry.action)}</strong>
                <span class="hint">{who} {place}</span>
            </div>
            <time class="hint" datetime=entry.at.to_string()>
                {at}
            </time>
        </li>
    }
}
