//! The keys of the merchant's programs.

mod create;
mod model;

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::api_keys::ApiKeyView;
use portico_ui::{
    client::{Abort, List},
    components::{Button, Listing, Look, More, Tone, badge, empty_state, fact},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use self::model::{Standing, by_resource, right, standing, subject};
use crate::{confirm::Confirm, console::Console, form::Form, icons, page::Page};

type Key = Arc<ApiKeyView>;

#[derive(Clone)]
enum Open {
    Create,
    Revoke(Key),
}

#[derive(Clone, Copy)]
struct Keys {
    console: Console,
    list: List<ApiKeyView>,
    open: RwSignal<Option<Open>>,
}

#[component]
pub(crate) fn ApiKeysPage() -> impl IntoView {
    let console = Console::current();
    let keys = Keys {
        console,
        list: List::new(console.client, "/api-keys"),
        open: RwSignal::new(None),
    };
    let abort = Abort::on_cleanup();
    keys.list.open(abort);
    let more = Callback::new(move |()| keys.list.more(abort));
    let create = console.may("api-key:write").then(|| {
        let on_press = Callback::new(move |()| keys.open.set(Some(Open::Create)));
        view! { <Button text=t::keys_create() look=Look::Primary on_press /> }.into_any()
    });
    let rows = move || {
        let all = keys.list.items.get();
        view! { <ul class="stack">{all.into_iter().map(|key| keys.card(key)).collect_view()}</ul> }.into_any()
    };
    let dialog = move || keys.open.get().map(|open| keys.dialog(open));
    view! {
        <Page title=t::keys_title() actions=create.unwrap_or_else(|| ().into_any())>
            <p class="lead">{t::keys_text()}</p>
            <Listing
                phase=keys.list.phase
                is_empty=Signal::derive(move || keys.list.items.with(Vec::is_empty))
                on_retry=more
                empty=|| empty_state(icons::KEY, t::keys_none(), t::keys_none_text()).into_any()
                ready=rows
            />
            <More phase=keys.list.phase has_more=Signal::derive(move || keys.list.has_more()) text=t::load_more() on_more=more />
            {dialog}
        </Page>
    }
}

impl Keys {
    fn card(self, key: Key) -> impl IntoView {
        let standing = standing(&key, &platform::instant());
        let state = match standing {
            Standing::Active => None,
            Standing::Expired => Some(badge(Tone::Warning, t::key_expired())),
            Standing::Revoked => Some(badge(Tone::Bad, t::key_revoked())),
        };
        let used = key.last_used_at.as_ref();
        let used = used.map_or_else(|| t::key_never_used().to_owned(), format::short_moment);
        // Until when it would have worked is of no use to anybody.
        let end = match (&key.revoked_at, &key.expires_at) {
            (Some(at), _) => fact(t::key_revoked(), format::short_moment(at)),
            (None, Some(at)) => fact(t::key_ends(), format::short_moment(at)),
            (None, None) => fact(t::key_ends(), t::key_no_end().to_owned()),
        };
        let may_revoke = self.console.may("api-key:write") && standing != Standing::Revoked;
        let revoke = may_revoke.then(|| {
            let label = p::button_of(t::key_revoke(), &key.name);
            let to = key.clone();
            let on_press = Callback::new(move |()| self.open.set(Some(Open::Revoke(to.clone()))));
            view! {
                <div class="card-actions">
                    <Button text=t::key_revoke() look=Look::Secondary label on_press />
                </div>
            }
        });
        view! {
            <li class="card">
                <div class="card-head">
                    <div>
                        <h2>{key.name.clone()}</h2>
                        <code class="hint">{format!("{}…", key.prefix)}</code>
                    </div>
                    {state}
                </div>
                <dl class="facts">
                    {fact(t::key_created(), format::short_moment(&key.created_at))}
                    {fact(t::key_used(), used)}
                    {end}
                </dl>
                {permissions(&key.permissions)}
                {revoke}
            </li>
        }
    }

    fn dialog(self, open: Open) -> AnyView {
        let on_close = Callback::new(move |()| self.open.set(None));
        match open {
            Open::Create => self.create(on_close),
            Open::Revoke(key) => self.revoke(&key, on_close),
        }
    }

    fn revoke(self, key: &Key, on_close: Callback<()>) -> AnyView {
        let (id, name) = (key.id, key.name.clone());
        let text = t::key_revoke_text(&name);
        let on_act = Callback::new(move |form: Form| {
            let (client, name) = (self.console.client, name.clone());
            form.send(
                async move { client.delete(&format!("/api-keys/{id}")).await },
                move |()| {
                    self.console.say(t::key_is_revoked(&name));
                    self.list.reset();
                },
            );
        });
        view! { <Confirm title=t::key_revoke() text action=t::key_revoke() on_act on_close /> }.into_any()
    }
}

/// How many, and on demand which.
fn permissions(held: &[String]) -> impl IntoView + use<> {
    let count = u32::try_from(held.len()).unwrap_or_default();
    let lines = by_resource(held).into_iter().map(|(resource, rights)| {
        let rights: Vec<_> = rights.into_iter().map(right).collect();
        view! {
            <li>
                <strong>{subject(&resource)}</strong>
                ": "
                {rights.join(", ")}
            </li>
        }
    });
    view! {
        <details class="more-fields">
            <summary>{t::key_permissions(count)}</summary>
            <ul class="plain-list">{lines.collect_view()}</ul>
        </details>
    }
}
