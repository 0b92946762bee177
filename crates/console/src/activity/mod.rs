//! The audit log: who did what, and when.

mod actions;
mod fields;
mod filters;
mod model;

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    CustomerId, Page as PageOf,
    api_keys::ApiKeyView,
    audit::{AuditChange, AuditEntry},
    operators::OperatorView,
};
use portico_ui::{
    client::{Abort, Failure, List},
    components::{Button, Listing, Look, More, empty_state, failure_line},
    i18n::format,
    platform,
    router::Router,
    texts::console as t,
};

use self::{
    filters::Filters,
    model::{Actor, Filter, what, who, whom},
};
use crate::{console::Console, icons, page::Page, place::Section};

/// What the widgets of this page share.
#[derive(Clone, Copy)]
struct Activity {
    console: Console,
    filter: Signal<Filter>,
    /// Those whose names are known.
    actors: RwSignal<Vec<Actor>>,
}

#[component]
pub(crate) fn ActivityPage() -> impl IntoView {
    let path = expect_context::<Router>().path();
    let filter = Memo::new(move |_| {
        path.track();
        Filter::of(platform::query)
    });
    let activity = Activity {
        console: Console::current(),
        filter: filter.into(),
        actors: RwSignal::new(Vec::new()),
    };
    activity.load_actors(Abort::on_cleanup());
    let failure = RwSignal::new(None::<Failure>);
    let working = RwSignal::new(false);
    let export = Callback::new(move |()| activity.export(working, failure));
    let actions = view! { <Button text=t::activity_export() look=Look::Secondary busy=working on_press=export /> };
    let list = move || activity.list(&activity.filter.get());
    view! {
        <Page title=t::activity_title() actions=actions.into_any()>
            {failure_line(failure)}
            <Filters activity />
            {list}
        </Page>
    }
}

/// What concerns one customer, newest first.
pub(crate) fn of_customer(id: CustomerId) -> AnyView {
    let filter = Filter {
        customer: id.to_string(),
        ..Filter::default()
    };
    let activity = Activity {
        console: Console::current(),
        filter: Signal::stored(filter.clone()),
        actors: RwSignal::new(Vec::new()),
    };
    activity.load_actors(Abort::on_cleanup());
    activity.list(&filter).into_any()
}

impl Activity {
    /// A new list for each filter; what the old one asked for is called off with it.
    fn list(self, filter: &Filter) -> impl IntoView + use<> {
        let list = List::<AuditEntry>::new(self.console.client, &filter.request("/audit-log", platform::instant_of));
        let abort = Abort::on_cleanup();
        list.open(abort);
        let more = Callback::new(move |()| list.more(abort));
        let rows = move || {
            let rows = move || {
                let all = list.items.get();
                all.into_iter().map(|entry| self.row(&entry)).collect_view()
            };
            view! { <ul class="rows">{rows}</ul> }.into_any()
        };
        view! {
            <Listing
                phase=list.phase
                is_empty=Signal::derive(move || list.items.with(Vec::is_empty))
                on_retry=more
                empty=|| empty_state(icons::CLOCK, t::activity_none(), t::activity_none_text()).into_any()
                ready=rows
            />
            <More phase=list.phase has_more=Signal::derive(move || list.has_more()) text=t::load_more() on_more=more />
        }
    }

    fn row(self, entry: &Arc<AuditEntry>) -> impl IntoView + use<> {
        let by = entry.actor.clone();
        let by = move || self.actors.with(|known| who(&by, known));
        let to = entry.clone();
        let to = move || self.actors.with(|known| whom(&to, known)).map(|to| format!(": {to}"));
        let address = entry
            .client_address
            .as_ref()
            .map(|address| t::activity_address(address));
        let address = address.map(|address| view! { <span>{address}</span> });
        let is_about_one = self.filter.with_untracked(|filter| !filter.customer.is_empty());
        let may_look = !is_about_one && self.console.may(Section::Customers.permission());
        let customer = entry.customer.filter(|_| may_look).map(|id| {
            view! { <a href=format!("{}/{id}", Section::Customers.path())>{t::activity_customer()}</a> }
        });
        view! {
            <li class="row entry">
                <div class="row-text">
                    <strong>{what(entry)}{to}</strong>
                    <span class="card-small">
                        <span>{by}</span>
                        <span>
                            <time datetime=entry.at.to_string()>{format::short_moment(&entry.at)}</time>
                        </span>
                        {address}
                    </span>
                </div>
                {customer}
                {self.details(entry)}
            </li>
        }
    }

    /// The names behind the ids, as far as one may see them. Without an answer the log says what kind of actor it was.
    fn load_actors(self, abort: Abort) {
        let client = self.console.client;
        let add = move |found: Vec<Actor>| self.actors.update(|actors| actors.extend(found));
        if self.console.may(Section::Team.permission()) {
            spawn_local(async move {
                if let Ok(page) = client.get::<PageOf<OperatorView>>("/operators?limit=100", abort).await {
                    let actor = |one: OperatorView| Actor {
                        id: format!("operator:{}", one.id),
                        name: one.name,
                    };
                    add(page.data.into_iter().map(actor).collect());
                }
            });
        }
        if self.console.may(Section::ApiKeys.permission()) {
            spawn_local(async move {
                if let Ok(page) = client.get::<PageOf<ApiKeyView>>("/api-keys?limit=100", abort).await {
                    let actor = |one: ApiKeyView| Actor {
                        id: format!("api:{}", one.id),
                        name: t::actor_key(&one.name),
                    };
                    add(page.data.into_iter().map(actor).collect());
                }
            });
        }
    }

    fn export(self, working: RwSignal<bool>, failure: RwSignal<Option<Failure>>) {
        let path = self
            .filter
            .with_untracked(|filter| filter.request("/audit-log/export", platform::instant_of));
        working.set(true);
        failure.set(None);
        spawn_local(async move {
            match self.console.client.download(&path, t::activity_file()).await {
                Ok(()) => self.console.say(t::activity_exported()),
                Err(problem) => failure.set(Some(problem)),
            }
            working.set(false);
        });
    }

    /// What changed, and what one needs to find the same elsewhere.
    fn details(self, entry: &AuditEntry) -> impl IntoView + use<> {
        let line = |change: &AuditChange| {
            let side = |text: &Option<String>| text.clone().unwrap_or_else(|| t::activity_nothing().to_owned());
            view! {
                <tr>
                    <th scope="row">{fields::text(&change.field).to_owned()}</th>
                    <td>{side(&change.before)}</td>
                    <td>{side(&change.after)}</td>
                </tr>
            }
        };
        let changes = (!entry.changes.is_empty()).then(|| {
            view! {
                <table class="changes">
                    <thead>
                        <tr>
                            <th scope="col">{t::activity_field()}</th>
                            <th scope="col">{t::activity_before()}</th>
                            <th scope="col">{t::activity_after()}</th>
                        </tr>
                    </thead>
                    <tbody>{entry.changes.iter().map(line).collect_view()}</tbody>
                </table>
            }
        });
        let subject = t::activity_subject(&entry.subject.to_string(), &entry.subject_kind);
        let (by, actor) = (entry.actor.clone(), entry.actor.clone());
        let request = entry.request_id.clone();
        view! {
            <details class="more-fields entry-details">
                <summary>{t::activity_details()}</summary>
                {changes}
                <p class="hint entry-codes">
                    <code>{entry.action.clone()}</code>
                    <code>{subject}</code>
                    <span>{move || self.actors.with(|known| who(&by, known))} " " <code>{actor}</code></span>
                    {request.map(|id| view! { <code>{id}</code> })}
                </p>
            </details>
        }
    }
}
