//! The pages for somebody who is not signed in yet.

mod model;
mod password;
mod reset_page;
mod sign_in_page;
mod welcome_page;

pub(crate) use model::{Reason, address, is_password};
pub(crate) use password::{Password, password_field};
pub(crate) use reset_page::ResetPage;
pub(crate) use sign_in_page::SignInPage;
pub(crate) use welcome_page::WelcomePage;

use leptos::prelude::*;
use portico_ui::platform;

use crate::place::Place;

/// The secret of a link, on its way from the address bar to the API. A reload loses it: the link in the mail still works.
#[derive(Clone, Copy)]
pub(crate) struct LinkToken(StoredValue<Option<String>>);

pub(crate) fn take_link_token() -> LinkToken {
    let token = match Place::at(&platform::path()) {
        Place::Welcome => platform::query("token"),
        _ => None,
    };
    if token.is_some() {
        platform::set_query("token", None);
    }
    LinkToken(StoredValue::new(token))
}
