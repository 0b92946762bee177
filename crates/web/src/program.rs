//! What tells the programs apart. Each is a document with a bundle of its own, so that who comes to cancel does not
//! wait for what adds a card; what one program does not name, its bundle does not hold.

use leptos::prelude::AnyView;
use portico_shared::{
    Date,
    customers::{CustomerShort, Language, MemberRole},
    portal::{PortalBrand, PortalCustomer, PortalView},
    settings::PortalSettings,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{place::Place, session::Session, tabs::Tab};

pub(crate) trait Program: 'static {
    /// What it reads of the answer of `GET /portal`.
    type Answer: DeserializeOwned + Into<PortalView>;

    /// Whether this address is one of its own; a link to any other one loads the other document.
    fn is_own(path: &str) -> bool;

    /// Whether the page that is open is for somebody with a link in place of a session.
    fn is_for_link() -> bool {
        false
    }

    /// What its pages share for as long as it runs.
    fn provide() {}

    fn page(place: Place) -> AnyView;

    /// Somebody is about to open a tab: ask for its data now.
    fn warm(session: Session, tab: Tab);
}

/// A `PortalView` without what the tabs show: to read subscriptions takes as much of the bundle as all else of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WithoutTabs {
    brand: PortalBrand,
    customer: CustomerShort,
    customer_name: String,
    customer_email: String,
    email: String,
    role: MemberRole,
    customers: Vec<PortalCustomer>,
    language: Language,
    today: Date,
    time_zone: String,
    is_view: bool,
    settings: PortalSettings,
}

impl From<WithoutTabs> for PortalView {
    fn from(answer: WithoutTabs) -> Self {
        Self {
            brand: answer.brand,
            customer: answer.customer,
            customer_name: answer.customer_name,
            customer_email: answer.customer_email,
            email: answer.email,
            role: answer.role,
            customers: answer.customers,
            language: answer.language,
            today: answer.today,
            time_zone: answer.time_zone,
            is_view: answer.is_view,
            settings: answer.settings,
            contact: None,
            subscriptions: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_of_the_portal_is_read_but_what_the_tabs_show() {
        let sent = json!({
            "brand": { "merchant": "Acme", "portalTitle": "Acme Plus", "languages": ["de"] },
            "customer": {
                "id": "01930000-0000-7000-8000-000000000002", "customerNumber": "C-1", "timeZone": "Europe/Berlin",
                "firstName": null, "lastName": null, "currencyCode": "EUR", "companyName": "Acme", "datevId": null,
                "status": "STATUS_ACTIVE"
            },
            "customerName": "Acme", "customerEmail": "ada@example.com", "email": "eva@example.com", "role": "billing",
            "customers": [], "language": "de", "today": "2026-11-22", "timeZone": "Europe/Berlin", "isView": true,
            "settings": PortalSettings::default(), "contact": null,
            "subscriptions": {"data": [], "pagination": {"page": 1, "limit": 30, "hasMore": false, "nextCursor": null}}
        });
        let mut whole: PortalView = serde_json::from_value(sent.clone()).unwrap();
        assert!(whole.subscriptions.take().is_some());
        let answer: WithoutTabs = serde_json::from_value(sent).unwrap();
        assert_eq!(PortalView::from(answer), whole);
    }
}
