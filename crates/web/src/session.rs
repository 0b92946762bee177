//! Who is signed in, and what was loaded for them.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    CustomerId, Data, SubscriptionId,
    addresses::AddressView,
    customers::Language,
    payment_methods::PaymentMethodView,
    portal::{PortalBrand, PortalChoice, PortalView},
    sessions::PortalToken,
    subscriptions::{CancellationReasonView, SubscriptionView},
};
use portico_ui::{
    client::{Abort, Body, Client, Early, Failure, LINK, List, Method, News, PORTAL, Value},
    effect, i18n, platform,
};

use crate::{
    may::May,
    place,
    program::Program,
    sign_in::{self, Entrance},
    tabs::Tab,
};

const LEFT: &str = "/login?reason=left";
const ENDED: &str = "/login?reason=ended";
const VIEWED: &str = "/login?reason=viewed";

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The outline of index.html is on screen.
    Starting,
    SignedOut,
    Open,
    Failed(Failure),
}

/// How the language on screen came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LanguageChoice {
    /// From the browser; what is stored for the person goes before.
    Guessed,
    /// By `?lang=`: for this visit.
    Asked,
    /// By the switch, before signing in: to be stored for the person.
    Pressed,
}

#[derive(Clone, Copy)]
pub(crate) struct Session {
    pub(crate) client: Client,
    news: News,
    pub(crate) phase: RwSignal<Phase>,
    pub(crate) language: RwSignal<Language>,
    choice: StoredValue<LanguageChoice>,
    /// Where the last page stood, so that a change of language is not taken for a change of page.
    page: StoredValue<String>,
    /// Whose portal it is; none until that is known.
    pub(crate) brand: RwSignal<Option<Arc<PortalBrand>>>,
    pub(crate) portal: RwSignal<Option<Arc<PortalView>>>,
    pub(crate) subscriptions: List<SubscriptionView>,
    pub(crate) addresses: List<AddressView>,
    pub(crate) payment_methods: List<PaymentMethodView>,
    pub(crate) reasons: RwSignal<Vec<CancellationReasonView>>,
    /// A request on its way is told that the session is over: by whoever signs out, and not for want of activity.
    leaving: StoredValue<bool>,
}

impl Session {
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// Looks for a session of this browser, except where a page is about to make one.
    pub(crate) fn begin<P: Program>() -> Self {
        let is_for_link = P::is_for_link();
        let client = Client::new(if is_for_link { LINK } else { PORTAL });
        let (language, asked) = i18n::preferred(platform::query("lang").as_deref());
        let choice = if asked {
            LanguageChoice::Asked
        } else {
            LanguageChoice::Guessed
        };
        let session = Self {
            client,
            // The tab that waited for the mailed link goes where it was to lead.
            news: News::open(client, LEFT, || platform::start_over(&place::way_on())),
            phase: RwSignal::new(Phase::Starting),
            language: RwSignal::new(language),
            choice: StoredValue::new(choice),
            page: StoredValue::new(String::new()),
            brand: RwSignal::new(None),
            portal: RwSignal::new(None),
            subscriptions: List::new(client, "/subscriptions"),
            addresses: List::new(client, "/customer-addresses?status=active"),
            payment_methods: List::new(client, "/payment-methods"),
            reasons: RwSignal::new(Vec::new()),
            leaving: StoredValue::new(false),
        };
        let leaving = session.leaving;
        effect(move || {
            // The page of a link says itself that it is over.
            if client.ended.get() && !is_for_link {
                if leaving.get_value() {
                    session.start_over(LEFT);
                } else {
                    session.start_over(&place::door(ENDED));
                }
            }
        });
        platform::on_activity(move || client.keep_alive());
        platform::on_return_from_cache(platform::reload);
        let entrance = sign_in::entrance();
        spawn_local(async move { session.start::<P>(entrance).await });
        session
    }

