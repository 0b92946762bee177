//! `/customer-area/login`: exchanges the link of a mail, at once or by one button.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    ErrorCode,
    sessions::{LinkPreview, PortalToken},
};
use portico_ui::{
    client::Failure,
    components::{Button, Look, error_state, skeleton},
    platform,
    router::Router,
    texts::portal as t,
};

use super::LinkToken;
use crate::{
    page::Page,
    session::{Phase, Session},
    tabs::Home,
};

/// One page for used, expired and invented links.
const DEAD: &str = "/login?reason=link";
/// The page without its link: whether that still works is not known here.
const AGAIN: &str = "/login?reason=again";

#[derive(Clone, PartialEq)]
enum Step {
    Checking,
    Confirm(LinkPreview),
    Failed(Failure),
}

#[component]
pub(crate) fn LinkPage() -> impl IntoView {
    let session = Session::current();
    // The exchange succeeded and everything was built anew.
    if session.phase.get_untracked() == Phase::Open {
        return view! { <Home /> }.into_any();
    }
    let LinkToken(token) = expect_context();
    let step = RwSignal::new(Step::Checking);
    let busy = RwSignal::new(false);
    let has_token = token.is_some();
    let token = StoredValue::new(token.unwrap_or_default());
    let router = expect_context::<Router>();

    let failed = move |failure: Failure| match failure.code() {
        // Limits and outages say nothing about the link: it may be tried again.
        None | Some(ErrorCode::TooManyRequests | ErrorCode::Unavailable | ErrorCode::Internal) => {
            step.set(Step::Failed(failure));
        }
        _ => router.replace(DEAD),
    };
    let exchange = move || {
        busy.set(true);
        spawn_local(async move {
            let (path, token) = ("/session/portal/login", token.get_value());
            match session.client.post_public::<PortalToken>(path, ("token", &token)).await {
                Ok(token) => session.enter(token).await,
                Err(failure) => failed(failure),
            }
            busy.set(false);
        });
    };
    let check = move || {
        step.set(Step::Checking);
        spawn_local(async move {
            let (path, token) = ("/session/portal/link", token.get_value());
            match session.client.post_public::<LinkPreview>(path, ("token", &token)).await {
                Ok(preview) if preview.needs_confirmation => step.set(Step::Confirm(preview)),
                Ok(_) => exchange(),
                Err(failure) => failed(failure),
            }
        });
    };
    if has_token {
        check();
    } else {
        request_animation_frame(move || router.replace(AGAIN));
    }
    let view = move || match step.get() {
        Step::Checking => skeleton().into_any(),
        Step::Confirm(preview) => confirm(&preview, busy, Callback::new(move |()| exchange())).into_any(),
        Step::Failed(failure) => error_state(&failure, Callback::new(move |()| check())).into_any(),
    };
    view! { <Page title=t::link_title()>{view}</Page> }.into_any()
}

fn confirm(preview: &LinkPreview, busy: RwSignal<bool>, on_press: Callback<()>) -> impl IntoView + use<> {
    let host = platform::host();
    let text = match &preview.customer_name {
        Some(customer) => t::link_text_customer(customer, &host),
        None => t::link_text(&host),
    };
    view! {
        <div class="panel">
            <p>{text}</p>
            <Button text=t::link_continue(&preview.masked_email) look=Look::Primary busy on_press />
        </div>
    }
}
