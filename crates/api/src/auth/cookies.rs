//! The cookies of portal, console and links: each holds a refresh token and is read by its own session routes alone.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use chrono::TimeDelta;

use super::tokens::Realm;
use crate::config::Config;

fn name(config: &Config, realm: Realm) -> &'static str {
    match (realm, is_https(config)) {
        (Realm::Portal, true) => "__Host-portico_c",
        (Realm::Portal, false) => "portico_c",
        (Realm::Console, true) => "__Host-portico_o",
        (Realm::Console, false) => "portico_o",
        (Realm::Link, true) => "__Host-portico_l",
        (Realm::Link, false) => "portico_l",
    }
}

fn is_https(config: &Config) -> bool {
    config.http.base_url.starts_with("https://")
}

/// The refresh token that the browser sent.
pub fn read(request: &HttpRequest, config: &Config, realm: Realm) -> Option<String> {
    request
        .cookie(name(config, realm))
        .map(|cookie| cookie.value().to_owned())
}

/// A cookie that lives as long as a session may at most.
pub fn set(config: &Config, realm: Realm, refresh_token: String, most: TimeDelta) -> Cookie<'static> {
    build(config, realm, refresh_token, Duration::seconds(most.num_seconds()))
}

/// Takes the cookie away.
pub fn clear(config: &Config, realm: Realm) -> Cookie<'static> {
    build(config, realm, String::new(), Duration::ZERO)
}

fn build(config: &Config, realm: Realm, value: String, max_age: Duration) -> Cookie<'static> {
    // Customers come from links in mails, or back from a provider's page; nobody has to come to the console from elsewhere.
    let same_site = match realm {
        Realm::Portal | Realm::Link => SameSite::Lax,
        Realm::Console => SameSite::Strict,
    };
    Cookie::build(name(config, realm), value)
        .path("/")
        .http_only(true)
        .same_site(same_site)
        .secure(is_https(config))
        .max_age(max_age)
        .finish()
}
