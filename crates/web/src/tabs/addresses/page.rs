//! The customer's addresses.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{
    AddressId,
    addresses::{AddressArchived, AddressView},
};
use portico_ui::{
    client::Abort,
    components::{Button, Icon, Listing, Look, More, empty_state_with, live},
    platform,
    texts::portal as t,
};

use super::{
    archive_dialog::archive_dialog,
    card::card,
    form_dialog::form_dialog,
    model::{Purpose, has, ordered, short, take_in},
};
use crate::{outcome::Outcome, page::Page, session::Session, tabs::Tab};

/// Which dialog is open.
#[derive(Clone)]
pub(super) enum Open {
    Add,
    Edit(Arc<AddressView>),
    Archive(Arc<AddressView>),
}

/// What the cards share.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub(super) session: Session,
    pub(super) open: RwSignal<Option<Open>>,
    /// At a card, or above all where its card is gone.
    outcome: RwSignal<Option<(Option<AddressId>, Outcome)>>,
    pub(super) working: RwSignal<Option<AddressId>>,
}

#[component]
pub(crate) fn AddressesPage() -> impl IntoView {
    let session = Session::current();
    let list = session.addresses;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let board = Board {
        session,
        open: RwSignal::new(None),
        outcome: RwSignal::new(None),
        working: RwSignal::new(None),
    };
    let on_more = Callback::new(move |()| list.more(abort));
    let is_empty = Memo::new(move |_| list.items.with(Vec::is_empty));
    let add = move |look| {
        let on_press = Callback::new(move |()| board.open.set(Some(Open::Add)));
        let add = session.may().manage;
        let add = add.then(|| view! { <Button text=t::address_add() look on_press /> });
        add.into_any()
    };
    let empty = move || {
        let (title, text) = (t::addresses_empty_title(), t::addresses_empty_text());
        empty_state_with(Icon::Place, title, text, add(Look::Primary))
    };
    let ready = move || {
        view! {
            <ul class="grid">{live(move || board.cards())}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::addresses_more() on_more />
        }
    };
    view! {
        <Page title=Tab::Addresses.title()>
            {live(move || (!is_empty.get()).then(|| add(Look::Secondary)))}
            <div class="card-outcome" id="outcome" tabindex="-1">
                {live(move || board.outcome_at(None))}
            </div>
            <Listing phase=list.phase is_empty on_retry=on_more empty ready />
            {live(move || board.open.get().map(|open| board.dialog(open)))}
        </Page>
    }
}

impl Board {
    fn cards(self) -> impl IntoView {
        let all = self.session.addresses.items.with(|all| ordered(all));
        self.session.subscriptions.items.with(|subscriptions| {
            let card = |one| card(&self, one, &Purpose::of(one, &all, subscriptions));
            all.iter().map(card).collect_view()
        })
    }

    pub(super) fn outcome_at(self, id: Option<AddressId>) -> Option<AnyView> {
        let (_, outcome) = self.outcome.get().filter(|(place, _)| *place == id)?;
        Some(outcome.show())
    }

    /// Says it where it happened, and leads there.
    pub(super) fn tell(self, id: Option<AddressId>, outcome: Outcome) {
        self.outcome.set(Some((id, outcome)));
        platform::focus_soon(id.map_or_else(|| "outcome".to_owned(), |id| format!("outcome-{id}")));
    }

    /// An address as the API has it now, new or changed.
    pub(super) fn changed(self, address: AddressView) {
        self.refresh_subscriptions(&address);
        self.session.addresses.items.update(|all| take_in(all, address));
    }

    fn archived(self, address: &AddressView) {
        self.refresh_subscriptions(address);
        self.session
            .addresses
            .items
            .update(|all| all.retain(|one| one.id != address.id));
    }

    // They carry the addresses that were chosen for them.
    fn refresh_subscriptions(self, address: &AddressView) {
        let list = self.session.subscriptions;
        if list.items.with_untracked(|all| all.iter().any(|one| has(one, address))) {
            list.reset();
            list.warm();
        }
    }

    fn dialog(self, open: Open) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        let saved = move |text: &'static str| {
            Callback::new(move |address: AddressView| {
                let id = address.id;
                self.changed(address);
                self.tell(Some(id), Outcome::Done(text.to_owned()));
            })
        };
        match open {
            Open::Add => form_dialog(None, on_close, saved(t::address_added())),
            Open::Edit(address) => form_dialog(Some(address), on_close, saved(t::address_saved())),
            Open::Archive(address) => {
                let on_done = Callback::new(move |done: AddressArchived| {
                    let text = t::address_removed(&short(&done.address));
                    self.archived(&done.address);
                    self.tell(None, Outcome::Done(text));
                });
                archive_dialog(address, on_close, on_done)
            }
        }
    }
}
