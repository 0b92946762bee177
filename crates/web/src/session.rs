//! Who is signed in, and what was loaded for them.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    SubscriptionId, addresses::AddressView, customers::Language, invoices::InvoiceView,
    payment_methods::PaymentMethodView, portal::PortalView, sessions::PortalToken, subscriptions::SubscriptionView,
};
use portico_ui::{
    client::{Abort, Client, Failure, List, News, PORTAL},
    i18n, platform,
};

use crate::{
    sign_in::{self, Entrance},
    tabs::Tab,
};

const LEFT: &str = "/login?reason=left";
const ENDED: &str = "/login?reason=ended";

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The outline of index.html is on screen.
    Starting,
    SignedOut,
    Open,
    Failed(Failure),
}

#[derive(Clone, Copy)]
pub(crate) struct Session {
    pub(crate) client: Client,
    news: News,
    pub(crate) phase: RwSignal<Phase>,
    pub(crate) language: RwSignal<Language>,
    /// The language was asked for; the customer's own does not override it.
    language_chosen: StoredValue<bool>,
    /// Where the last page stood, so that a change of language is not taken for a change of page.
    page: StoredValue<String>,
    pub(crate) portal: RwSignal<Option<PortalView>>,
    pub(crate) subscriptions: List<SubscriptionView>,
    pub(crate) addresses: List<AddressView>,
    pub(crate) payment_methods: List<PaymentMethodView>,
    pub(crate) invoices: List<InvoiceView>,
}

impl Session {
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// Looks for a session of this browser, except where a page is about to make one.
    pub(crate) fn begin() -> Self {
        let client = Client::new(PORTAL);
        let (language, chosen) = i18n::preferred(platform::query("lang").as_deref());
        let entrance = sign_in::entrance();
        let session = Self {
            client,
            news: News::open("portico-portal", client, LEFT),
            phase: RwSignal::new(if entrance.is_some() {
                Phase::SignedOut
            } else {
                Phase::Starting
            }),
            language: RwSignal::new(language),
            language_chosen: StoredValue::new(chosen),
            page: StoredValue::new(String::new()),
            portal: RwSignal::new(None),
            subscriptions: List::new(client, "/subscriptions"),
            addresses: List::new(client, "/customer-addresses"),
            payment_methods: List::new(client, "/payment-methods"),
            invoices: List::new(client, "/invoices"),
        };
        Effect::new(move |_| {
            if client.ended.get() {
                platform::start_over(ENDED);
            }
        });
        platform::on_activity(move || client.keep_alive());
        platform::on_return_from_cache(platform::reload);
        if entrance.is_none_or(Entrance::may_be_signed_in) {
            spawn_local(async move { session.resume().await });
        }
        session
    }

    /// Opens the portal with the cookie of an earlier visit.
    pub(crate) async fn resume(self) {
        let was_shown = self.phase.get_untracked() == Phase::SignedOut;
        let portal = match self.client.early().await {
            Some(portal) => portal,
            None => self.ask().await,
        };
        match portal {
            Ok(portal) => self.open(portal),
            // The sign-in page stays as it is.
            Err(_) if was_shown => {}
            Err(Failure::Unauthorized) => self.phase.set(Phase::SignedOut),
            Err(failure) => self.phase.set(Phase::Failed(failure)),
        }
    }

    /// Opens the portal with the token of a fresh sign-in.
    pub(crate) async fn enter(self, token: PortalToken) {
        self.client.adopt(token);
        self.news.signed_in();
        match self.client.get("/portal", Abort::never()).await {
            Ok(portal) => self.open(portal),
            // The link is used, the cookie is there: from here on it is an ordinary visit.
            Err(_) => platform::start_over("/"),
        }
    }

    async fn ask(self) -> Result<PortalView, Failure> {
        self.client.renew(None).await?;
        self.client.get("/portal", Abort::never()).await
    }

    fn open(self, mut portal: PortalView) {
        if let Some(page) = portal.subscriptions.take() {
            self.subscriptions.fill(page);
        }
        if !self.language_chosen.get_value() {
            self.language.set(portal.language);
        }
        self.portal.set(Some(portal));
        self.phase.set(Phase::Open);
    }

    /// Ends the session here, on the server and in the other tabs.
    pub(crate) async fn leave(self) -> Result<(), Failure> {
        self.client.log_out().await?;
        self.news.signed_out();
        platform::start_over(LEFT);
        Ok(())
    }

    pub(crate) fn switch_language(self) {
        self.language_chosen.set_value(true);
        self.language.update(|language| *language = i18n::other(*language));
        platform::focus_soon("language".into());
    }

    /// After a conflict: shows the subscription as it has become elsewhere.
    pub(crate) fn look_again(self, id: SubscriptionId, failure: &Failure) {
        if failure.code().is_some_and(|code| code.status() == 409) {
            spawn_local(async move {
                let path = format!("/subscriptions/{id}");
                let now = self.client.get::<SubscriptionView>(&path, Abort::never());
                // Without an answer the card stays as it was; the conflict has been told.
                if let Ok(now) = now.await {
                    self.subscriptions.replace(now, |a, b| a.id == b.id);
                }
            });
        }
    }

    pub(crate) fn comes_from_another_page(self) -> bool {
        let path = platform::path();
        let before = self.page.get_value();
        self.page.set_value(path.clone());
        !before.is_empty() && before != path
    }

    /// Somebody is about to open a tab: ask for its data now.
    pub(crate) fn warm(self, tab: Tab) {
        match tab {
            Tab::Subscriptions => self.subscriptions.warm(),
            Tab::Addresses => self.addresses.warm(),
            Tab::PaymentMethods => self.payment_methods.warm(),
            Tab::Invoices => self.invoices.warm(),
            Tab::Contact => {}
        }
    }
}
