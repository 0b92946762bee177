//! The customer's payment methods.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::{PaymentMethodId, payment_methods::PaymentMethodView};
use portico_ui::{
    client::Abort,
    components::{Icon, Listing, More, empty_state_with, live},
    platform,
    texts::portal as t,
};

use super::{
    account_dialog::account_dialog,
    card::card,
    mandate_dialog::mandate_dialog,
    model::{name, ordered, take_in, without},
    remove_dialog::remove_dialog,
    rename_dialog::rename_dialog,
    revoke_dialog::revoke_dialog,
};
use crate::{outcome::Outcome, page::Page, place::ADD, session::Session, step_up::StepUp, tabs::Tab};

/// Which dialog is open, and for which method.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Rename,
    Remove,
    Mandate,
    Account,
    Revoke,
}

/// What the cards share.
#[derive(Clone, Copy)]
pub(super) struct Board {
    pub(super) session: Session,
    pub(super) open: RwSignal<Option<(Open, Arc<PaymentMethodView>)>>,
    /// At a card, or above all where its card is gone.
    outcome: RwSignal<Option<(Option<PaymentMethodId>, Outcome)>>,
}

#[component]
pub(crate) fn PaymentMethodsPage() -> impl IntoView {
    let session = Session::current();
    let list = session.payment_methods;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let step_up = StepUp::provide();
    let board = Board {
        session,
        open: RwSignal::new(None),
        outcome: RwSignal::new(None),
    };
    let on_more = Callback::new(move |()| list.more(abort));
    let is_empty = Memo::new(move |_| list.items.with(Vec::is_empty));
    let add = move |look: &'static str| {
        let link = session.may().manage.then(|| {
            view! {
                <a class=look href=ADD>
                    {t::payment_add()}
                </a>
            }
        });
        link.into_any()
    };
    let empty = move || {
        let (title, text) = (t::payment_empty_title(), t::payment_empty_text());
        empty_state_with(Icon::Card, title, text, add("button button-primary"))
    };
    let ready = move || {
        view! {
            <ul class="grid">{live(move || board.cards())}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::choose_more() on_more />
        }
    };
    view! {
        <Page title=Tab::PaymentMethods.title()>
            {live(move || (!is_empty.get()).then(|| add("button")))}
            <div class="card-outcome" id="outcome" tabindex="-1">
                {live(move || board.outcome_at(None))}
            </div>
            <Listing phase=list.phase is_empty on_retry=on_more empty ready />
            {live(move || board.open.get().map(|(open, method)| board.dialog(open, method)))}
            {step_up.dialog()}
        </Page>
    }
}

impl Board {
    fn cards(self) -> impl IntoView {
        let all = self.session.payment_methods.items.with(|all| ordered(all));
        let today = self
            .session
            .portal
            .with_untracked(|portal| portal.as_ref().map(|portal| portal.today.clone()));
        today.map(|today| all.iter().map(|one| card(self, one, &today)).collect_view())
    }

    pub(super) fn outcome_at(self, id: Option<PaymentMethodId>) -> Option<AnyView> {
        let (_, outcome) = self.outcome.get().filter(|(place, _)| *place == id)?;
        Some(outcome.show())
    }

    /// Says it where it happened, and leads there.
    pub(super) fn tell(self, id: Option<PaymentMethodId>, outcome: Outcome) {
        self.outcome.set(Some((id, outcome)));
        platform::focus_soon(id.map_or_else(|| "outcome".to_owned(), |id| format!("outcome-{id}")));
    }

    /// A method as the API has it now.
    pub(super) fn changed(self, method: PaymentMethodView, done: &str) {
        let id = method.id;
        self.session.payment_methods.items.update(|all| take_in(all, method));
        self.tell(Some(id), Outcome::Done(done.to_owned()));
    }

    pub(super) fn removed(self, method: &PaymentMethodView, new_default: Option<PaymentMethodId>) {
        self.session
            .payment_methods
            .items
            .update(|all| without(all, method.id, new_default));
        self.tell(None, Outcome::Done(t::payment_removed(&name(method))));
    }

    fn dialog(self, open: Open, method: Arc<PaymentMethodView>) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        let changed = |done: &'static str| Callback::new(move |method: PaymentMethodView| self.changed(method, done));
        match open {
            Open::Rename => rename_dialog(&method, on_close, changed(t::payment_renamed())),
            Open::Mandate => mandate_dialog(&method, on_close),
            Open::Account => account_dialog(&method, on_close, changed(t::account_changed())),
            Open::Revoke => revoke_dialog(&method, on_close, changed(t::revoke_mandate_done())),
            Open::Remove => {
                let gone = method.clone();
                let on_done = Callback::new(move |new_default| self.removed(&gone, new_default));
                remove_dialog(&method, on_close, on_done)
            }
        }
    }
}
