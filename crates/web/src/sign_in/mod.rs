//! The two pages for somebody who is not signed in yet.

mod link_page;
mod model;
mod sign_in_page;

pub(crate) use link_page::LinkPage;
pub(crate) use model::Entrance;
pub(crate) use sign_in_page::SignInPage;

use portico_ui::platform;

use crate::place::Place;

/// The secret of a login link, on its way from the address bar to the API.
#[derive(Clone)]
pub(crate) struct LinkToken(pub(crate) Option<String>);

pub(crate) fn take_link_token() -> LinkToken {
    if Place::at(&platform::path()) != Place::Link {
        return LinkToken(None);
    }
    let token = platform::query("token");
    platform::forget_query();
    LinkToken(token)
}

/// Whether this visit begins at one of the two pages.
pub(crate) fn entrance() -> Option<Entrance> {
    match Place::at(&platform::path()) {
        Place::Link => Some(Entrance::Link),
        Place::SignIn => Some(Entrance::SignIn(model::Reason::from_query(
            platform::query("reason").as_deref(),
        ))),
        _ => None,
    }
}
