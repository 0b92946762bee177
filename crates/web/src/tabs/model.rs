//! Which tabs there are, and what they are called.

use portico_shared::settings::PortalSettings;
use portico_ui::{components::Icon, texts::portal as t};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Subscriptions,
    Addresses,
    PaymentMethods,
    Invoices,
    Contact,
}

impl Tab {
    const ALL: [Self; 5] = [
        Self::Subscriptions,
        Self::Addresses,
        Self::PaymentMethods,
        Self::Invoices,
        Self::Contact,
    ];

    /// What the merchant shows, in order.
    pub(crate) fn visible(settings: &PortalSettings) -> Vec<Self> {
        Self::ALL.into_iter().filter(|tab| tab.is_visible(settings)).collect()
    }

    pub(crate) const fn is_visible(self, settings: &PortalSettings) -> bool {
        match self {
            Self::Subscriptions => settings.view_subscriptions,
            Self::Addresses => settings.manage_billing_address,
            Self::PaymentMethods => settings.manage_payment_methods,
            Self::Invoices => settings.show_invoices,
            Self::Contact => settings.show_contact_person,
        }
    }

    pub(crate) fn at(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.path() == path)
    }

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Subscriptions => "/subscriptions",
            Self::Addresses => "/billing-addresses",
            Self::PaymentMethods => "/payment-methods",
            Self::Invoices => "/invoices",
            Self::Contact => "/contact",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Subscriptions => t::tab_subscriptions(),
            Self::Addresses => t::tab_addresses(),
            Self::PaymentMethods => t::tab_payment(),
            Self::Invoices => t::tab_invoices(),
            Self::Contact => t::tab_contact(),
        }
    }

    /// For the narrow bar of a phone.
    pub(crate) fn short_title(self) -> &'static str {
        match self {
            Self::Subscriptions => t::tab_subscriptions_short(),
            Self::Addresses => t::tab_addresses_short(),
            Self::PaymentMethods => t::tab_payment_short(),
            Self::Invoices => t::tab_invoices_short(),
            Self::Contact => t::tab_contact_short(),
        }
    }

    pub(crate) const fn icon(self) -> Icon {
        match self {
            Self::Subscriptions => Icon::Repeat,
            Self::Addresses => Icon::Place,
            Self::PaymentMethods => Icon::Card,
            Self::Invoices => Icon::Document,
            Self::Contact => Icon::Person,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_is_there_by_default() {
        assert_eq!(Tab::visible(&PortalSettings::default()), Tab::ALL);
    }

    #[test]
    fn a_switched_off_section_has_no_tab_and_the_next_one_comes_first() {
        let settings = PortalSettings {
            view_subscriptions: false,
            show_contact_person: false,
            ..PortalSettings::default()
        };
        let visible = [Tab::Addresses, Tab::PaymentMethods, Tab::Invoices];
        assert_eq!(Tab::visible(&settings), visible);
    }

    #[test]
    fn cancelling_switched_off_leaves_the_subscriptions_in_sight() {
        let settings = PortalSettings {
            cancel_subscriptions: false,
            ..PortalSettings::default()
        };
        assert!(Tab::Subscriptions.is_visible(&settings));
    }
}
