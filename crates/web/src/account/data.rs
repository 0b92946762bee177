//! What is stored about the customer: taking it along, and having it erased.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{ErrorCode, portal::PortalView};
use portico_ui::{
    client::Failure,
    components::{Button, Look, live, notice, problem_notice},
    texts::portal as t,
};

use super::erasure;
use crate::session::Session;

#[derive(Clone)]
enum Download {
    Idle,
    Working,
    Done,
    Failed(Failure),
}

pub(super) fn section(portal: &Arc<PortalView>, is_owner: bool) -> impl IntoView + use<> {
    let erasure = is_owner.then(|| erasure::part(portal));
    view! {
        <section class="section" id="data">
            <h2 id="data-title" tabindex="-1">
                {t::data_title()}
            </h2>
            <p class="hint">{t::data_text()}</p>
            {download()}
            {erasure}
        </section>
    }
}

fn download() -> impl IntoView {
    let client = Session::current().client;
    let state = RwSignal::new(Download::Idle);
    let busy = Signal::derive(move || matches!(state.get(), Download::Working));
    let on_press = Callback::new(move |()| {
        state.set(Download::Working);
        spawn_local(async move {
            let answer = client.download("/personal-data", t::data_file()).await;
            state.set(answer.map_or_else(Download::Failed, |()| Download::Done));
        });
    });
    let said = move || match state.get() {
        Download::Idle => ().into_any(),
        Download::Working => view! { <p class="hint">{t::data_working()}</p> }.into_any(),
        Download::Done => notice(t::data_done().to_owned()).into_any(),
        Download::Failed(failure) => failed(&failure),
    };
    view! {
        <Button text=t::data_download() look=Look::Secondary busy on_press />
        <div role="status">{live(said)}</div>
    }
}

/// How often it may be asked for is no fault of whoever asks.
fn failed(failure: &Failure) -> AnyView {
    match failure {
        Failure::Problem {
            code: ErrorCode::TooManyRequests,
            wait: Some(seconds),
            ..
        } => view! { <p>{t::data_wait(seconds.div_ceil(60))}</p> }.into_any(),
        failure => problem_notice(failure).into_any(),
    }
}
