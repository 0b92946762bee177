//! One subscription: what it is, and the two things that can be done about it.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{SubscriptionId, subscriptions::SubscriptionView};
use portico_ui::{
    components::{Button, Look, live},
    platform,
    texts::portal as t,
};

use super::{
    cancel_dialog::cancel_dialog,
    choose_dialog::{What, choose_dialog},
    details::{Chooser, Choosers, details},
    model::Stage,
};
use crate::{outcome::Outcome, session::Session};

#[derive(Clone, Copy)]
struct Card {
    session: Session,
    id: SubscriptionId,
    subscription: Memo<Option<Arc<SubscriptionView>>>,
    outcome: RwSignal<Option<Outcome>>,
    cancelling: RwSignal<bool>,
    choosing: RwSignal<Option<What>>,
    revoking: RwSignal<bool>,
}

#[component]
pub(crate) fn SubscriptionCard(id: SubscriptionId) -> impl IntoView {
    let session = Session::current();
    let items = session.subscriptions.items;
    let card = Card {
        session,
        id,
        subscription: Memo::new_with_compare(
            move |_| items.with(|all| all.iter().find(|one| one.id == id).cloned()),
            |before, now| pointer(before) != pointer(now),
        ),
        outcome: RwSignal::new(None),
        cancelling: RwSignal::new(false),
        choosing: RwSignal::new(None),
        revoking: RwSignal::new(false),
    };
    let body = move || card.subscription.get().map(|one| card.body(&one));
    let outcome = move || card.outcome.with(|outcome| outcome.as_ref().map(Outcome::show));
    let actions = move || card.subscription.get().and_then(|one| card.actions(&one));
    view! {
        <li>
            <article class="card" aria-labelledby=format!("name-{id}")>
                {live(body)}
                <div class="card-outcome" id=card.outcome_id() tabindex="-1">
                    {live(outcome)}
                </div>
                {live(actions)}
                {live(move || card.cancelling.get().then(|| card.cancel_dialog()).flatten())}
                {live(move || card.choosing.get().and_then(|what| card.choose_dialog(what)))}
            </article>
        </li>
    }
}

/// A changed subscription is another one in memory; comparing all of its fields would say no more.
fn pointer(subscription: Option<&Option<Arc<SubscriptionView>>>) -> Option<*const SubscriptionView> {
    subscription.and_then(Option::as_ref).map(Arc::as_ptr)
}

impl Card {
    fn outcome_id(self) -> String {
        format!("outcome-{}", self.id)
    }

    fn stage(self, subscription: &SubscriptionView) -> Option<Stage> {
        self.session
            .portal
            .with_untracked(|portal| portal.as_ref().map(|portal| Stage::of(subscription, &portal.today)))
    }

    fn body(self, subscription: &SubscriptionView) -> AnyView {
        self.stage(subscription)
            .map(|stage| details(subscription, stage, self.choosers(stage)))
            .into_any()
    }

    /// Where the merchant lets customers manage their addresses and methods, and something is still to be paid.
    fn choosers(self, stage: Stage) -> Choosers {
        let may = self.session.may().manage;
        let chooser = |what, is_on: bool| {
            let is_shown = is_on && stage != Stage::Ended;
            let choose = || Callback::new(move |()| self.choosing.set(Some(what)));
            let on_change = (is_shown && may).then(choose);
            Chooser { is_shown, on_change }
        };
        let (methods, addresses) = self.session.portal.with_untracked(|portal| {
            let settings = portal.as_ref().map(|portal| &portal.settings);
            settings.map_or((false, false), |on| {
                (on.manage_payment_methods, on.manage_billing_address)
            })
        });
        Choosers {
            method: chooser(What::Method, methods),
            address: chooser(What::Address, addresses),
        }
    }

    fn actions(self, subscription: &SubscriptionView) -> Option<AnyView> {
        if !self.session.may().own {
            return None;
        }
        let name = &subscription.name;
        let button = match self.stage(subscription) {
            Some(Stage::Pending) if subscription.can_revoke => {
                let on_press = Callback::new(move |()| self.revoke());
                view! {
                    <Button
                        text=t::revoke()
                        label=t::revoke_of(name)
                        look=Look::Secondary
                        busy=self.revoking
                        on_press
                    />
                }
            }
            Some(_) if subscription.can_cancel => {
                let on_press = Callback::new(move |()| self.cancelling.set(true));
                view! {
                    <Button text=t::cancel_open() label=t::cancel_of(name) look=Look::Secondary on_press />
                }
            }
            _ => return None,
        };
        Some(view! { <div class="card-actions">{button}</div> }.into_any())
    }

    fn choose_dialog(self, what: What) -> Option<AnyView> {
        let subscription = self.subscription.get_untracked()?;
        let on_close = Callback::new(move |()| self.choosing.set(None));
        let on_done = Callback::new(move |text| self.tell(Outcome::Done(text)));
        Some(choose_dialog(what, &subscription, on_close, on_done))
    }

    fn cancel_dialog(self) -> Option<AnyView> {
        let subscription = self.subscription.get_untracked()?;
        let on_close = Callback::new(move |()| self.cancelling.set(false));
        let on_done = Callback::new(move |text| self.tell(Outcome::Done(text)));
        Some(cancel_dialog(subscription, on_close, on_done))
    }

    fn revoke(self) {
        let key = platform::random_key();
        self.revoking.set(true);
        spawn_local(async move {
            match self.session.revoke(self.id, &key).await {
                Ok(()) => self.tell(Outcome::Done(t::revoke_done().to_owned())),
                Err(failure) => self.tell(Outcome::Failed(failure)),
            }
            self.revoking.set(false);
        });
    }

    // The button that was pressed may be gone: the focus goes to what it did.
    fn tell(self, outcome: Outcome) {
        self.outcome.set(Some(outcome));
        platform::focus_soon(self.outcome_id());
    }
}
