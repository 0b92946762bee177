//! The list of subscriptions.

use leptos::prelude::*;
use portico_ui::{
    client::Abort,
    components::{Icon, Listing, More, empty_state, live},
    texts::portal as t,
};

use super::card::SubscriptionCard;
use crate::{page::Page, session::Session, tabs::Tab};

#[component]
pub(crate) fn SubscriptionsPage() -> impl IntoView {
    let session = Session::current();
    let list = session.subscriptions;
    let abort = Abort::on_cleanup();
    list.open(abort);
    session.warm_soon(&[Tab::PaymentMethods, Tab::Addresses]);
    // The cards look after themselves: they are built anew only when there are others.
    let ids = Memo::new(move |_| list.items.with(|all| all.iter().map(|one| one.id).collect::<Vec<_>>()));
    let on_more = Callback::new(move |()| list.more(abort));
    let empty = || {
        empty_state(
            Icon::Repeat,
            t::subscriptions_empty_title(),
            t::subscriptions_empty_text(),
        )
    };
    let ready = move || {
        view! {
            <ul class="stack">
                {live(move || ids.get().into_iter().map(|id| view! { <SubscriptionCard id /> }).collect_view())}
            </ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::subscriptions_more() on_more />
        }
    };
    view! {
        <Page title=Tab::Subscriptions.title()>
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=on_more
                empty
                ready
            />
        </Page>
    }
}