    /// Opens the portal with the cookie of an earlier visit, or the door.
    async fn start<P: Program>(self, entrance: Option<Entrance>) {
        match (self.client.early::<P::Answer, _>().await, entrance) {
            (Early::Open(portal), _) => self.open(portal.into()),
            (Early::SignedOut(brand), _) => self.show_door(brand).await,
            (Early::Door(brand), Some(entrance)) => self.wait_at_door::<P>(brand, entrance).await,
            (Early::Nothing, Some(entrance)) => self.wait_at_door::<P>(None, entrance).await,
            (Early::Door(_) | Early::Nothing, None) => match self.ask::<P>().await {
                Ok(portal) => self.open(portal),
                Err(Failure::Unauthorized) => self.show_door(None).await,
                Err(failure) => self.phase.set(Phase::Failed(failure)),
            },
        }
    }

    async fn wait_at_door<P: Program>(self, brand: Option<PortalBrand>, entrance: Entrance) {
        self.show_door(brand).await;
        // Without a session the sign-in page stays as it is.
        if entrance.may_be_signed_in()
            && let Ok(portal) = self.ask::<P>().await
        {
            self.open(portal);
        }
    }

    /// The pages for somebody who is not signed in, in the merchant's name where that is to be had.
    async fn show_door(self, brand: Option<PortalBrand>) {
        let brand = match brand {
            Some(brand) => Some(brand),
            None => self.client.get_public("/public/portal").await.ok(),
        };
        if let Some(brand) = brand {
            self.language.update(|language| *language = brand.language(*language));
            self.brand.set(Some(Arc::new(brand)));
        }
        self.phase.set(Phase::SignedOut);
    }

    /// Opens the portal with the token of a fresh sign-in.
    pub(crate) async fn enter(self, token: PortalToken) {
        self.news.signed_in();
        if token.choose_customer {
            return platform::start_over(&place::choice());
        }
        self.client.adopt(token);
        match self.client.get("/portal", Abort::never()).await {
            Ok(portal) => self.open(portal),
            // The link is used, the cookie is there: from here on it is an ordinary visit.
            Err(_) => platform::start_over(&place::way_on()),
        }
    }

    async fn ask<P: Program>(self) -> Result<PortalView, Failure> {
        self.client.renew(None).await?;
        let answer = self.client.get::<P::Answer>("/portal", Abort::never());
        answer.await.map(Into::into)
    }

    fn open(self, mut portal: PortalView) {
        if let Some(page) = portal.subscriptions.take() {
            self.subscriptions.fill(page);
        }
        let stored = portal.language;
        let now = self.language.get_untracked();
        match self.choice.get_value() {
            LanguageChoice::Guessed => self.language.set(stored),
            LanguageChoice::Asked => self.language.set(portal.brand.language(now)),
            LanguageChoice::Pressed if now != stored && !portal.is_view => self.store_language(),
            LanguageChoice::Pressed => {}
        }
        self.brand.set(Some(Arc::new(portal.brand.clone())));
        self.portal.set(Some(Arc::new(portal)));
        self.phase.set(Phase::Open);
    }

    /// Goes over to another customer: everything on screen and in memory belongs to the old one.
    pub(crate) async fn switch(self, customer: CustomerId) -> Result<(), Failure> {
        let id = customer.to_string();
        let fields = [("customer", id.as_str())];
        let answer = self
            .client
            .post_public::<PortalToken>("/session/portal/switch", &fields);
        answer.await?;
        self.news.signed_in();
        platform::start_over(&place::way_on());
        Ok(())
    }

    /// Ends the session here, on the server and in the other tabs.
    pub(crate) async fn leave(self) -> Result<(), Failure> {
        self.leaving.set_value(true);
        let answer = self.client.log_out().await;
        if answer.is_ok() {
            self.leave_page();
        } else {
            self.leaving.set_value(false);
        }
        answer
    }

    /// The same where the server has ended it already.
    pub(crate) fn leave_page(self) {
        self.news.signed_out();
        self.start_over(LEFT);
    }

    /// Leads to `way`, and whoever only looked to a page of their own.
    fn start_over(self, way: &str) {
        let is_view = self
            .portal
            .with_untracked(|portal| portal.as_ref().is_some_and(|portal| portal.is_view));
        platform::start_over(if is_view { VIEWED } else { way });
    }

