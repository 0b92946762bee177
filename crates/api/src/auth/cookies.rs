//! The portal's cookie: it holds the refresh token and is read by the session routes alone.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use chrono::TimeDelta;

use crate::config::Config;

fn name(config: &Config) -> &'static str {
    if is_https(config) {
        "__Host-portico_c"
    } else {
        "portico_c"
    }
}

fn is_https(config: &Config) -> bool {
    config.http.base_url.starts_with("https://")
}

/// The refresh token that the browser sent.
pub fn read(request: &HttpRequest, config: &Config) -> Option<String> {
    request.cookie(name(config)).map(|cookie| cookie.value().to_owned())
}

/// A cookie that lives as long as a session may at most.
pub fn set(config: &Config, refresh_token: String, most: TimeDelta) -> Cookie<'static> {
    build(config, refresh_token, Duration::seconds(most.num_seconds()))
}

/// Takes the cookie away.
pub fn clear(config: &Config) -> Cookie<'static> {
    build(config, String::new(), Duration::ZERO)
}

fn build(config: &Config, value: String, max_age: Duration) -> Cookie<'static> {
    Cookie::build(name(config), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_https(config))
        .max_age(max_age)
        .finish()
}
