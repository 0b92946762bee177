//! The API client: the only place that fetches.
//!
//! The access token lives in memory. It is renewed with the cookie of the session when it is about
//! to end and somebody is active, and once when an answer says 401.

mod abort;
mod body;
mod failure;
mod fetch;
mod json;
mod list;
mod news;
mod token;

pub use abort::Abort;
pub use body::{Body, Value};
pub use failure::Failure;
pub use fetch::Method;
pub use list::{List, Phase};
pub use news::News;

use std::pin::Pin;

use leptos::prelude::*;
use portico_shared::{operators::ConsoleToken, payment_methods::LinkToken, sessions::PortalToken};
use serde::de::DeserializeOwned;

use crate::platform;
use fetch::{Answer, Call};
use token::Token;

/// Whose session asks; each has a cookie of its own.
#[derive(Clone, Copy)]
pub struct Realm {
    /// Of the Web Lock and of the line between the tabs.
    name: &'static str,
    /// Its first page.
    home: &'static str,
    refresh: &'static str,
    log_out: &'static str,
    // A pointer: no application carries another's token.
    read: fn(&Answer) -> Result<Token, Failure>,
}

pub const PORTAL: Realm = Realm {
    name: "portico-portal",
    home: "/",
    refresh: "/session/portal/refresh",
    log_out: "/logout",
    read: token::read::<PortalToken>,
};

/// Of a link with which somebody adds a payment method without signing in.
pub const LINK: Realm = Realm {
    name: "portico-link",
    home: "/pay/link",
    refresh: "/session/link/refresh",
    // Nobody signs out of it: it ends by itself.
    log_out: "",
    read: token::read::<LinkToken>,
};

pub const CONSOLE: Realm = Realm {
    name: "portico-console",
    home: "/console",
    refresh: "/session/console/refresh",
    log_out: "/session/console/logout",
    read: token::read::<ConsoleToken>,
};

/// What was asked for before this program ran.
pub enum Early<P, B> {
    /// Somebody is signed in.
    Open(P),
    /// Nobody is; whose portal it is, if that was answered.
    SignedOut(Option<B>),
    /// A page that signs in.
    Door(Option<B>),
    /// Nothing was.
    Nothing,
}

#[derive(Clone, Copy)]
pub struct Client {
    realm: Realm,
    token: StoredValue<Option<Token>, LocalStorage>,
    /// True once the server ended the session of somebody who was signed in.
    pub ended: RwSignal<bool>,
    /// Rung with each new token.
    renewed: Trigger,
}

impl Client {
    pub fn new(realm: Realm) -> Self {
        Self {
            realm,
            token: StoredValue::new_local(None),
            ended: RwSignal::new(false),
            renewed: Trigger::new(),
        }
    }

    pub async fn get<T: DeserializeOwned>(self, path: &str, abort: Abort) -> Result<T, Failure> {
        self.authorised(Call::get(path).until(abort)).await?.read()
    }

    /// Changes something. The same `key` again (after a lost answer) changes nothing twice.
    pub async fn change<T: DeserializeOwned>(
        self,
        method: Method,
        path: &str,
        key: &str,
        body: Body,
    ) -> Result<T, Failure> {
        let call = Call::change(method, path, body::json(&body));
        self.authorised(call.keyed(key)).await?.read()
    }

    /// Changes something that has no answer but that it was done.
    pub async fn tell(self, method: Method, path: &str, body: Body) -> Result<(), Failure> {
        let call = Call::change(method, path, body::json(&body));
        self.authorised(call).await.map(|_| ())
    }

    /// Puts a picture in its place.
    pub async fn upload<T: DeserializeOwned>(self, path: &str, key: &str, file: &web_sys::Blob) -> Result<T, Failure> {
        let call = Call::upload("PUT", path, file, file.type_());
        self.authorised(call.keyed(key)).await?.read()
    }

    /// Adds a file of this type, whatever the browser takes it for.
    pub async fn post_file<T: DeserializeOwned>(
        self,
        path: &str,
        key: &str,
        file: &web_sys::Blob,
        kind: &str,
    ) -> Result<T, Failure> {
        let call = Call::upload("POST", path, file, kind.to_owned());
        self.authorised(call.keyed(key)).await?.read()
    }

