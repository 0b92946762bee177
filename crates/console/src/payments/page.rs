//! Settings › Payments: the gateways, and below them how is collected.

use leptos::prelude::*;
use portico_shared::{Data, gateways::GatewayView, settings::CollectionView};
use portico_ui::texts::console as t;

use super::{card::card, collection::collection};
use crate::{console::Console, load::Load, page::Page};

#[component]
pub(crate) fn PaymentsPage() -> impl IntoView {
    let gateways = Load::<Data<GatewayView>>::get("/payment-gateways");
    let settings = Load::<CollectionView>::get("/settings/collection");
    let may = Console::current().may("settings:write");
    let read_only = (!may).then(|| view! { <p class="hint">{t::pages_read_only()}</p> });
    let cards = gateways.show(|all| {
        let cards = all.data.iter().filter_map(|one| card(one.clone()));
        let cards = cards.map(|card| view! { <li>{card}</li> }).collect_view();
        view! { <ul class="stack">{cards}</ul> }.into_any()
    });
    view! {
        <Page title=t::payments_title()>
            <p class="lead">{t::payments_intro()}</p>
            <div class="stack settings">
                {read_only} {cards} {settings.show(|view| collection(&view))}
            </div>
        </Page>
    }
}