    /// Survives a reload: stored for who is signed in, in the address bar before.
    pub(crate) fn switch_language(self) {
        self.choice.set_value(LanguageChoice::Pressed);
        self.language.update(|language| *language = i18n::other(*language));
        if self.may().act {
            platform::set_query("lang", None);
            self.store_language();
        } else {
            platform::set_query("lang", Some(self.language.get_untracked().as_str()));
        }
        platform::focus_soon("language".into());
    }

    /// Speaks what the holder of a link speaks, unless another language was chosen. True where all is built anew for that.
    pub(crate) fn prefer(self, language: Language) -> bool {
        if self.choice.get_value() != LanguageChoice::Guessed {
            return false;
        }
        let spoken = self
            .brand
            .with_untracked(|brand| brand.as_ref().map(|brand| brand.language(language)));
        let spoken = spoken.unwrap_or(language);
        let is_other = self.language.get_untracked() != spoken;
        if is_other {
            self.language.set(spoken);
        }
        is_other
    }

    // Where that fails, the choice holds for this visit: nothing that somebody has to read about.
    fn store_language(self) {
        let language = self.language.get_untracked().as_str().to_owned();
        let choice = vec![("language", Value::Text(language))];
        spawn_local(async move {
            let key = platform::random_key();
            let stored = self
                .client
                .change::<PortalChoice>(Method::Patch, "/portal", &key, choice);
            let _ = stored.await;
        });
    }

    /// Takes a pending cancellation back.
    pub(crate) async fn revoke(self, id: SubscriptionId, key: &str) -> Result<(), Failure> {
        let path = format!("/subscriptions/{id}/revoke-cancellation");
        let answer = self.client.change(Method::Put, &path, key, Body::new()).await;
        match answer {
            Ok(changed) => {
                self.subscriptions
                    .replace(changed, |a: &SubscriptionView, b| a.id == b.id);
                Ok(())
            }
            Err(failure) => {
                self.look_again(id, &failure);
                Err(failure)
            }
        }
    }

    /// What the question after a cancellation offers. Without an answer it is not asked.
    pub(crate) fn load_reasons(self) {
        if self.reasons.with_untracked(Vec::is_empty) {
            spawn_local(async move {
                let answer = self.client.get::<Data<_>>("/cancellation-reasons", Abort::never());
                if let Ok(answer) = answer.await {
                    self.reasons.set(answer.data);
                }
            });
        }
    }

    /// After a conflict: shows the subscription as it has become elsewhere.
    pub(crate) fn look_again(self, id: SubscriptionId, failure: &Failure) {
        if failure.code().is_some_and(|code| code.status() == 409) {
            spawn_local(async move {
                let path = format!("/subscriptions/{id}");
                let now = self.client.get::<SubscriptionView>(&path, Abort::never());
                // Without an answer the card stays as it was; the conflict has been told.
                if let Ok(now) = now.await {
                    self.subscriptions.replace(Arc::new(now), |a, b| a.id == b.id);
                }
            });
        }
    }

    pub(crate) fn may(self) -> May {
        let may = self.portal.with_untracked(|portal| portal.as_deref().map(May::of));
        may.unwrap_or_default()
    }

    pub(crate) fn comes_from_another_page(self) -> bool {
        let path = platform::path();
        let before = self.page.get_value();
        self.page.set_value(path.clone());
        !before.is_empty() && before != path
    }

    /// What the cards name beside their own data, once there is something on screen.
    pub(crate) fn warm_soon(self, tabs: &'static [Tab]) {
        set_timeout(
            move || {
                let settings = self
                    .portal
                    .with_untracked(|portal| portal.as_ref().map(|portal| portal.settings.clone()));
                let visible = settings.map(|settings| Tab::visible(&settings)).unwrap_or_default();
                tabs.iter()
                    .filter(|tab| visible.contains(tab))
                    .for_each(|tab| self.warm(*tab));
            },
            Duration::from_millis(100),
        );
    }

    /// Somebody is about to open a tab: ask for its data now.
    pub(crate) fn warm(self, tab: Tab) {
        match tab {
            Tab::Subscriptions => self.subscriptions.warm(),
            Tab::Addresses => self.addresses.warm(),
            Tab::PaymentMethods => self.payment_methods.warm(),
            // It asks for itself, in its own document, and for the contact nobody has to ask.
            Tab::Invoices | Tab::Contact => {}
        }
    }
}
