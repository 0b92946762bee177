//! What surrounds every page: header, navigation, the place for content, and what was just done.

use std::sync::Arc;

use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use portico_shared::operators::OperatorSelf;
use portico_ui::{
    components::{Ending, Icon, error_state, icon, problem_notice},
    i18n, platform,
    router::Router,
    texts::{console as t, portal as p},
};

use crate::{
    account::AccountPage,
    activity::ActivityPage,
    api_keys::ApiKeysPage,
    company::CompanyPage,
    console::{Console, Phase},
    customers::{CustomerPage, CustomersPage},
    debits::DebitsPage,
    home::HomePage,
    hosted_pages::HostedPagesPage,
    icons,
    invoicing::InvoicingPage,
    menu_keys,
    page::{Missing, NotPermitted},
    payments::PaymentsPage,
    place::{self, ACCOUNT, HOME, Place, Section},
    sign_in::{ResetPage, SignInPage, WelcomePage},
    team::{TeamPage, role},
};

#[component]
pub(crate) fn Frame() -> impl IntoView {
    let console = Console::current();
    move || {
        let phase = console.phase.get();
        if phase != Phase::Starting {
            platform::remove_outline();
        }
        match phase {
            Phase::Starting => ().into_any(),
            Phase::Failed(failure) => {
                document().set_title(t::console_title());
                view! {
                    <main class="main">
                        <h1 class="visually-hidden">{t::console_title()}</h1>
                        {error_state(&failure, Callback::new(|()| platform::reload()))}
                    </main>
                }
                .into_any()
            }
            Phase::SignedOut => view! { <Whole console me=None /> }.into_any(),
            Phase::Open => view! { <Whole console me=console.me.get_untracked() /> }.into_any(),
        }
    }
}

#[component]
fn Whole(console: Console, me: Option<Arc<OperatorSelf>>) -> impl IntoView {
    let skip = |event: MouseEvent| {
        event.prevent_default();
        platform::focus("main");
    };
    let is_open = me.is_some();
    let path = expect_context::<Router>().path();
    // What stands behind the question mark is the page's own: it stays as it is.
    let place = Memo::new(move |_| Place::at(&path.get()));
    let page = move || {
        let place = place.get();
        if is_open {
            open_page(console, place)
        } else {
            door(console, place)
        }
    };
    let nav = is_open.then(|| view! { <Nav console /> });
    let body = if is_open { "body body-open" } else { "body" };
    view! {
        <a class="skip-link" href="#main" on:click=skip>
            {p::skip_link()}
        </a>
        <Header console me=me.clone() />
        <div class=body>
            {nav}
            <main class="main" id="main" tabindex="-1">
                {page}
            </main>
        </div>
        <Said console />
        {me.map(|_| view! { <Ending client=console.client /> })}
    }
}

fn open_page(console: Console, place: Place) -> AnyView {
    if place
        .section()
        .is_some_and(|section| !console.may(section.permission()))
    {
        return view! { <NotPermitted /> }.into_any();
    }
    match place {
        Place::Home => view! { <HomePage /> }.into_any(),
        Place::Section(Section::Customers) => view! { <CustomersPage /> }.into_any(),
        Place::Customer(id) => view! { <CustomerPage id /> }.into_any(),
        Place::Section(Section::Debits) => view! { <DebitsPage /> }.into_any(),
        Place::Section(Section::HostedPages) => view! { <HostedPagesPage /> }.into_any(),
        Place::Section(Section::Company) => view! { <CompanyPage /> }.into_any(),
        Place::Section(Section::Invoicing) => view! { <InvoicingPage /> }.into_any(),
        Place::Section(Section::Payments) => view! { <PaymentsPage /> }.into_any(),
        Place::Section(Section::Team) => view! { <TeamPage /> }.into_any(),
        Place::Section(Section::ApiKeys) => view! { <ApiKeysPage /> }.into_any(),
        Place::Section(Section::Activity) => view! { <ActivityPage /> }.into_any(),
        Place::Account => view! { <AccountPage /> }.into_any(),
        // The link of a mail may be for somebody else than who is signed in here.
        Place::Welcome => view! { <WelcomePage /> }.into_any(),
        Place::SignIn | Place::Reset => {
            let to = platform::query("to");
            let to = place::wanted(to.as_deref()).to_owned();
            let router = expect_context::<Router>();
            request_animation_frame(move || router.replace(&to));
            ().into_any()
        }
        Place::Nowhere => view! { <Missing /> }.into_any(),
    }
}

fn door(console: Console, place: Place) -> AnyView {
    // Somebody has just signed in: the pages behind the door are on their way.
    if console.phase.get_untracked() == Phase::Open {
        return ().into_any();
    }
    match place {
        Place::Welcome => view! { <WelcomePage /> }.into_any(),
        Place::Reset => view! { <ResetPage /> }.into_any(),
        _ => view! { <SignInPage /> }.into_any(),
    }
}

