//! What customers are called, where they stand, and what may be done about them. Pure.

use portico_shared::customers::{CustomerStatus, CustomerView, VatIdCheck, VatState};
use portico_ui::{components::Tone, texts::console as t};

/// What a customer is called: the company, else the person, else the address that is always there.
pub(crate) fn name(customer: &CustomerView) -> String {
    if customer.erased_at.is_some() {
        return t::customer_erased().to_owned();
    }
    let person = person(customer);
    match &customer.company_name {
        Some(company) => company.clone(),
        None => person.unwrap_or_else(|| customer.default_email.clone()),
    }
}

/// First and last name, as far as they are known.
pub(super) fn person(customer: &CustomerView) -> Option<String> {
    let names = [&customer.first_name, &customer.last_name];
    let names: Vec<_> = names.into_iter().flatten().map(String::as_str).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

pub(super) fn standing(status: CustomerStatus) -> (Tone, &'static str) {
    match status {
        CustomerStatus::Active => (Tone::Good, t::customer_active()),
        CustomerStatus::Suspended => (Tone::Warning, t::customer_suspended()),
        CustomerStatus::Archived => (Tone::Neutral, t::customer_archived()),
    }
}

/// The same for a customer whose data may have been erased.
pub(super) fn standing_of(customer: &CustomerView) -> (Tone, &'static str) {
    match customer.erased_at {
        Some(_) => (Tone::Neutral, t::customer_erased()),
        None => standing(customer.status),
    }
}

/// What the register said about a VAT ID; an answer that is still to come is no bad one.
pub(super) fn vat(check: &VatIdCheck) -> (Tone, &'static str) {
    match check.state {
        VatState::Unchecked => (Tone::Neutral, t::vat_unchecked()),
        VatState::Valid => (Tone::Good, t::vat_valid()),
        VatState::Invalid => (Tone::Bad, t::vat_invalid()),
        VatState::Unavailable => (Tone::Warning, t::vat_unavailable()),
    }
}

/// An entry of the three dots menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Link,
    LoginMail,
    PaymentLink,
    View,
    Suspend,
    Resume,
    Archive,
    Unarchive,
}

impl Action {
    const ALL: [Self; 8] = [
        Self::Link,
        Self::LoginMail,
        Self::PaymentLink,
        Self::View,
        Self::Suspend,
        Self::Resume,
        Self::Archive,
        Self::Unarchive,
    ];

    const fn permission(self) -> &'static str {
        match self {
            Self::Link | Self::LoginMail => "customer:authenticate",
            Self::PaymentLink => "payment-method:add",
            Self::View => "customer:view",
            Self::Suspend | Self::Resume | Self::Archive | Self::Unarchive => "customer:write",
        }
    }

    /// Whether it makes sense for a customer who stands there. The ways into the portal are always shown: their dialogs
    /// say why they are closed.
    const fn fits(self, status: CustomerStatus) -> bool {
        match self {
            Self::Link | Self::LoginMail | Self::View => true,
            Self::Suspend => matches!(status, CustomerStatus::Active),
            Self::Resume => matches!(status, CustomerStatus::Suspended),
            Self::PaymentLink | Self::Archive => !matches!(status, CustomerStatus::Archived),
            Self::Unarchive => matches!(status, CustomerStatus::Archived),
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Link => t::action_link(),
            Self::LoginMail => t::action_login_mail(),
            Self::PaymentLink => t::action_payment_link(),
            Self::View => t::action_view(),
            Self::Suspend => t::action_suspend(),
            Self::Resume => t::action_resume(),
            Self::Archive => t::action_archive(),
            Self::Unarchive => t::action_unarchive(),
        }
    }

    /// What the menu holds for somebody who `may`.
    pub(super) fn offered(status: CustomerStatus, may: impl Fn(&str) -> bool) -> Vec<Self> {
        let fits = |action: &Self| action.fits(status) && may(action.permission());
        Self::ALL.into_iter().filter(fits).collect()
    }
}

/// Why nobody can sign in for a customer who stands there.
pub(super) fn closed(status: CustomerStatus) -> Option<&'static str> {
    match status {
        CustomerStatus::Active => None,
        CustomerStatus::Suspended => Some(t::customer_closed_suspended()),
        CustomerStatus::Archived => Some(t::customer_closed_archived()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;

    pub(in crate::customers) fn customer(changes: serde_json::Value) -> CustomerView {
        let mut value = json!({
            "id": "01930000-0000-7000-8000-000000000001", "externalId": null, "customerNumber": "C-000001",
            "timeZone": "Europe/Berlin", "firstName": "Ada", "lastName": "Müller", "currencyCode": "EUR",
            "countryCode": "DE", "companyName": "Nordlicht GmbH", "vatId": null, "isVatIdValid": null,
            "vatIdCheck": null, "datevId": null, "commercialRegisterName": null, "commercialRegisterNumber": null,
            "status": "STATUS_ACTIVE", "gender": null, "phone": null, "language": "de", "totalTurnOverRank": null,
            "businessCustomer": true, "emailAddresses": [], "addresses": [], "defaultAddress": null,
            "invoiceAddress": null, "defaultEmail": "ada@example.com", "invoiceEmail": "ada@example.com",
            "defaultPaymentMethod": null, "contactPerson": null, "customerGroup": null,
            "createdAt": "2026-11-22T12:00:00Z", "updatedAt": "2026-11-22T12:00:00Z"
        });
        if let (Some(value), Some(changes)) = (value.as_object_mut(), changes.as_object()) {
            value.extend(changes.clone());
        }
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_customer_is_called_what_is_known() {
        assert_eq!(name(&customer(json!({}))), "Nordlicht GmbH");
        assert_eq!(name(&customer(json!({ "companyName": null }))), "Ada Müller");
        let half = json!({ "companyName": null, "firstName": null });
        assert_eq!(name(&customer(half)), "Müller");
        let none = json!({ "companyName": null, "firstName": null, "lastName": null });
        assert_eq!(name(&customer(none)), "ada@example.com");
    }

    #[test]
    fn the_menu_holds_what_the_operator_may() {
        assert_eq!(Action::offered(CustomerStatus::Active, |_| false), []);
        let links = Action::offered(CustomerStatus::Active, |permission| {
            permission == "customer:authenticate"
        });
        assert_eq!(links, [Action::Link, Action::LoginMail]);
    }

    #[test]
    fn the_menu_offers_the_way_back_from_where_a_customer_stands() {
        let write = |status| Action::offered(status, |permission| permission == "customer:write");
        assert_eq!(write(CustomerStatus::Active), [Action::Suspend, Action::Archive]);
        assert_eq!(write(CustomerStatus::Suspended), [Action::Resume, Action::Archive]);
        assert_eq!(write(CustomerStatus::Archived), [Action::Unarchive]);
    }

    #[test]
    fn only_an_active_customer_has_an_open_door() {
        for status in CustomerStatus::ALL {
            assert_eq!(closed(*status).is_none(), *status == CustomerStatus::Active, "{status}");
        }
    }
}
