//! What surrounds every page: header, tabs, the place for content.

use std::sync::Arc;

use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use portico_shared::portal::{PortalBrand, PortalView};
use portico_ui::{
    components::{Ending, Icon, error_state, handler, icon, live, problem_notice},
    i18n, platform,
    router::Router,
    texts::portal as t,
};

use crate::{
    footer::footer,
    look::LookBanner,
    place::{ACCOUNT, Place},
    program::Program,
    session::{Phase, Session},
    tabs::Tab,
};

pub(crate) fn frame<P: Program>() -> AnyView {
    let session = Session::current();
    live(move || {
        let phase = session.phase.get();
        if phase != Phase::Starting {
            platform::remove_outline();
        }
        match phase {
            Phase::Starting => ().into_any(),
            Phase::Failed(failure) => {
                document().set_title(t::portal_name());
                view! {
                    <main class="main">
                        <h1 class="visually-hidden">{t::portal_name()}</h1>
                        {error_state(&failure, Callback::new(|()| platform::reload()))}
                    </main>
                }
                .into_any()
            }
            Phase::SignedOut | Phase::Open => whole::<P>(session).into_any(),
        }
    })
}

fn whole<P: Program>(session: Session) -> impl IntoView {
    let skip = |event: MouseEvent| {
        event.prevent_default();
        platform::focus("main");
    };
    let portal = session.portal.get_untracked();
    let brand = session.brand.get_untracked();
    let footer = brand.as_deref().and_then(footer);
    let path = expect_context::<Router>().path();
    let page = move || P::page(Place::at(&path.get()));
    let on_near = Callback::new(move |tab| P::warm(session, tab));
    let tabs = portal
        .as_ref()
        .map(|portal| view! { <Tabs tabs=Tab::visible(&portal.settings) on_near /> });
    let is_view = portal.as_ref().is_some_and(|portal| portal.is_view);
    let watch = portal.as_ref().map(|portal| {
        if is_view {
            view! { <LookBanner customer=portal.customer_name.clone() /> }.into_any()
        } else {
            view! { <Ending client=session.client /> }.into_any()
        }
    });
    view! {
        <a class="skip-link" href="#main" on:click=handler(skip)>
            {t::skip_link()}
        </a>
        {watch}
        <Header session portal=portal.clone() brand />
        {tabs}
        <main class="main" id="main" tabindex="-1">
            {live(page)}
        </main>
        {footer}
    }
}

#[component]
fn Header(session: Session, portal: Option<Arc<PortalView>>, brand: Option<Arc<PortalBrand>>) -> impl IntoView {
    let other = i18n::other(i18n::language());
    // Only what the merchant offers, as far as that is known.
    let is_offered = brand.as_ref().is_none_or(|brand| brand.languages.contains(&other));
    let switch = is_offered.then(|| {
        view! {
            <button
                type="button"
                class="quiet"
                id="language"
                lang=other.as_str()
                on:click=handler(move |_| session.switch_language())
            >
                {t::language_other()}
            </button>
        }
    });
    // Whoever only looks has a button for it in the banner.
    let may_leave = session.may().act;
    let leave = portal.is_some().then(|| {
        view! {
            <a class="quiet" href=ACCOUNT>
                {icon(Icon::Person)}
                <span class="quiet-text">{t::account_title()}</span>
            </a>
            {may_leave.then(|| view! { <Leave session /> })}
        }
    });
    let account = portal.map(|portal| {
        let title = t::account_of(&portal.email);
        view! { <span class="brand-account" title=title>{portal.customer_name.clone()}</span> }
    });
    let title = brand
        .as_ref()
        .map_or(t::portal_name(), |brand| brand.title())
        .to_owned();
    let logo = brand.as_ref().and_then(|brand| brand.logo_url.clone());
    let mark = if let Some(logo) = logo {
        view! { <img class="brand-logo" src=logo alt="" /> }.into_any()
    } else {
        let initial: String = title.chars().take(1).collect();
        view! {
            <span class="brand-mark" aria-hidden="true">
                {initial}
            </span>
        }
        .into_any()
    };
    view! {
        <header class="header">
            <div class="header-row">
                {mark}
                <div class="brand">
                    <a class="brand-name" href="/">
                        {title}
                    </a>
                    {account}
                </div>
                {switch}
                {leave}
            </div>
        </header>
    }
}

#[component]
fn Leave(session: Session) -> impl IntoView {
    let failure = RwSignal::new(None);
    let leave = move |_| {
        spawn_local(async move {
            if let Err(problem) = session.leave().await {
                failure.set(Some(problem));
            }
        });
    };
    let failed = move || {
        failure.get().map(|failure| {
            view! {
                <div class="header-notice">
                    <p>{t::sign_out_failed()}</p>
                    {problem_notice(&failure)}
                </div>
            }
        })
    };
    view! {
        <button type="button" class="quiet" on:click=handler(leave)>
            {icon(Icon::Leave)}
            <span class="quiet-text">{t::sign_out()}</span>
        </button>
        {live(failed)}
    }
}

/// `on_near`: somebody is about to open a tab.
#[component]
fn Tabs(tabs: Vec<Tab>, on_near: Callback<Tab>) -> impl IntoView {
    let path = expect_context::<Router>().path();
    let link = move |tab: Tab| {
        let current = move || match Place::at(&path.get()) {
            Place::Tab(one) => (one == tab).then_some("page"),
            place => (place.tab() == Some(tab)).then_some("true"),
        };
        view! {
            <li>
                <a
                    class="tab"
                    href=tab.path()
                    aria-current=current
                    on:pointerenter=handler(move |_| on_near.run(tab))
                >
                    {icon(tab.icon())}
                    <span class="tab-long" data-text=tab.title()>
                        {tab.title()}
                    </span>
                    <span class="tab-short">{tab.short_title()}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="tabs" aria-label=t::sections()>
            <ul>{tabs.into_iter().map(link).collect_view()}</ul>
        </nav>
    }
}