#[component]
fn Header(console: Console, me: Option<Arc<OperatorSelf>>) -> impl IntoView {
    let merchant = move || {
        let merchant = console.merchant.get();
        if merchant.is_empty() {
            t::console_title().to_owned()
        } else {
            merchant
        }
    };
    let initial = move || merchant().chars().take(1).collect::<String>();
    let menu = me.is_some().then(|| {
        view! {
            <button type="button" class="quiet nav-button" popovertarget="nav" aria-label=t::nav_open()>
                {icon(icons::MENU)}
            </button>
        }
    });
    let account = match me {
        Some(me) => view! { <UserMenu console me /> }.into_any(),
        None => language(console).into_any(),
    };
    view! {
        <header class="header">
            <div class="header-row">
                {menu}
                <span class="brand-mark" aria-hidden="true">
                    {initial}
                </span>
                <div class="brand">
                    <a class="brand-name" href=HOME>
                        {merchant}
                    </a>
                    <span class="brand-account">{t::console_name()}</span>
                </div>
                {account}
            </div>
        </header>
    }
}

fn language(console: Console) -> impl IntoView {
    let other = i18n::other(i18n::language()).as_str();
    view! {
        <button type="button" class="quiet" id="language" lang=other on:click=move |_| console.switch_language()>
            {t::language_other()}
        </button>
    }
}

#[component]
fn UserMenu(console: Console, me: Arc<OperatorSelf>) -> impl IntoView {
    let name = me.operator.name.clone();
    let failure = RwSignal::new(None);
    let leave = move |_| {
        spawn_local(async move {
            if let Err(problem) = console.leave().await {
                failure.set(Some(problem));
            }
        });
    };
    let failed = move || {
        failure.get().map(|failure| {
            view! {
                <p>{p::sign_out_failed()}</p>
                {problem_notice(&failure)}
            }
        })
    };
    view! {
        <button
            type="button"
            class="quiet"
            id="user"
            popovertarget="user-menu"
            aria-label=t::user_menu(&name)
            on:keydown=|event| menu_keys::at_button(&event, "user", "user-menu")
        >
            {icon(Icon::Person)}
            <span class="quiet-text user-name">{name.clone()}</span>
        </button>
        <div
            class="menu"
            id="user-menu"
            popover="auto"
            on:keydown=|event| menu_keys::in_menu(&event, "user", "user-menu")
        >
            <p class="menu-who">
                <strong>{name.clone()}</strong>
                <span class="hint">{me.operator.email.clone()}</span>
                <span class="hint">{role(me.operator.role)}</span>
            </p>
            <a class="menu-item" href=ACCOUNT on:click=|_| platform::close_popover("user-menu")>
                {icon(Icon::Person)}
                {t::account_title()}
            </a>
            <button
                type="button"
                class="menu-item"
                lang=i18n::other(i18n::language()).as_str()
                on:click=move |_| {
                    console.switch_language();
                    platform::focus_soon("user".into());
                }
            >
                {icon(icons::LANGUAGE)}
                {t::language_other()}
            </button>
            <button type="button" class="menu-item" on:click=leave>
                {icon(Icon::Leave)}
                {p::sign_out()}
            </button>
            {failed}
        </div>
    }
}

/// Beside the content where there is room, else behind a button.
#[component]
fn Nav(console: Console) -> impl IntoView {
    let path = expect_context::<Router>().path();
    let link = move |section: Section| {
        let current = move || (Place::at(&path.get()).section() == Some(section)).then_some("page");
        view! {
            <li>
                <a
                    class="nav-item"
                    href=section.path()
                    aria-current=current
                    on:click=|_| platform::close_popover("nav")
                >
                    {icon(section.icon())}
                    {section.title()}
                </a>
            </li>
        }
    };
    let sections = Section::visible(|permission| console.may(permission));
    view! {
        <nav class="nav" id="nav" popover="auto" aria-label=t::nav_label()>
            <ul>{sections.into_iter().map(link).collect_view()}</ul>
        </nav>
    }
}

/// What was just done. The region is there before its words, so that screen readers tell them.
#[component]
fn Said(console: Console) -> impl IntoView {
    let line = move || {
        console.said.get().map(|(_, text)| {
            view! {
                <div class="notice notice-good">
                    {icon(Icon::Check)}
                    <p>{text}</p>
                    <button
                        type="button"
                        class="quiet"
                        aria-label=p::close()
                        on:click=move |_| console.said.set(None)
                    >
                        {icon(icons::CROSS)}
                    </button>
                </div>
            }
        })
    };
    view! {
        <div class="said" role="status">
            {line}
        </div>
    }
}
