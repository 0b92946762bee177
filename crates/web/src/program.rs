//! What tells the two programs apart. Each is a document with a bundle of its own, so that who comes for an invoice does not
//! wait for the dialogs of the account; what one program does not name, its bundle does not hold.

use leptos::prelude::AnyView;
use portico_shared::portal::PortalView;
use serde::de::DeserializeOwned;

use crate::{place::Place, session::Session, tabs::Tab};

pub(crate) trait Program: 'static {
    /// What it reads of the answer of `GET /portal`.
    type Answer: DeserializeOwned + Into<PortalView>;

    /// Whether this address is one of its own; a link to any other one loads the other document.
    fn is_own(path: &str) -> bool;

    fn page(place: Place) -> AnyView;

    /// Somebody is about to open a tab: ask for its data now.
    fn warm(session: Session, tab: Tab);
}
