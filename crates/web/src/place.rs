//! Which page an address means.
//!
//! A dozen fixed addresses need no route table: a match is a tenth of its code in the bundle. The
//! router still does what is hard: links, history, scrolling.

use crate::{sign_in::Errand, tabs::Tab};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    SignIn,
    Link(Errand),
    Account,
    Tab(Tab),
    Nowhere,
}

pub(crate) const SIGN_IN: &str = "/login";
pub(crate) const ACCOUNT: &str = "/account";
/// Which of several customers, asked right after signing in.
pub(crate) const CHOOSE: &str = "/account?choose";

impl Place {
    pub(crate) fn at(path: &str) -> Self {
        match path.trim_end_matches('/') {
            "" => Self::Home,
            SIGN_IN => Self::SignIn,
            "/customer-area/login" => Self::Link(Errand::SignIn),
            "/customer-area/email" => Self::Link(Errand::ProveEmail),
            "/customer-area/undo" => Self::Link(Errand::UndoEmail),
            ACCOUNT => Self::Account,
            path => Tab::at(path).map_or(Self::Nowhere, Self::Tab),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_address_has_a_page_with_or_without_a_slash_at_its_end() {
        assert_eq!(Place::at("/"), Place::Home);
        assert_eq!(Place::at("/login/"), Place::SignIn);
        assert_eq!(Place::at("/customer-area/login"), Place::Link(Errand::SignIn));
        assert_eq!(Place::at("/billing-addresses"), Place::Tab(Tab::Addresses));
        assert_eq!(Place::at("/invoices/"), Place::Tab(Tab::Invoices));
    }

    #[test]
    fn anything_else_is_nowhere() {
        for path in ["/invoice", "/invoices/1", "/customer-area", "/LOGIN"] {
            assert_eq!(Place::at(path), Place::Nowhere, "{path}");
        }
    }
}
