//! Who is signed in to the console, and what they may.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    customers::Language,
    operators::{ConsoleToken, OperatorSelf},
    portal::PortalBrand,
};
use portico_ui::{
    client::{Abort, CONSOLE, Client, Failure, Method, News, Value},
    i18n, platform,
    router::Router,
};

use crate::{
    place::{self, Place},
    sign_in::{Reason, address},
};

const LEFT: &str = "/console/sign-in?reason=left";
/// How long a message stays that nobody closes.
const SAID: Duration = Duration::from_secs(8);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The outline of index.html is on screen.
    Starting,
    SignedOut,
    Open,
    Failed(Failure),
}

#[derive(Clone, Copy)]
pub(crate) struct Console {
    pub(crate) client: Client,
    news: News,
    router: Router,
    pub(crate) phase: RwSignal<Phase>,
    pub(crate) language: RwSignal<Language>,
    /// Somebody picked the language: what is stored for the operator does not go before.
    picked: StoredValue<bool>,
    /// Where the last page stood, so that a change of language is not taken for a change of page.
    page: StoredValue<String>,
    /// The merchant's name; empty until that is known.
    pub(crate) merchant: RwSignal<String>,
    pub(crate) me: RwSignal<Option<Arc<OperatorSelf>>>,
    /// What was just done, with the number of the message.
    pub(crate) said: RwSignal<Option<(u32, String)>>,
}

impl Console {
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// Looks for a session of this browser, except where a page is about to make one.
    pub(crate) fn begin() -> Self {
        let client = Client::new(CONSOLE);
        let (language, asked) = i18n::preferred(platform::query("lang").as_deref());
        let console = Self {
            client,
            news: News::open(client, LEFT, signed_in_elsewhere),
            router: expect_context(),
            phase: RwSignal::new(Phase::Starting),
            language: RwSignal::new(language),
            picked: StoredValue::new(asked),
            page: StoredValue::new(String::new()),
            merchant: RwSignal::new(String::new()),
            me: RwSignal::new(None),
            said: RwSignal::new(None),
        };
        Effect::new(move |_| {
            if client.ended.get() {
                platform::start_over(&address(Reason::Ended, &platform::address()));
            }
        });
        platform::on_activity(move || client.keep_alive());
        platform::on_return_from_cache(platform::reload);
        spawn_local(async move { console.start().await });
        console
    }

    async fn start(self) {
        let place = Place::at(&platform::path());
        let reason = Reason::from_query(platform::query("reason").as_deref());
        if place.is_door() && !(place == Place::SignIn && reason == Reason::None) {
            return self.show_door().await;
        }
        match self.ask().await {
            Ok(me) => self.open(me),
            Err(Failure::Unauthorized) => {
                if !place.is_door() {
                    self.router.replace(&address(Reason::None, &platform::address()));
                }
                self.show_door().await;
            }
            Err(failure) => self.phase.set(Phase::Failed(failure)),
        }
    }

    /// The pages for somebody who is not signed in, in the merchant's name where that is to be had.
    async fn show_door(self) {
        if let Ok(brand) = self.client.get_public::<PortalBrand>("/public/portal").await {
            self.merchant.set(brand.merchant);
        }
        self.phase.set(Phase::SignedOut);
    }

    async fn ask(self) -> Result<OperatorSelf, Failure> {
        self.client.renew(None).await?;
        self.client.get("/operator", Abort::never()).await
    }

    fn open(self, me: OperatorSelf) {
        if !self.picked.get_value() {
            self.language.set(me.operator.language);
        }
        self.merchant.set(me.merchant.clone());
        self.me.set(Some(Arc::new(me)));
        self.phase.set(Phase::Open);
    }

    /// Opens the console with the token of a fresh sign-in, where somebody wanted to go.
    pub(crate) async fn enter(self, token: ConsoleToken) {
        self.client.adopt(token);
        self.news.signed_in();
        let to = platform::query("to").unwrap_or_else(platform::address);
        let to = place::wanted(Some(&to));
        match self.client.get("/operator", Abort::never()).await {
            Ok(me) => {
                self.open(me);
                self.router.replace(to);
            }
            // The cookie is there: from here on it is an ordinary visit.
            Err(_) => platform::start_over(to),
        }
    }

    /// What the operator's own account has become.
    pub(crate) async fn look_again(self) {
        // Without an answer things stay as they were on screen.
        if let Ok(me) = self.client.get("/operator", Abort::never()).await {
            self.me.set(Some(Arc::new(me)));
        }
    }

    /// Ends the session here, on the server and in the other tabs.
    pub(crate) async fn leave(self) -> Result<(), Failure> {
        self.client.log_out().await?;
        self.news.signed_out();
        platform::start_over(LEFT);
        Ok(())
    }

    /// Whether the operator holds a permission of `docs/permissions.md`. As of when the page was opened: the API decides anew.
    pub(crate) fn may(self, permission: &str) -> bool {
        self.me.with_untracked(|me| {
            let me = me.as_ref();
            me.is_some_and(|me| me.permissions.iter().any(|held| held == permission))
        })
    }

    /// Says in passing what was done.
    pub(crate) fn say(self, text: impl Into<String>) {
        let number = self
            .said
            .with_untracked(|said| said.as_ref().map_or(0, |(number, _)| *number))
            + 1;
        self.said.set(Some((number, text.into())));
        let forget = move || {
            if self
                .said
                .with_untracked(|said| said.as_ref().is_some_and(|(now, _)| *now == number))
            {
                self.said.set(None);
            }
        };
        set_timeout(forget, SAID);
    }

    pub(crate) fn switch_language(self) {
        self.picked.set_value(true);
        self.language.update(|language| *language = i18n::other(*language));
        if self.me.with_untracked(Option::is_some) {
            platform::set_query("lang", None);
            self.store_language();
        } else {
            platform::set_query("lang", Some(self.language.get_untracked().as_str()));
        }
        platform::focus_soon("language".into());
    }

    // Where that fails, the choice holds for this visit: nothing that somebody has to read about.
    fn store_language(self) {
        let language = self.language.get_untracked().as_str().to_owned();
        let body = vec![("language", Value::Text(language))];
        spawn_local(async move {
            let key = platform::random_key();
            let stored = self
                .client
                .change::<OperatorSelf>(Method::Patch, "/operator", &key, body);
            if let Ok(me) = stored.await {
                self.me.set(Some(Arc::new(me)));
            }
        });
    }

    pub(crate) fn comes_from_another_page(self) -> bool {
        let path = platform::path();
        let before = self.page.get_value();
        self.page.set_value(path.clone());
        !before.is_empty() && before != path
    }
}

/// Whoever waits at the door goes in too; any other page may be somebody else's now.
fn signed_in_elsewhere() {
    if Place::at(&platform::path()).is_door() {
        platform::start_over(place::wanted(platform::query("to").as_deref()));
    } else {
        platform::reload();
    }
}
