//! Which page an address means, and who may see it.

use portico_shared::CustomerId;
use portico_ui::{components::Icon, texts::console as t};

use crate::icons;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    Section(Section),
    Customer(CustomerId),
    Account,
    SignIn,
    /// Of the link in an invitation, or in a mail to whoever forgot a password.
    Welcome,
    /// Where one asks for such a mail.
    Reset,
    Nowhere,
}

/// What the navigation lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Customers,
    Debits,
    HostedPages,
    Company,
    Invoicing,
    Payments,
    Team,
    ApiKeys,
    Activity,
}

pub(crate) const HOME: &str = "/console";
pub(crate) const ACCOUNT: &str = "/console/account";
pub(crate) const SIGN_IN: &str = "/console/sign-in";
pub(crate) const RESET: &str = "/console/reset";
const WELCOME: &str = "/console/welcome";

impl Place {
    pub(crate) fn at(path: &str) -> Self {
        match path.trim_end_matches('/') {
            HOME => Self::Home,
            ACCOUNT => Self::Account,
            SIGN_IN => Self::SignIn,
            RESET => Self::Reset,
            WELCOME => Self::Welcome,
            path => Section::at(path).map_or_else(|| Self::of_something(path), Self::Section),
        }
    }

    fn of_something(path: &str) -> Self {
        let id = path.strip_prefix("/console/customers/");
        id.and_then(|id| id.parse().ok()).map_or(Self::Nowhere, Self::Customer)
    }

    /// For somebody who is not signed in.
    pub(crate) fn is_door(self) -> bool {
        matches!(self, Self::SignIn | Self::Welcome | Self::Reset)
    }

    /// The part of the console that it belongs to.
    pub(crate) fn section(self) -> Option<Section> {
        match self {
            Self::Section(section) => Some(section),
            Self::Customer(_) => Some(Section::Customers),
            _ => None,
        }
    }
}

impl Section {
    const ALL: [Self; 9] = [
        Self::Customers,
        Self::Debits,
        Self::HostedPages,
        Self::Company,
        Self::Invoicing,
        Self::Payments,
        Self::Team,
        Self::ApiKeys,
        Self::Activity,
    ];

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Customers => "/console/customers",
            Self::Debits => "/console/debits",
            Self::HostedPages => "/console/settings/hosted-pages",
            Self::Company => "/console/settings/company",
            Self::Invoicing => "/console/settings/invoices",
            Self::Payments => "/console/settings/payments",
            Self::Team => "/console/team",
            Self::ApiKeys => "/console/api-keys",
            Self::Activity => "/console/activity",
        }
    }

    /// Without this permission it is not there.
    pub(crate) const fn permission(self) -> &'static str {
        match self {
            Self::Customers => "customer:read",
            Self::Debits => "debit-file:read",
            Self::HostedPages | Self::Company | Self::Invoicing | Self::Payments => "settings:read",
            Self::Team => "operator:read",
            Self::ApiKeys => "api-key:read",
            Self::Activity => "audit:read",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Customers => t::customers_title(),
            Self::Debits => t::debits_title(),
            Self::HostedPages => t::hosted_pages_title(),
            Self::Company => t::company_title(),
            Self::Invoicing => t::invoicing_title(),
            Self::Payments => t::payments_title(),
            Self::Team => t::team_title(),
            Self::ApiKeys => t::keys_title(),
            Self::Activity => t::activity_title(),
        }
    }

    /// What one does there.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Customers => t::customers_text(),
            Self::Debits => t::debits_text(),
            Self::HostedPages => t::hosted_pages_text(),
            Self::Company => t::company_text(),
            Self::Invoicing => t::invoicing_text(),
            Self::Payments => t::payments_text(),
            Self::Team => t::team_text(),
            Self::ApiKeys => t::keys_text(),
            Self::Activity => t::activity_text(),
        }
    }

    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Customers => icons::CUSTOMERS,
            Self::Debits => Icon::Bank,
            Self::HostedPages => icons::PAGES,
            Self::Company => icons::COMPANY,
            Self::Invoicing => Icon::Document,
            Self::Payments => Icon::Card,
            Self::Team => icons::TEAM,
            Self::ApiKeys => icons::KEY,
            Self::Activity => icons::CLOCK,
        }
    }

    fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.path() == path)
    }

    /// Those that somebody with these permissions may open.
    pub(crate) fn visible(may: impl Fn(&str) -> bool) -> Vec<Self> {
        let all = Self::ALL.into_iter();
        all.filter(|section| may(section.permission())).collect()
    }
}

/// Where somebody wanted to go before they had to sign in: a page of the console, and nothing else that an address could
/// talk the browser into.
pub(crate) fn wanted(address: Option<&str>) -> &str {
    let address = address.unwrap_or(HOME);
    let path = address.split('?').next().unwrap_or_default();
    let place = Place::at(path);
    if place == Place::Nowhere || place.is_door() {
        return HOME;
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01a20397-b036-7000-8004-e9cb25c4b054";

    #[test]
    fn every_listed_address_has_a_page_with_or_without_a_slash_at_its_end() {
        assert_eq!(Place::at("/console"), Place::Home);
        assert_eq!(Place::at("/console/"), Place::Home);
        assert_eq!(Place::at("/console/sign-in/"), Place::SignIn);
        assert_eq!(Place::at("/console/welcome"), Place::Welcome);
        assert_eq!(Place::at("/console/reset"), Place::Reset);
        assert_eq!(Place::at("/console/account"), Place::Account);
        for section in Section::ALL {
            assert_eq!(Place::at(section.path()), Place::Section(section));
        }
    }

    #[test]
    fn a_customer_has_a_page_by_its_id() {
        let place = Place::at(&format!("/console/customers/{ID}"));
        assert_eq!(place, Place::Customer(ID.parse().unwrap()));
        assert_eq!(place.section(), Some(Section::Customers));
    }

    #[test]
    fn anything_else_is_nowhere() {
        for path in [
            "/",
            "/team",
            "/console/teams",
            "/console/customers/1",
            "/console/settings",
            "/console/TEAM",
        ] {
            assert_eq!(Place::at(path), Place::Nowhere, "{path}");
        }
    }

    #[test]
    fn after_signing_in_one_goes_where_one_wanted_to_go() {
        let customer = format!("/console/customers/{ID}");
        for address in ["/console/team", "/console/customers?search=ada&page=2", &customer] {
            assert_eq!(wanted(Some(address)), address);
        }
    }

    #[test]
    fn nobody_is_sent_out_of_the_console() {
        for address in [
            "",
            "https://evil.example",
            "//evil.example/console",
            "/\\evil.example",
            "/invoices",
            "/console/../api",
            "/console/nowhere",
            "/console/sign-in?to=/console/sign-in",
        ] {
            assert_eq!(wanted(Some(address)), HOME, "{address}");
        }
        assert_eq!(wanted(None), HOME);
    }

    #[test]
    fn a_section_without_its_permission_is_absent() {
        let seen = Section::visible(|permission| permission == "customer:read" || permission == "audit:read");
        assert_eq!(seen, [Section::Customers, Section::Activity]);
    }
}
