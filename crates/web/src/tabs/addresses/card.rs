//! One address: what it is used for, and what can be done about it.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    AddressId,
    addresses::{AddressType, AddressView},
};
use portico_ui::{
    client::{Body, Method},
    components::{Button, Look, Tone, badge, fact, live},
    i18n::format,
    platform,
    texts::portal as t,
};

use super::{
    model::{Purpose, lines, short},
    page::{Board, Open},
};
use crate::outcome::Outcome;

pub(super) fn card(board: &Board, address: &Arc<AddressView>, purpose: &Purpose) -> impl IntoView + use<> {
    let board = *board;
    let id = address.id;
    let title = match (address.kind, address.default) {
        (AddressType::Default, true) => t::address_main(),
        (AddressType::Default, false) => t::address_other(),
        (AddressType::Invoice, _) => t::address_invoice(),
    };
    let default = address.default.then(|| badge(Tone::Neutral, t::default_badge()));
    let used = purpose.text().map(|text| view! { <p class="card-small">{text}</p> });
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
            <article class="card card-tall" aria-labelledby=format!("name-{id}")>
                <header class="card-head">
                    <h2 id=format!("name-{id}")>{title}</h2>
                    {default}
                </header>
                {used}
                <address class="address">
                    {lines} <span>{format::country(&address.country_code)}</span>
                </address>
                <dl class="facts">{vat_id} {centre}</dl>
                <div class="card-outcome" id=format!("outcome-{id}") tabindex="-1">
                    {live(move || board.outcome_at(Some(id)))}
                </div>
                {board.session.may().manage.then(|| actions(&board, address))}
            </article>
        </li>
    }
}

fn actions(board: &Board, address: &Arc<AddressView>) -> impl IntoView + use<> {
    let board = *board;
    let (kind, id, name) = (address.kind, address.id, short(address));
    let opens = |what: fn(Arc<AddressView>) -> Open| {
        let address = address.clone();
        Callback::new(move |()| board.open.set(Some(what(address.clone()))))
    };
    let busy = Signal::derive(move || board.working.get() == Some(id));
    let default = match (address.default, kind) {
        (false, AddressType::Default) => Some((t::address_make_main(), "set-default", t::address_is_main())),
        (false, AddressType::Invoice) => Some((t::address_make_invoice(), "set-default", t::address_is_invoice())),
        (true, AddressType::Invoice) => Some((t::address_unset(), "unset-default", t::address_is_unset())),
        (true, AddressType::Default) => None,
    };
    let default = default.map(|(text, path, done)| {
        let label = t::button_of(text, &name);
        let on_press = Callback::new(move |()| set_default(&board, id, path, done));
        view! { <Button text label look=Look::Quiet busy on_press /> }
    });
    // A default cannot go: another one has to take its place first.
    let remove = (!address.default).then(|| {
        let (text, on_press) = (t::address_remove(), opens(Open::Archive));
        view! { <Button text label=t::button_of(text, &name) look=Look::Quiet on_press /> }
    });
    let (text, on_press) = (t::edit(), opens(Open::Edit));
    view! {
        <div class="card-actions">
            <Button text label=t::button_of(text, &name) look=Look::Secondary on_press />
            {default}
            {remove}
        </div>
    }
}

fn set_default(board: &Board, id: AddressId, path: &'static str, done: &'static str) {
    let board = *board;
    let key = platform::random_key();
    board.working.set(Some(id));
    spawn_local(async move {
        let path = format!("/customer-addresses/{id}/{path}");
        let answer = board.session.client.change(Method::Post, &path, &key, Body::new());
        match answer.await {
            Ok(changed) => {
                board.changed(changed);
                board.tell(Some(id), Outcome::Done(done.to_owned()));
            }
            Err(failure) => board.tell(Some(id), Outcome::Failed(failure)),
        }
        board.working.set(None);
    });
}
