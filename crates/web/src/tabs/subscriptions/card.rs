//! One subscription: what it is, and the two things that can be done about it.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{SubscriptionId, subscriptions::SubscriptionView};
use portico_ui::{
    client::Failure,
    components::{Button, Look, notice, problem_notice},
    platform,
    texts::portal as t,
};

use super::{cancel_dialog::CancelDialog, details::details, model::Stage};
use crate::session::Session;

/// What the last click did.
#[derive(Clone)]
enum Outcome {
    Done(String),
    Failed(Failure),
}

#[derive(Clone, Copy)]
struct Card {
    session: Session,
    id: SubscriptionId,
    subscription: Memo<Option<SubscriptionView>>,
    outcome: RwSignal<Option<Outcome>>,
    cancelling: RwSignal<bool>,
    revoking: RwSignal<bool>,
}

#[component]
pub(crate) fn SubscriptionCard(id: SubscriptionId) -> impl IntoView {
    let session = Session::current();
    let items = session.subscriptions.items;
    let card = Card {
        session,
        id,
        subscription: Memo::new(move |_| items.with(|all| all.iter().find(|one| one.id == id).cloned())),
        outcome: RwSignal::new(None),
        cancelling: RwSignal::new(false),
        revoking: RwSignal::new(false),
    };
    let body = move || card.subscription.get().map(|one| card.body(&one));
    let outcome = move || {
        card.outcome.get().map(|outcome| match outcome {
            Outcome::Done(text) => notice(text).into_any(),
            Outcome::Failed(failure) => problem_notice(&failure).into_any(),
        })
    };
    let actions = move || card.subscription.get().map(|one| card.actions(&one));
    view! {
        <li>
            <article class="card" aria-labelledby=format!("name-{id}")>
                {body}
                <div class="card-outcome" id=card.outcome_id() tabindex="-1">
                    {outcome}
                </div>
                {actions}
                {move || card.cancelling.get().then(|| card.dialog())}
            </article>
        </li>
    }
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
            .map(|stage| details(subscription, stage))
            .into_any()
    }

    fn actions(self, subscription: &SubscriptionView) -> Option<AnyView> {
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

    fn dialog(self) -> Option<AnyView> {
        let subscription = self.subscription.get_untracked()?;
        let on_close = Callback::new(move |()| self.cancelling.set(false));
        let on_done = Callback::new(move |text| self.tell(Outcome::Done(text)));
        Some(view! { <CancelDialog subscription on_close on_done /> }.into_any())
    }

    fn revoke(self) {
        let key = platform::random_key();
        let path = format!("/subscriptions/{}/revoke-cancellation", self.id);
        self.revoking.set(true);
        spawn_local(async move {
            match self.session.client.put::<SubscriptionView>(&path, &key).await {
                Ok(changed) => {
                    self.session.subscriptions.replace(changed, |a, b| a.id == b.id);
                    self.tell(Outcome::Done(t::revoke_done().to_owned()));
                }
                Err(failure) => {
                    self.session.look_again(self.id, &failure);
                    self.tell(Outcome::Failed(failure));
                }
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
