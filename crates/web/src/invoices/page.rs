//! The list of invoices: a table where there is room, cards where there is not.

use leptos::prelude::*;
use portico_shared::Currency;
use portico_ui::{
    client::{Abort, List, Phase},
    components::{Button, Icon, Listing, Look, More, empty_state, empty_state_with, live},
    effect, platform,
    texts::portal as t,
};

use super::{
    balance::Sums,
    board::{Memory, may_pay},
    bulk::Bulk,
    filters::Filters,
    model::{Filter, Selection},
    row::Table,
};
use crate::{page::Page, session::Session, tabs::Tab};

#[component]
pub(crate) fn InvoicesPage() -> impl IntoView {
    let session = Session::current();
    let currency = session
        .portal
        .with_untracked(|portal| portal.as_ref().map(|portal| portal.customer.currency_code));
    let filters = Filters::of_address(currency.unwrap_or(Currency::EUR));
    let sums = Sums::load(session.client);
    // It stays while lists come and go, so that a screen reader hears how many there are.
    let said = RwSignal::new(String::new());
    let has_none = RwSignal::new(false);
    let form = filters.form(sums);
    view! {
        <Page title=Tab::Invoices.title()>
            {sums.view()}
            <div class="filter-place" hidden=move || has_none.get()>
                {form}
            </div>
            <p class="visually-hidden" role="status">
                {live(move || said.get())}
            </p>
            {live(move || found(session, filters, filters.now.get(), said, has_none))}
        </Page>
    }
}

/// The invoices that fit a filter.
fn found(
    session: Session,
    filters: Filters,
    filter: Filter,
    said: RwSignal<String>,
    has_none: RwSignal<bool>,
) -> AnyView {
    let memory = Memory::current();
    let list = List::new(session.client, &filter.path());
    let selection = RwSignal::new(Selection::default());
    let abort = Abort::on_cleanup();
    memory.put_back(&filter, list, selection);
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let is_all = filter.is_empty();
    let table = Table {
        list,
        selection,
        may_pay: may_pay(session),
        may_take: session.may().act,
    };
    let bulk = table.may_take.then(|| Bulk::new(session, &filter, list, selection));
    on_cleanup(move || memory.keep(filter, list, selection));
    let count = move || list.items.with(|all| u32::try_from(all.len()).unwrap_or(u32::MAX));
    let end = move || {
        if list.has_more() {
            t::invoices_loaded(count())
        } else if is_all {
            t::invoices_all(count())
        } else {
            t::invoices_fit(count())
        }
    };
    effect(move || {
        if list.phase.get() == Phase::Ready {
            let is_empty = count() == 0;
            has_none.set(is_empty && is_all);
            said.set(if is_empty {
                t::invoices_none_title().to_owned()
            } else {
                end()
            });
        }
    });
    // The button goes with the last page: the focus stays at the end of the list.
    let before = StoredValue::new(false);
    effect(move || {
        let has_more = list.has_more();
        if before.get_value() && !has_more {
            platform::focus_soon("invoices-end".into());
        }
        before.set_value(has_more);
    });
    let empty = move || {
        if is_all {
            return empty_state(Icon::Document, t::invoices_empty_title(), t::invoices_empty_text()).into_any();
        }
        let on_press = Callback::new(move |()| filters.clear());
        let clear = view! { <Button text=t::filter_clear() look=Look::Secondary on_press /> };
        let (title, text) = (t::invoices_none_title(), t::invoices_none_text());
        empty_state_with(Icon::Document, title, text, clear.into_any()).into_any()
    };
    let ready = move || {
        view! {
            {bulk.map(Bulk::view)}
            {table.view()}
            <p class="list-end" id="invoices-end" tabindex="-1">
                {live(end)}
            </p>
            <More phase=list.phase has_more=move || list.has_more() text=t::invoices_more() on_more />
        }
    };
    view! {
        <div class="found">
            <Listing
                phase=list.phase
                is_empty=move || list.items.with(Vec::is_empty)
                on_retry=on_more
                empty
                ready
            />
        </div>
    }
    .into_any()
}
