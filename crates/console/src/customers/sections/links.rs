//! The ledger of a customer's links: who made each, what for, and what became of it.

use leptos::prelude::*;
use portico_shared::{CustomerId, sessions::LinkView};
use portico_ui::{
    client::{Abort, List},
    components::{Button, Listing, Look, More, badge},
    i18n::format,
    platform,
    texts::{console as t, portal as p},
};

use super::{
    ending::Ending,
    model::{LinkState, purpose},
    nothing, section,
};
use crate::{console::Console, customers::Makers};

#[derive(Clone, Copy)]
struct Links {
    makers: Makers,
    list: List<LinkView>,
    open: RwSignal<Option<Ending>>,
}

pub(super) fn links(id: CustomerId) -> AnyView {
    let console = Console::current();
    let links = Links {
        makers: expect_context(),
        list: List::new(console.client, &format!("/links?customer={id}")),
        open: RwSignal::new(None),
    };
    let list = links.list;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let may = console.may("link:write");
    let any_open = move || {
        list.items
            .with(|all| all.iter().any(|link| state(link) == LinkState::Open))
    };
    let end_all = move || {
        let ending = Ending {
            title: t::links_end_all(),
            text: t::links_end_all_text().to_owned(),
            action: t::link_end(),
            path: format!("/links?customer={id}"),
            done: t::links_ended(),
        };
        let on_press = Callback::new(move |()| links.open.set(Some(ending.clone())));
        (may && any_open()).then(|| view! { <Button text=t::links_end_all() look=Look::Secondary on_press /> })
    };
    let ready = move || {
        let rows = move || {
            list.items
                .with(|all| all.iter().map(|one| links.row(one, may)).collect_view())
        };
        view! {
            <ul class="rows">{rows}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::links_more() on_more />
        }
    };
    let dialog = move || {
        let on_done = Callback::new(move |()| list.reset());
        let on_close = Callback::new(move |()| links.open.set(None));
        links.open.get().map(|ending| ending.dialog(on_done, on_close))
    };
    let content = view! {
        <p class="hint">{t::links_text()}</p>
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::links_none())
            ready
        />
        {dialog}
    };
    section(t::section_links(), end_all.into_any(), content.into_any())
}

fn state(link: &LinkView) -> LinkState {
    LinkState::of(link, platform::now(), platform::milliseconds)
}

impl Links {
    fn row(self, link: &LinkView, may: bool) -> impl IntoView + use<> {
        let state = state(link);
        let (tone, text) = state.badge();
        let what = purpose(link);
        let made = format::short_moment(&link.created_at);
        let (makers, maker) = (self.makers, link.made_by.clone());
        let used = link
            .first_used_at
            .as_ref()
            .map(|at| t::link_used_at(&format::short_moment(at)));
        let end = match &link.revoked_at {
            Some(at) => t::link_ended_at(&format::short_moment(at)),
            None => t::link_until(&format::short_moment(&link.expires_at)),
        };
        let ending = Ending {
            title: t::link_end_title(),
            text: t::link_end_text().to_owned(),
            action: t::link_end(),
            path: format!("/links/{}", link.id),
            done: t::link_ended_now(),
        };
        let label = p::button_of(t::link_end(), &format!("{what}, {made}"));
        let button = (may && state == LinkState::Open).then(|| {
            let on_press = Callback::new(move |()| self.open.set(Some(ending.clone())));
            view! { <Button text=t::link_end() look=Look::Quiet label on_press /> }
        });
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{what}</strong>
                    <span class="card-small">
                        <span>{move || t::made_by_at(&made, &makers.name(&maker))}</span>
                        {used.map(|used| view! { <span>{used}</span> })}
                        <span>{end}</span>
                    </span>
                </div>
                {badge(tone, text)}
                {button}
            </li>
        }
    }
}
