//! Which page an address means.
//!
//! A dozen fixed addresses need no route table: a match is a tenth of its code in the bundle. The
//! router still does what is hard: links, history, scrolling.

use portico_ui::platform;

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

/// The page that signs in, at `way`: it leads back to the page on screen afterwards.
pub(crate) fn door(way: &str) -> String {
    leading(way, wanted(Some(platform::address())))
}

/// The page that asks which of several customers, which leads on to where somebody wanted to go.
pub(crate) fn choice() -> String {
    leading(CHOOSE, after_sign_in())
}

fn leading(way: &str, to: Option<String>) -> String {
    match to {
        Some(to) => platform::with_query(way, "to", &to),
        None => way.to_owned(),
    }
}

/// Where signing in leads: to the page that was asked for, or to the first one.
pub(crate) fn way_on() -> String {
    after_sign_in().unwrap_or_else(|| "/".to_owned())
}

/// Where somebody wanted to go before they had to sign in.
pub(crate) fn after_sign_in() -> Option<String> {
    wanted(platform::query("to"))
}

/// A page of the portal for those who are signed in, and nothing else that an address could talk the browser into.
fn wanted(address: Option<String>) -> Option<String> {
    let address = address?;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    // No "..", no backslash, nothing escaped.
    let is_plain = path
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'/' || b == b'-');
    let is_page = matches!(
        Place::at(path),
        Place::Account | Place::Tab(_) | Place::Invoice | Place::Pay(Paying::Add | Paying::Invoice)
    );
    (is_plain && !path.contains("//") && is_page).then_some(address)
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
    fn after_signing_in_one_goes_where_one_wanted_to_go() {
        for address in [
            "/pay/invoice?invoice=01a20397-b036-7000-8004-e9cb25c4b054",
            "/pay/add",
            "/invoices/01a20397-b036-7000-8004-e9cb25c4b054",
            "/invoices?status=paid&type=invoice",
            "/account",
            "/payment-methods",
        ] {
            assert_eq!(wanted(Some(address.to_owned())).as_deref(), Some(address));
        }
    }

    #[test]
    fn nobody_is_sent_out_of_the_portal_or_to_its_door() {
        for address in [
            "",
            "/",
            "pay/invoice",
            "https://evil.example/invoices",
            "javascript:alert(1)",
            "//evil.example/invoices",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/invoices/..//evil.example",
            "/invoices//evil.example",
            "/invoices/%2e%2e/api",
            "/console",
            "/login?to=/login",
            "/customer-area/undo?token=a",
            "/pay/link",
        ] {
            assert_eq!(wanted(Some(address.to_owned())), None, "{address}");
        }
        assert_eq!(wanted(None), None);
    }

    #[test]
    fn anything_else_is_nowhere() {
        for path in ["/invoice", "/invoicesx", "/customer-area", "/LOGIN", "/pay"] {
            assert_eq!(Place::at(path), Place::Nowhere, "{path}");
        }
    }
}
