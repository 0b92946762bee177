//! The list of customers: a table where there is room, cards where there is not. What it shows stands in the address bar.

use std::{sync::Arc, time::Duration};

use leptos::{ev, html, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use portico_shared::{
    Page as Rows,
    customers::{CustomerStatus, CustomerView},
};
use portico_ui::{
    client::{Abort, Failure},
    components::{Button, Icon, Look, badge, empty_state, empty_state_with, error_state, skeleton},
    i18n::format,
    platform,
    router::Router,
    texts::console as t,
};

use super::model::{Order, PATH, Query, short, status};
use crate::{
    console::Console,
    customers::{menu, model},
    icons,
    page::Page,
};

/// Nobody types faster than this for long.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Clone, Copy)]
struct List {
    console: Console,
    router: Router,
    query: Memo<Query>,
    /// The rows of the last answer stay until the next one.
    found: RwSignal<Option<Result<Arc<Rows<CustomerView>>, Failure>>>,
    busy: RwSignal<bool>,
    search: NodeRef<html::Input>,
}

#[component]
pub(crate) fn CustomersPage() -> impl IntoView {
    let router: Router = expect_context();
    let path = router.path();
    let list = List {
        console: Console::current(),
        router,
        query: Memo::new(move |_| {
            path.track();
            Query::of(platform::query)
        }),
        found: RwSignal::new(None),
        busy: RwSignal::new(true),
        search: NodeRef::new(),
    };
    Effect::new(move |_| list.ask(&list.query.get()));
    list.listen_for_search();
    let content = move || match list.found.get() {
        None => skeleton().into_any(),
        Some(Err(failure)) => {
            let retry = Callback::new(move |()| list.again());
            error_state(&failure, retry).into_any()
        }
        Some(Ok(rows)) if rows.data.is_empty() => list.nobody(),
        Some(Ok(rows)) => list.table(&rows),
    };
    view! {
        <Page title=t::customers_title()>
            {list.tools()}
            <div class="found" aria-busy=move || list.busy.get().then_some("true")>
                {content}
            </div>
        </Page>
    }
}

impl List {
    fn ask(self, query: &Query) {
        let (path, abort) = (query.request(), Abort::on_cleanup());
        self.busy.set(true);
        spawn_local(async move {
            match self.console.client.get::<Rows<CustomerView>>(&path, abort).await {
                // Another question is on its way.
                Err(Failure::Aborted) => return,
                answer => self.found.set(Some(answer.map(Arc::new))),
            }
            self.busy.set(false);
        });
    }

    fn again(self) {
        self.found.set(None);
        let query = self.query.get_untracked();
        self.ask(&query);
    }

    /// Puts a changed customer in the place of their former self.
    fn put(self, changed: CustomerView) {
        self.found.update(|found| {
            let Some(Ok(rows)) = found else { return };
            let mut now = Rows::clone(rows);
            for row in &mut now.data {
                if row.id == changed.id {
                    row.clone_from(&changed);
                }
            }
            *rows = Arc::new(now);
        });
    }

    /// A question of its own: Back leads to the one before.
    fn go(self, change: impl FnOnce(&mut Query)) {
        let query = self.query.get_untracked().changed(change);
        self.router.go(&query.address());
    }

    fn tools(self) -> impl IntoView {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let typed = move |event| {
            let text = event_target_value(&event);
            if let Some(before) = waiting.get_value() {
                before.clear();
            }
            let search = move || {
                let query = self.query.get_untracked().changed(|query| query.search = text);
                // Letters are no steps to go back by.
                self.router.replace(&query.address());
            };
            waiting.set_value(set_timeout_with_handle(search, PAUSE).ok());
        };
        on_cleanup(move || {
            if let Some(handle) = waiting.try_get_value().flatten() {
                handle.clear();
            }
        });
        view! {
            <search class="tools">
                <div class="field tools-search">
                    <label for="search">{t::customers_search()}</label>
                    <input
                        id="search"
                        type="search"
                        node_ref=self.search
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="200"
                        aria-keyshortcuts="Control+K Meta+K"
                        aria-describedby="search-hint"
                        prop:value=move || self.query.with(|query| query.search.clone())
                        on:input=typed
                    />
                    <p class="hint" id="search-hint">
                        {t::customers_search_hint()}
                    </p>
                </div>
                {self.status()}
                {self.order()}
            </search>
        }
    }

    fn status(self) -> impl IntoView {
        let picked = move |event| {
            let value = event_target_value(&event);
            self.go(|query| query.status = status(&value));
        };
        let now = move || self.query.with(|query| query.status.map_or("", short));
        let options = CustomerStatus::ALL.iter().map(|one| {
            view! { <option value=short(*one)>{model::standing(*one).1}</option> }
        });
        view! {
            <div class="field">
                <label for="status">{t::customers_status()}</label>
                <select id="status" prop:value=now on:change=picked>
                    <option value="">{t::customers_status_all()}</option>
                    {options.collect_view()}
                </select>
            </div>
        }
    }

    fn order(self) -> impl IntoView {
        let picked = move |event| {
            let value = event_target_value(&event);
            self.go(|query| query.order = Order::parse(&value).unwrap_or_default());
        };
        let now = move || self.query.with(|query| query.order.as_str());
        let options = Order::ALL.map(|one| view! { <option value=one.as_str()>{order_label(one)}</option> });
        view! {
            <div class="field">
                <label for="order">{t::customers_order()}</label>
                <select id="order" prop:value=now on:change=picked>
                    {options.collect_view()}
                </select>
            </div>
        }
    }

    /// Why nobody is there, and what can be done about it.
    fn nobody(self) -> AnyView {
        if self.query.with_untracked(|query| query.page > 1) {
            // An old address, or a last page that has emptied: the first one knows.
            let first = Query {
                page: 1,
                ..self.query.get_untracked()
            };
            self.router.replace(&first.address());
            return skeleton().into_any();
        }
        if !self.query.with_untracked(Query::narrows) {
            return empty_state(icons::CUSTOMERS, t::customers_empty_title(), t::customers_empty_text()).into_any();
        }
        let clear = Callback::new(move |()| {
            self.router.go(PATH);
            platform::focus("search");
        });
        let clear = view! { <Button text=t::customers_clear() look=Look::Secondary on_press=clear /> };
        empty_state_with(
            Icon::Person,
            t::customers_none_title(),
            t::customers_none_text(),
            clear.into_any(),
        )
        .into_any()
    }

    fn table(self, rows: &Rows<CustomerView>) -> AnyView {
        let each = rows.data.iter().map(|customer| self.row(customer)).collect_view();
        let count = u32::try_from(rows.data.len()).unwrap_or(u32::MAX);
        let page = self.query.with_untracked(|query| query.page);
        view! {
            <div class="card card-flush">
                // The roles keep it a table for screen readers where CSS lays it out as cards.
                <table class="table customers" role="table">
                    <thead role="rowgroup">{head()}</thead>
                    <tbody role="rowgroup">{each}</tbody>
                </table>
            </div>
            <p class="list-end" role="status">
                {t::customers_count(count)}
            </p>
            {self.pages(page, rows.pagination.has_more)}
        }
        .into_any()
    }

    fn pages(self, page: u32, has_more: bool) -> impl IntoView {
        let link = |number: u32, text: &'static str, rel: &'static str| {
            let query = Query {
                page: number,
                ..self.query.get_untracked()
            };
            view! {
                <a class="button" href=query.address() rel=rel>
                    {text}
                </a>
            }
        };
        let before = (page > 1).then(|| link(page - 1, t::customers_previous(), "prev"));
        let after = has_more.then(|| link(page + 1, t::customers_next(), "next"));
        (page > 1 || has_more).then(|| {
            view! {
                <nav class="pages" aria-label=t::customers_pages()>
                    {before}
                    <span>{t::customers_page(&page.to_string())}</span>
                    {after}
                </nav>
            }
        })
    }

    fn row(self, customer: &CustomerView) -> impl IntoView + use<> {
        let (tone, text) = model::standing_of(customer);
        let person = customer.company_name.is_some().then(|| model::person(customer));
        let person = person.flatten().map(|name| view! { <span class="hint">{name}</span> });
        let changed = Callback::new(move |changed| self.put(changed));
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="cell-name">
                    <a href=format!("{PATH}/{}", customer.id)>{model::name(customer)}</a>
                    {person}
                </th>
                <td role="cell" class="cell-number">
                    {customer.customer_number.clone()}
                </td>
                <td role="cell" class="cell-email">
                    {customer.default_email.clone()}
                </td>
                <td role="cell" class="cell-status">
                    {badge(tone, text)}
                </td>
                <td role="cell" class="cell-date">
                    <span class="cell-label">{t::customers_created()}</span>
                    {format::short_day_of(&customer.created_at)}
                </td>
                <td role="cell" class="cell-menu">
                    {menu::menu(customer, changed)}
                </td>
            </tr>
        }
    }

    /// Ctrl+K or ⌘K leads to the search. A letter alone would get in the way of those who speak to their computer (WCAG 2.1.4).
    fn listen_for_search(self) {
        let handle = window_event_listener(ev::keydown, move |event| {
            let is_wanted = event.key().eq_ignore_ascii_case("k")
                && (event.ctrl_key() != event.meta_key())
                && !(event.alt_key() || event.shift_key());
            if is_wanted && !is_busy_elsewhere() {
                event.prevent_default();
                if let Some(search) = self.search.get_untracked() {
                    let _ = search.focus();
                    search.select();
                }
            }
        });
        on_cleanup(move || handle.remove());
    }
}

/// A dialog has the floor.
fn is_busy_elsewhere() -> bool {
    document()
        .query_selector("dialog[open]")
        .is_ok_and(|dialog| dialog.is_some())
}

fn order_label(order: Order) -> &'static str {
    match order {
        Order::Newest => t::order_newest(),
        Order::Oldest => t::order_oldest(),
        Order::Company => t::order_company(),
        Order::LastName => t::order_last_name(),
        Order::Number => t::order_number(),
        Order::Changed => t::order_changed(),
    }
}

fn head() -> impl IntoView {
    view! {
        <tr role="row">
            <th role="columnheader">{t::customers_name()}</th>
            <th role="columnheader">{t::customer_number()}</th>
            <th role="columnheader">{t::customer_email()}</th>
            <th role="columnheader">{t::customers_status()}</th>
            <th role="columnheader">{t::customers_created()}</th>
            <th role="columnheader">
                <span class="visually-hidden">{t::customers_actions()}</span>
            </th>
        </tr>
    }
}