    /// Without a token: from somebody who is not signed in, or with the cookie.
    pub async fn post_public<T: DeserializeOwned>(
        self,
        path: &str,
        fields: &[(&'static str, &str)],
    ) -> Result<T, Failure> {
        let body = fields
            .iter()
            .map(|(name, text)| (*name, Value::Text((*text).to_owned())));
        let body = body::json(&body.collect());
        fetch::send(&Call::post(path, Some(body)), None).await?.read()
    }

    /// Saves a file on the device of whoever asks.
    pub async fn download(self, path: &str, name: &str) -> Result<(), Failure> {
        let file = self.authorised(Call::file(path)).await?.file()?;
        platform::save(&file, name);
        Ok(())
    }

    /// Deletes something, or takes it back.
    pub async fn delete(self, path: &str) -> Result<(), Failure> {
        self.authorised(Call::delete(path)).await.map(|_| ())
    }

    /// Ends the session on the server.
    pub async fn log_out(self) -> Result<(), Failure> {
        match self.attempt(Call::post(self.realm.log_out, None)).await {
            Ok(_) | Err(Failure::Unauthorized) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// Takes the token of a fresh sign-in.
    pub fn adopt(self, token: impl Into<Token>) {
        self.token.set_value(Some(token.into()));
    }

    /// Milliseconds until the session ends: for want of activity, and in any case.
    pub fn left(self) -> Option<(f64, f64)> {
        self.token.with_value(|token| token.as_ref().map(Token::left))
    }

    /// For somebody who is not signed in.
    pub async fn get_public<T: DeserializeOwned>(self, path: &str) -> Result<T, Failure> {
        fetch::send(&Call::get(path), None).await?.read()
    }

    /// Takes what boot.js asked for.
    pub async fn early<P: DeserializeOwned, B: DeserializeOwned>(self) -> Early<P, B> {
        let brand = |text: Option<String>| json::read(&text?);
        match platform::early().await {
            platform::Early::Answers(token, portal) => match (json::read::<PortalToken>(&token), json::read(&portal)) {
                (Some(token), Some(portal)) => {
                    self.adopt(token);
                    Early::Open(portal)
                }
                _ => Early::Nothing,
            },
            platform::Early::SignedOut(text) => Early::SignedOut(brand(text)),
            platform::Early::Door(text) => Early::Door(brand(text)),
            platform::Early::Nothing => Early::Nothing,
        }
    }

    pub fn is_signed_in(self) -> bool {
        self.token.with_value(Option::is_some)
    }

    /// Somebody touched the page: keep the session while they read.
    pub fn keep_alive(self) {
        if self
            .token
            .with_value(|token| token.as_ref().is_some_and(Token::ends_soon))
        {
            leptos::task::spawn_local(async move {
                // Any other failure will be told by the next request.
                if self.renew(self.text()).await == Err(Failure::Unauthorized) {
                    self.ended.set(true);
                }
            });
        }
    }

    /// Another tab has renewed: the session is as young as there.
    pub fn renewed_elsewhere(self) {
        self.token.update_value(|token| {
            if let Some(token) = token {
                token.touch();
            }
        });
    }

    /// Renews now: because somebody said so, or to learn whether there is still a session.
    pub async fn stay(self) {
        if self.renew(self.text()).await == Err(Failure::Unauthorized) {
            self.ended.set(true);
        }
    }

    // In a box: else each place that asks would carry the whole of it.
    fn authorised(self, call: Call) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>>>> {
        Box::pin(async move {
            let answer = self.attempt(call).await;
            if matches!(answer, Err(Failure::Unauthorized)) {
                self.ended.set(true);
            }
            answer
        })
    }

    async fn attempt(self, call: Call) -> Result<Answer, Failure> {
        if self
            .token
            .with_value(|token| token.as_ref().is_none_or(Token::ends_soon))
        {
            self.renew(self.text()).await?;
        }
        let used = self.text();
        match fetch::send(&call, used.as_deref()).await {
            Err(Failure::Unauthorized) => {
                self.renew(used).await?;
                fetch::send(&call, self.text().as_deref()).await
            }
            answer => answer,
        }
    }

    /// Trades the cookie for a new token. One tab at a time; who waited for the lock while another
    /// request of this tab renewed has nothing left to do.
    pub async fn renew(self, used: Option<String>) -> Result<(), Failure> {
        let outcome = StoredValue::new_local(Ok(()));
        platform::exclusively(self.realm.name, async move {
            if self.text() == used {
                outcome.set_value(self.fetch_token().await);
            }
        })
        .await;
        let result = outcome.get_value();
        outcome.dispose();
        result
    }

    async fn fetch_token(self) -> Result<(), Failure> {
        let answer = fetch::send(&Call::post(self.realm.refresh, None), None).await?;
        let token = (self.realm.read)(&answer)?;
        // Somebody else signed in meanwhile, or for another customer, in another tab: what is on screen
        // must not mix with what comes next.
        let other = self
            .token
            .with_value(|old| old.as_ref().is_some_and(|old| !old.is_for_the_same(&token)));
        if other {
            platform::start_over(self.realm.home);
            return Err(Failure::Aborted);
        }
        self.token.set_value(Some(token));
        self.renewed.notify();
        Ok(())
    }

    fn text(self) -> Option<String> {
        self.token
            .with_value(|token| token.as_ref().map(|token| token.text.clone()))
    }
}
