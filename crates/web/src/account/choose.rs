//! Several customers, one person: choosing after the proof, and going over.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{CustomerId, portal::PortalView};
use portico_ui::{
    client::Failure,
    components::{Icon, failure_line, handler, icon},
    platform,
    texts::portal as t,
};

use super::model::role;
use crate::{page::Page, place, session::Session, tabs::instead};

/// Right after signing in.
#[component]
pub(super) fn ChoosePage() -> impl IntoView {
    let Some(portal) = Session::current().portal.get_untracked() else {
        return instead(place::SIGN_IN.to_owned());
    };
    let on_stay = Callback::new(|()| platform::start_over(&place::way_on()));
    view! {
        <Page title=t::choose_title()>
            <p class="lead">{t::choose_text()}</p>
            {customers(&portal, on_stay)}
        </Page>
    }
    .into_any()
}

/// `on_stay`: the one that is open already was picked.
pub(super) fn customers(portal: &Arc<PortalView>, on_stay: Callback<()>) -> impl IntoView + use<> {
    let session = Session::current();
    let now = portal.customer.id;
    let failure = RwSignal::new(None::<Failure>);
    let pick = move |id: CustomerId| {
        if id == now {
            return on_stay.run(());
        }
        spawn_local(async move {
            if let Err(problem) = session.switch(id).await {
                failure.set(Some(problem));
            }
        });
    };
    let row = portal.customers.iter().map(|one| {
        let id = one.id;
        view! {
            <li>
                <button
                    type="button"
                    class="pick"
                    aria-current=(id == now).then_some("true")
                    on:click=handler(move |_| pick(id))
                >
                    <span class="pick-text">
                        <strong>{one.name.clone()}</strong>
                        <span class="hint">{one.customer_number.clone()} " · " {role(one.role)}</span>
                    </span>
                    {(id == now).then(|| icon(Icon::Check))}
                </button>
            </li>
        }
    });
    view! {
        <ul class="picks">{row.collect_view()}</ul>
        {failure_line(failure)}
    }
}
