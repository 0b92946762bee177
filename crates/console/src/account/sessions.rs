//! Where one is signed in to the console.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{Data, operators::OperatorSessionView};
use portico_ui::{
    client::Failure,
    components::{Button, Look, Tone, badge, failure_line},
    i18n::format,
    texts::{console as t, portal as p},
};

use crate::{console::Console, load::Load};

pub(super) fn section() -> impl IntoView {
    let console = Console::current();
    let sessions = Load::<Data<OperatorSessionView>>::get("/operator/sessions");
    let failure = RwSignal::new(None::<Failure>);
    let end = Callback::new(move |path: String| {
        failure.set(None);
        spawn_local(async move {
            match console.client.delete(&path).await {
                Ok(()) => {
                    console.say(t::sessions_ended());
                    sessions.again();
                }
                Err(problem) => failure.set(Some(problem)),
            }
        });
    });
    let list = sessions.show(move |found| list(&found, end));
    view! {
        <section class="section">
            <h2>{t::sessions_title()}</h2>
            <p class="hint">{t::sessions_text()}</p>
            {failure_line(failure)}
            {list}
        </section>
    }
}

fn list(found: &Arc<Data<OperatorSessionView>>, end: Callback<String>) -> AnyView {
    let rows = found.data.iter().map(|session| row(session, end)).collect_view();
    let all = (found.data.len() > 1).then(|| {
        let on_press = Callback::new(move |()| end.run("/operator/sessions".into()));
        view! { <Button text=p::session_end_all() look=Look::Secondary on_press /> }
    });
    view! {
        <ul class="rows">{rows}</ul>
        {all}
    }
    .into_any()
}

fn row(session: &OperatorSessionView, end: Callback<String>) -> impl IntoView + use<> {
    let device = device(session);
    let since = p::session_since(&format::short_moment(&session.last_active_at));
    let address = session.client_address.clone().unwrap_or_default();
    let current = session.is_current.then(|| badge(Tone::Info, p::session_current()));
    let path = format!("/operator/sessions/{}", session.id);
    let button = (!session.is_current).then(|| {
        let label = p::button_of(p::session_end(), &device);
        let on_press = Callback::new(move |()| end.run(path.clone()));
        view! { <Button text=p::session_end() look=Look::Quiet label on_press /> }
    });
    view! {
        <li class="row">
            <span class="row-text">
                <strong>{device.clone()}</strong>
                <span class="hint card-small">
                    <span>{since}</span>
                    {(!address.is_empty()).then(|| view! { <span>{address}</span> })}
                </span>
            </span>
            {current}
            {button}
        </li>
    }
}

/// "Firefox on Windows", as far as it is known.
fn device(session: &OperatorSessionView) -> String {
    match (&session.browser, &session.system) {
        (Some(browser), Some(system)) => p::session_device(browser, system),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => p::session_unknown().to_owned(),
    }
}
