//! The two pages for somebody who is not signed in yet.

mod link_page;
mod model;
mod sign_in_page;

pub(crate) use link_page::{Errand, LinkPage};
pub(crate) use model::{Entrance, looks_like_email};
pub(crate) use sign_in_page::SignInPage;

use portico_ui::platform;

use crate::place::{Paying, Place};

/// The secret of a login link, on its way from the address bar to the API.
#[derive(Clone)]
pub(crate) struct LinkToken(pub(crate) Option<String>);

/// A reload of the page with the button has to find the token again: the link was not used, and a phone reloads pages
/// that somebody only looked away from. It stays with this one step of the history, for a quarter of an hour: no request
/// and no other page sees it there, and signing in or a dead link overwrites the step. What is on disk of it for that
/// time is what the mail has too, and is good for one use.
///
/// The link that adds a payment method has a cookie for that.
pub(crate) fn take_link_token() -> LinkToken {
    let place = Place::at(&platform::path());
    let has_cookie = place == Place::Pay(Paying::Link);
    if !has_cookie && !matches!(place, Place::Link(_)) {
        return LinkToken(None);
    }
    let now = platform::minutes();
    LinkToken(match platform::query("token") {
        Some(token) if has_cookie => {
            platform::set_query("token", None);
            Some(token)
        }
        None if has_cookie => None,
        Some(token) => {
            platform::set_query("token", None);
            platform::keep(&model::keep(&token, now));
            Some(token)
        }
        None => platform::kept().and_then(|text| model::kept(&text, now).map(str::to_owned)),
    })
}

/// Whether this visit begins at one of the two pages.
pub(crate) fn entrance() -> Option<Entrance> {
    match Place::at(&platform::path()) {
        Place::Link(_) | Place::Pay(Paying::Link) => Some(Entrance::Link),
        Place::SignIn => Some(Entrance::SignIn(model::Reason::from_query(
            platform::query("reason").as_deref(),
        ))),
        _ => None,
    }
}
