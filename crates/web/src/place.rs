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
    /// One of them, to read.
    Invoice,
    Pay(Paying),
    Nowhere,
}

/// What is done about paying beside the tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paying {
    /// Adds a payment method.
    Add,
    /// The same by a link, without signing in.
    Link,
    /// Pays an invoice.
    Invoice,
}

pub(crate) const SIGN_IN: &str = "/login";
pub(crate) const ACCOUNT: &str = "/account";
/// Which of several customers, asked right after signing in.
pub(crate) const CHOOSE: &str = "/account?choose";
pub(crate) const ADD: &str = "/pay/add";
pub(crate) const BY_LINK: &str = "/pay/link";
pub(crate) const PAY: &str = "/pay/invoice";
/// Before the id of one.
pub(crate) const INVOICE: &str = "/invoices/";

impl Place {
    pub(crate) fn at(path: &str) -> Self {
        match path.trim_end_matches('/') {
            "" => Self::Home,
            SIGN_IN => Self::SignIn,
            "/customer-area/login" => Self::Link(Errand::SignIn),
            "/customer-area/email" => Self::Link(Errand::ProveEmail),
            "/customer-area/undo" => Self::Link(Errand::UndoEmail),
            "/customer-area/recipient" => Self::Link(Errand::GetInvoices),
            ACCOUNT => Self::Account,
            ADD => Self::Pay(Paying::Add),
            BY_LINK => Self::Pay(Paying::Link),
            PAY => Self::Pay(Paying::Invoice),
            // The API says whether there is one.
            path if path.starts_with(INVOICE) => Self::Invoice,
            path => Tab::at(path).map_or(Self::Nowhere, Self::Tab),
        }
    }

    /// The tab that it belongs to.
    pub(crate) const fn tab(self) -> Option<Tab> {
        match self {
            Self::Tab(tab) => Some(tab),
            Self::Pay(Paying::Add) => Some(Tab::PaymentMethods),
            Self::Invoice | Self::Pay(Paying::Invoice) => Some(Tab::Invoices),
            Self::Home | Self::SignIn | Self::Link(_) | Self::Account | Self::Pay(Paying::Link) | Self::Nowhere => None,
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
        assert_eq!(Place::at("/invoices/1/"), Place::Invoice);
        assert_eq!(Place::at("/pay/add/"), Place::Pay(Paying::Add));
    }

    #[test]
    fn anything_else_is_nowhere() {
        for path in ["/invoice", "/invoicesx", "/customer-area", "/LOGIN", "/pay"] {
            assert_eq!(Place::at(path), Place::Nowhere, "{path}");
        }
    }
}
