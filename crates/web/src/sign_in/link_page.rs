//! The pages of mailed links: `/customer-area/login` signs in, at once or by one button; `/customer-area/email` proves a new
//! main address; `/customer-area/undo` says "that was not me"; `/customer-area/recipient` agrees to getting invoices.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    ErrorCode, customers::EmailChangeUndone, documents::InvoiceRecipientConfirmed, sessions::LinkPreview,
};
use portico_ui::{
    client::Failure,
    components::{Button, Look, error_state, live, skeleton},
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
    Confirm(Option<LinkPreview>),
    Undone(EmailChangeUndone),
    Recipient(InvoiceRecipientConfirmed),
    Failed(Failure),
}

/// What a mailed link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    SignIn,
    ProveEmail,
    UndoEmail,
    GetInvoices,
}

impl Errand {
    fn title(self) -> &'static str {
        match self {
            Self::SignIn => t::link_title(),
            Self::ProveEmail => t::email_prove_title(),
            Self::UndoEmail => t::email_undo_title(),
            Self::GetInvoices => t::recipient_title(),
        }
    }
}

#[component]
pub(crate) fn LinkPage(errand: Errand) -> impl IntoView {
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
            let token = token.get_value();
            let (client, fields) = (session.client, [("token", token.as_str())]);
            let signed_in = match errand {
                Errand::SignIn => client.post_public("/session/portal/login", &fields).await,
                Errand::ProveEmail => client.post_public("/session/portal/email-change", &fields).await,
                Errand::UndoEmail => {
                    let path = "/public/customer/undo-email-change";
                    match client.post_public::<EmailChangeUndone>(path, &fields).await {
                        Ok(undone) => step.set(Step::Undone(undone)),
                        Err(failure) => failed(failure),
                    }
                    return;
                }
                Errand::GetInvoices => {
                    let path = "/public/customer/confirm-invoice-recipient";
                    match client.post_public::<InvoiceRecipientConfirmed>(path, &fields).await {
                        Ok(confirmed) => step.set(Step::Recipient(confirmed)),
                        Err(failure) => failed(failure),
                    }
                    return;
                }
            };
            match signed_in {
                Ok(token) => session.enter(token).await,
                Err(failure) => failed(failure),
            }
            busy.set(false);
        });
    };
    let check = move || {
        if errand != Errand::SignIn {
            return step.set(Step::Confirm(None));
        }
        step.set(Step::Checking);
        spawn_local(async move {
            let (path, token) = ("/session/portal/link", token.get_value());
            match session
                .client
                .post_public::<LinkPreview>(path, &[("token", &token)])
                .await
            {
                Ok(preview) if preview.needs_confirmation => step.set(Step::Confirm(Some(preview))),
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
        Step::Confirm(preview) => {
            let (text, button) = words(errand, preview.as_ref());
            confirm(text, button, busy, Callback::new(move |()| exchange())).into_any()
        }
        Step::Undone(undone) => view! {
            <div class="panel">
                <p>{t::email_undone(&undone.email)}</p>
                <a class="button button-primary" href="/login">
                    {t::sign_in_title()}
                </a>
            </div>
        }
        .into_any(),
        Step::Recipient(confirmed) => view! {
            <div class="panel">
                <p>{t::recipient_done(&confirmed.email)}</p>
            </div>
        }
        .into_any(),
        Step::Failed(failure) => error_state(&failure, Callback::new(move |()| check())).into_any(),
    };
    view! { <Page title=errand.title()>{live(view)}</Page> }.into_any()
}

fn words(errand: Errand, preview: Option<&LinkPreview>) -> (String, String) {
    let host = platform::host();
    match (errand, preview) {
        (Errand::SignIn, Some(preview)) => {
            let text = match &preview.customer_name {
                Some(customer) => t::link_text_customer(customer, &host),
                None => t::link_text(&host),
            };
            (text, t::link_continue(&preview.masked_email))
        }
        (Errand::UndoEmail, _) => (t::email_undo_text().to_owned(), t::email_undo_title().to_owned()),
        (Errand::GetInvoices, _) => (t::recipient_text().to_owned(), t::recipient_title().to_owned()),
        _ => (t::email_prove_text().to_owned(), t::email_prove_title().to_owned()),
    }
}

fn confirm(text: String, button: String, busy: RwSignal<bool>, on_press: Callback<()>) -> impl IntoView {
    view! {
        <div class="panel">
            <p>{text}</p>
            <Button text=button look=Look::Primary busy on_press />
        </div>
    }
}
