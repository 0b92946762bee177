//! A subscription's own invoice address or payment method, or the customer's default for it.

use std::sync::Arc;

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use portico_shared::subscriptions::SubscriptionView;
use portico_ui::{
    client::{Abort, Failure, Method, Phase},
    components::{Choice, Dialog, More, choices, close, failure_line, handler, live, problem_with_retry, save_actions},
    platform,
    texts::portal as t,
};

use super::model::{address_choices, method_choices};
use crate::session::Session;

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Address,
    Method,
}

impl What {
    fn title(self) -> &'static str {
        match self {
            Self::Address => t::choose_address_title(),
            Self::Method => t::choose_method_title(),
        }
    }

    fn question(self) -> &'static str {
        match self {
            Self::Address => t::choose_address(),
            Self::Method => t::choose_method(),
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Address => t::choose_address_done(),
            Self::Method => t::choose_method_done(),
        }
    }

    /// Empty: the default.
    fn now(self, subscription: &SubscriptionView) -> String {
        match self {
            Self::Address => subscription.invoice_address.as_ref().map(|one| one.id.to_string()),
            Self::Method => subscription.payment_method.as_ref().map(|one| one.id.to_string()),
        }
        .unwrap_or_default()
    }

    fn phase(self, session: &Session) -> RwSignal<Phase> {
        match self {
            Self::Address => session.addresses.phase,
            Self::Method => session.payment_methods.phase,
        }
    }

    fn open(self, session: &Session, abort: Abort) {
        match self {
            Self::Address => session.addresses.open(abort),
            Self::Method => session.payment_methods.open(abort),
        }
    }

    fn more(self, session: &Session, abort: Abort) {
        match self {
            Self::Address => session.addresses.more(abort),
            Self::Method => session.payment_methods.more(abort),
        }
    }

    fn has_more(self, session: &Session) -> bool {
        match self {
            Self::Address => session.addresses.has_more(),
            Self::Method => session.payment_methods.has_more(),
        }
    }

    fn choices(self, session: &Session, now: &str) -> Vec<Choice> {
        let today = session
            .portal
            .with_untracked(|portal| portal.as_ref().map(|portal| portal.today.clone()));
        match (self, today) {
            (Self::Address, _) => session.addresses.items.with(|all| address_choices(all)),
            (Self::Method, Some(today)) => session
                .payment_methods
                .items
                .with(|all| method_choices(all, &today, now)),
            (Self::Method, None) => Vec::new(),
        }
    }

    async fn save(self, session: &Session, id: &str, key: &str, picked: &str) -> Result<SubscriptionView, Failure> {
        // Null: the default.
        let picked = Some(picked.to_owned()).filter(|id| !id.is_empty());
        let (method, path, field) = match self {
            Self::Address => (Method::Put, "invoice-address", "invoiceAddress"),
            Self::Method => (Method::Patch, "payment-method", "paymentMethodId"),
        };
        let path = format!("/subscriptions/{id}/{path}");
        session
            .client
            .change(method, &path, key, vec![(field, picked.into())])
            .await
    }
}

/// `on_done` gets the sentence that says what was done.
pub(super) fn choose_dialog(
    what: What,
    subscription: &SubscriptionView,
    on_close: Callback<()>,
    on_done: Callback<String>,
) -> AnyView {
    let session = Session::current();
    let node = NodeRef::<html::Dialog>::new();
    let abort = Abort::on_cleanup();
    what.open(&session, abort);
    let before = what.now(subscription);
    let picked = RwSignal::new(before.clone());
    let (working, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let key = StoredValue::new(platform::random_key());
    let id = subscription.id;
    let unchanged = before.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let picked = picked.get_untracked();
        if picked == unchanged {
            close(node);
        } else if !working.get_untracked() {
            working.set(true);
            failure.set(None);
            spawn_local(async move {
                match what.save(&session, &id.to_string(), &key.get_value(), &picked).await {
                    Ok(changed) => {
                        session.subscriptions.replace(Arc::new(changed), |a, b| a.id == b.id);
                        close(node);
                        on_done.try_run(what.done().to_owned());
                    }
                    Err(problem) => {
                        // Another choice is another request.
                        key.set_value(platform::random_key());
                        session.look_again(id, &problem);
                        failure.set(Some(problem));
                    }
                }
                working.set(false);
            });
        }
    };
    let on_pick = Callback::new(move |value| picked.set(value));
    let on_more = Callback::new(move |()| what.more(&session, abort));
    let phase = what.phase(&session);
    let content = move || match phase.get() {
        Phase::Idle => ().into_any(),
        Phase::Failed(problem) => problem_with_retry(&problem, on_more),
        Phase::Loading | Phase::Ready => {
            let all = what.choices(&session, &before);
            let now = picked.get_untracked();
            let has_more = move || what.has_more(&session);
            view! {
                {choices("choice", what.question(), all, &now, on_pick)}
                <More phase has_more text=t::choose_more() on_more />
            }
            .into_any()
        }
    };
    let name = subscription.name.clone();
    let number = t::subscription_number(&subscription.number);
    view! {
        <Dialog node title=what.title() on_close>
            <p class="card-small dialog-what">
                <span>{name}</span>
                <span>{number}</span>
            </p>
            <form class="form" on:submit=handler(submit)>
                {live(content)}
                {failure_line(failure)}
                {save_actions(node, working)}
            </form>
        </Dialog>
    }
    .into_any()
}
