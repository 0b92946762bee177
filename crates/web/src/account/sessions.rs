//! Where the person is signed in.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{Page, portal::PortalView, sessions::SessionView};
use portico_ui::{
    client::{Abort, Failure},
    components::{Button, Look, Tone, badge, failure_line, live, problem_with_retry, skeleton},
    i18n::format,
    texts::portal as t,
};

use super::model::device;
use crate::session::Session;

pub(super) fn section(portal: &Arc<PortalView>) -> impl IntoView + use<> {
    let session = Session::current();
    let zone = StoredValue::new(portal.time_zone.clone());
    let found = RwSignal::new(None::<Result<Vec<SessionView>, Failure>>);
    let failure = RwSignal::new(None::<Failure>);
    let may_end = session.may().act;
    let abort = Abort::on_cleanup();
    let load = move || {
        spawn_local(async move {
            match session
                .client
                .get::<Page<SessionView>>("/sessions?limit=100", abort)
                .await
            {
                Ok(page) => found.set(Some(Ok(page.data))),
                Err(Failure::Aborted) => {}
                Err(problem) => found.set(Some(Err(problem))),
            }
        });
    };
    load();
    let end = move |path: String| {
        failure.set(None);
        spawn_local(async move {
            match session.client.delete(&path).await {
                Ok(()) => load(),
                Err(problem) => failure.set(Some(problem)),
            }
        });
    };
    let row = move |one: SessionView| {
        let name = device(&one);
        let since = t::session_since(&format::moment(&one.last_active_at, &zone.get_value()));
        let place = one.client_address.clone().map(|place| format!(" · {place}"));
        let action = if one.is_current {
            badge(Tone::Info, t::session_current()).into_any()
        } else if may_end {
            let on_press = Callback::new(move |()| end(format!("/sessions/{}", one.id)));
            view! { <Button text=t::session_end() look=Look::Quiet label=t::button_of(t::session_end(), &name) on_press /> }
                .into_any()
        } else {
            ().into_any()
        };
        view! {
            <li class="row">
                <div class="row-text">
                    <strong>{name}</strong>
                    <span class="hint">{since} {place}</span>
                </div>
                {action}
            </li>
        }
    };
    let list = move || match found.get() {
        None => skeleton().into_any(),
        Some(Err(problem)) => problem_with_retry(&problem, Callback::new(move |()| load())),
        Some(Ok(all)) => {
            let others = may_end && all.len() > 1;
            let rows = all.into_iter().map(row).collect_view();
            let on_press = Callback::new(move |()| end("/sessions".to_owned()));
            view! {
                <ul class="rows">{rows}</ul>
                {others.then(|| view! { <Button text=t::session_end_all() look=Look::Secondary on_press /> })}
            }
            .into_any()
        }
    };
    view! {
        <section class="section">
            <h2>{t::sessions_title()}</h2>
            <p class="hint">{t::sessions_text()}</p>
            {failure_line(failure)}
            {live(list)}
        </section>
    }
}
