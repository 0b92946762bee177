//! Where somebody is signed in for the customer.

use leptos::prelude::*;
use portico_shared::{CustomerId, sessions::SessionView};
use portico_ui::{
    client::{Abort, List},
    components::{Button, Listing, Look, More, Tone, badge},
    i18n::format,
    texts::{console as t, portal as p},
};

use super::{ending::Ending, model::device, nothing, section};
use crate::{console::Console, customers::Makers};

#[derive(Clone, Copy)]
struct Sessions {
    makers: Makers,
    list: List<SessionView>,
    open: RwSignal<Option<Ending>>,
}

pub(super) fn sessions(id: CustomerId) -> AnyView {
    let console = Console::current();
    let sessions = Sessions {
        makers: expect_context(),
        list: List::new(console.client, &format!("/sessions?customer={id}")),
        open: RwSignal::new(None),
    };
    let list = sessions.list;
    let abort = Abort::on_cleanup();
    list.open(abort);
    let on_more = Callback::new(move |()| list.more(abort));
    let may = console.may("session:write");
    let end_all = move || {
        let ending = Ending {
            title: t::sessions_end_all(),
            text: t::sessions_end_all_text().to_owned(),
            action: t::session_end(),
            path: format!("/sessions?customer={id}"),
            done: t::sessions_all_ended(),
        };
        let on_press = Callback::new(move |()| sessions.open.set(Some(ending.clone())));
        let any = list.items.with(|all| !all.is_empty());
        (may && any).then(|| view! { <Button text=t::sessions_end_all() look=Look::Secondary on_press /> })
    };
    let ready = move || {
        let rows = move || {
            list.items
                .with(|all| all.iter().map(|one| sessions.row(one, may)).collect_view())
        };
        view! {
            <ul class="rows">{rows}</ul>
            <More phase=list.phase has_more=move || list.has_more() text=t::sessions_more() on_more />
        }
    };
    let dialog = move || {
        let on_done = Callback::new(move |()| list.reset());
        let on_close = Callback::new(move |()| sessions.open.set(None));
        sessions.open.get().map(|ending| ending.dialog(on_done, on_close))
    };
    let content = view! {
        <Listing
            phase=list.phase
            is_empty=move || list.items.with(Vec::is_empty)
            on_retry=on_more
            empty=|| nothing(t::sessions_none())
            ready
        />
        {dialog}
    };
    section(t::section_sessions(), end_all.into_any(), content.into_any())
}

impl Sessions {
    fn row(self, session: &SessionView, may: bool) -> impl IntoView + use<> {
        let view = session.is_view.then(|| badge(Tone::Info, t::session_view()));
        let name = device(session);
        let active = p::session_since(&format::short_moment(&session.last_active_at));
        let began = format::short_moment(&session.created_at);
        let (makers, maker) = (self.makers, session.made_by.clone());
        let place = session.client_address.clone();
        let ending = Ending {
            title: t::session_end_title(),
            text: t::session_end_text(&session.email),
            action: t::session_end(),
            path: format!("/sessions/{}", session.id),
            done: t::session_ended(),
        };
        let label = p::button_of(t::session_end(), &format!("{}, {name}", session.email));
        let button = may.then(|| {
            let on_press = Callback::new(move |()| self.open.set(Some(ending.clone())));
            view! { <Button text=t::session_end() look=Look::Quiet label on_press /> }
        });
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{session.email.clone()}</strong>
                    <span class="card-small">
                        <span>{name}</span>
                        {place.map(|place| view! { <span>{place}</span> })}
                    </span>
                    <span class="card-small">
                        <span>{active}</span>
                        <span>{move || t::session_began(&began, &makers.name(&maker))}</span>
                    </span>
                </div>
                {view}
                {button}
            </li>
        }
    }
}
