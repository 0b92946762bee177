//! The tabs. Each is a folder: its page, its widgets, and a pure `model.rs`. That of the payment methods is in `pay`, and that
//! of the invoices in `invoices`: other programs show them.

mod addresses;
mod contact;
mod model;
mod subscriptions;

pub(crate) use addresses::lines as address_lines;
pub(crate) use model::Tab;

use leptos::prelude::*;
use portico_shared::portal::PortalView;
use portico_ui::{effect, router::Router, texts::portal as t};

use crate::{
    page::{Missing, Page},
    place::{self, Place},
    program::Program,
    session::Session,
    sign_in::{LinkPage, SignInPage},
};

/// The program of the tabs, and of the way in.
pub(crate) struct Portal;

impl Program for Portal {
    type Answer = PortalView;

    fn is_own(path: &str) -> bool {
        !matches!(
            Place::at(path),
            Place::Account | Place::Invoice | Place::Pay(_) | Place::Tab(Tab::PaymentMethods | Tab::Invoices)
        )
    }

    fn page(place: Place) -> AnyView {
        match place {
            Place::Home => view! { <Home /> }.into_any(),
            Place::SignIn => view! { <SignInPage /> }.into_any(),
            Place::Link(errand) => view! { <LinkPage errand /> }.into_any(),
            Place::Tab(tab) => guarded(tab, || match tab {
                Tab::Subscriptions => view! { <subscriptions::SubscriptionsPage /> }.into_any(),
                Tab::Addresses => view! { <addresses::AddressesPage /> }.into_any(),
                Tab::Contact => view! { <contact::ContactPage /> }.into_any(),
                Tab::PaymentMethods | Tab::Invoices => view! { <Missing /> }.into_any(),
            }),
            Place::Account | Place::Invoice | Place::Pay(_) | Place::Nowhere => view! { <Missing /> }.into_any(),
        }
    }

    fn warm(session: Session, tab: Tab) {
        // That one asks for itself, in its own document.
        if tab != Tab::PaymentMethods {
            session.warm(tab);
        }
    }
}

/// The page that was asked for before signing in, or the first tab that there is.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let session = Session::current();
    let first = session.portal.with_untracked(|portal| {
        portal
            .as_ref()
            .map(|portal| Tab::visible(&portal.settings).first().copied())
    });
    match first {
        None => instead(place::SIGN_IN.to_owned()),
        Some(None) => view! { <Unavailable /> }.into_any(),
        Some(Some(tab)) => instead(place::after_sign_in().unwrap_or_else(|| tab.path().to_owned())),
    }
}

/// A page that belongs to a tab, if somebody is signed in and the merchant shows that tab.
pub(crate) fn guarded(tab: Tab, page: impl FnOnce() -> AnyView) -> AnyView {
    let is_visible = Session::current()
        .portal
        .with_untracked(|portal| portal.as_ref().map(|portal| tab.is_visible(&portal.settings)));
    match is_visible {
        None => instead(place::door(place::SIGN_IN)),
        Some(false) => view! { <Unavailable /> }.into_any(),
        Some(true) => page(),
    }
}

pub(crate) fn instead(path: String) -> AnyView {
    let router = expect_context::<Router>();
    // After the page that leads here is built.
    effect(move || router.replace(&path));
    ().into_any()
}

#[component]
fn Unavailable() -> impl IntoView {
    let session = Session::current();
    let first = session.portal.with_untracked(|portal| {
        portal
            .as_ref()
            .and_then(|portal| Tab::visible(&portal.settings).first().copied())
    });
    let way_back = match first {
        Some(tab) => view! {
            <p class="lead">{t::unavailable_text()}</p>
            <a class="button button-primary" href=tab.path()>
                {t::unavailable_back(tab.title())}
            </a>
        }
        .into_any(),
        None => view! { <p class="lead">{t::nothing_text()}</p> }.into_any(),
    };
    view! { <Page title=t::unavailable_title()>{way_back}</Page> }
}
