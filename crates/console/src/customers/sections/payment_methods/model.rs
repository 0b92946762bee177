//! What somebody enters about a customer's payment methods, and what of it goes to the API. Pure.

use portico_shared::{
    SubscriptionId,
    addresses::street_line,
    customers::CustomerView,
    payment_methods::{
        Gateway, PaymentMethodStatus, PaymentMethodType, PaymentMethodView, RemovalObstacle, RemovalPreview,
    },
};
use portico_ui::{
    client::{Body, Value},
    texts::{console as t, portal as p},
};

use crate::customers::model;

/// Whether it is a mandate that the merchant collects with at their own bank.
pub(super) fn has_mandate(method: &PaymentMethodView) -> bool {
    method.gateway_name == Gateway::SepaDebit && method.kind == PaymentMethodType::SepaDebit
}

/// Whether another account can take the place of the one that it debits: what is for one debit stays as it is.
pub(super) fn is_amendable(method: &PaymentMethodView) -> bool {
    has_mandate(method) && method.status == PaymentMethodStatus::Active && method.future_usage_allowed
}

/// Before it is complete, nobody has named it.
pub(super) fn is_nameable(method: &PaymentMethodView) -> bool {
    method.status != PaymentMethodStatus::ActionRequired
}

/// Whether a mandate goes with the method.
pub(super) fn ends_mandate(kind: PaymentMethodType, status: PaymentMethodStatus) -> bool {
    let is_over = matches!(
        status,
        PaymentMethodStatus::ActionRequired | PaymentMethodStatus::Revoked
    );
    kind == PaymentMethodType::SepaDebit && !is_over
}

/// Why a method stays.
pub(super) fn obstacle(reason: Option<RemovalObstacle>) -> &'static str {
    match reason {
        Some(RemovalObstacle::LastInUse) => t::removal_last(),
        Some(RemovalObstacle::PaymentUnderway) => t::removal_underway(),
        None => t::removal_refused(),
    }
}

/// What takes the place of a method that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Removal {
    /// An id; none where nothing has to take its place, or nothing can.
    pub(super) new_default: Option<String>,
    /// An id for each subscription that names it; none: it follows the default.
    moves: Vec<(SubscriptionId, Option<String>)>,
}

impl Removal {
    pub(super) fn of(preview: &RemovalPreview) -> Self {
        let first = preview.candidates.first().filter(|_| preview.is_default);
        let pinned = preview.pinned_subscriptions.iter();
        Self {
            new_default: first.map(|method| method.id.to_string()),
            moves: pinned.map(|one| (one.id, None)).collect(),
        }
    }

    pub(super) fn set_move(&mut self, subscription: SubscriptionId, method: Option<String>) {
        if let Some((_, to)) = self.moves.iter_mut().find(|(one, _)| *one == subscription) {
            *to = method;
        }
    }

    pub(super) fn body(&self) -> Body {
        let one = |(subscription, method): &(SubscriptionId, Option<String>)| {
            let subscription = ("subscription", Value::Text(subscription.to_string()));
            vec![subscription, ("paymentMethod", method.clone().into())]
        };
        vec![
            ("newDefault", self.new_default.clone().into()),
            ("subscriptions", Value::Objects(self.moves.iter().map(one).collect())),
        ]
    }
}

/// A line of the form for a mandate that was signed on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Iban,
    Holder,
    Street,
    Zip,
    City,
    Country,
    Reference,
    Signed,
}

impl Part {
    pub(super) const ALL: [Self; 8] = [
        Self::Iban,
        Self::Holder,
        Self::Street,
        Self::Zip,
        Self::City,
        Self::Country,
        Self::Reference,
        Self::Signed,
    ];

    /// Its path in the API, and its id in the form.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Iban => "sepaDebit.iban",
            Self::Holder => "sepaDebit.accountHolder",
            Self::Street => "sepaDebit.address.street",
            Self::Zip => "sepaDebit.address.zip",
            Self::City => "sepaDebit.address.city",
            Self::Country => "sepaDebit.address.countryCode",
            Self::Reference => "sepaDebit.mandateReference",
            Self::Signed => "sepaDebit.signatureDate",
        }
    }

    fn name(self) -> &'static str {
        self.path().rsplit('.').next().unwrap_or_default()
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Iban => p::payment_iban(),
            Self::Holder => p::payment_account_holder(),
            Self::Street => t::paper_street(),
            Self::Zip => p::address_zip(),
            Self::City => p::address_town(),
            Self::Country => p::address_country(),
            Self::Reference => p::payment_mandate(),
            Self::Signed => p::payment_signed(),
        }
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Reference => t::paper_reference_hint(),
            Self::Signed => t::paper_signed_hint(),
            _ => "",
        }
    }

    pub(super) const fn is_optional(self) -> bool {
        matches!(self, Self::Zip | Self::Reference)
    }

    const fn is_of_address(self) -> bool {
        matches!(self, Self::Street | Self::Zip | Self::City | Self::Country)
    }
}

/// A mandate on paper as it is typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mandate {
    texts: [String; Part::ALL.len()],
}

impl Mandate {
    /// With what is known of the customer.
    pub(super) fn of(customer: &CustomerView) -> Self {
        let address = customer.default_address.as_ref();
        let home = |text: fn(&portico_shared::addresses::AddressView) -> String| address.map(text).unwrap_or_default();
        Self {
            texts: Part::ALL.map(|part| match part {
                Part::Iban | Part::Reference | Part::Signed => String::new(),
                Part::Holder => model::name(customer),
                Part::Street => {
                    home(|address| street_line(&address.country_code, &address.street, &address.house_number))
                }
                Part::Zip => home(|address| address.zip.clone()),
                Part::City => home(|address| address.city.clone()),
                Part::Country => address
                    .map_or(&customer.country_code, |address| &address.country_code)
                    .clone(),
            }),
        }
    }

    /// As it was typed.
    pub(super) fn text(&self, part: Part) -> &str {
        &self.texts[part as usize]
    }

    pub(super) fn set(&mut self, part: Part, text: String) {
        self.texts[part as usize] = text;
    }

    fn said(&self, part: Part) -> Option<String> {
        Some(self.text(part).trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// What has to be filled in and is not.
    pub(super) fn missing(&self) -> Vec<Part> {
        let all = Part::ALL.into_iter();
        all.filter(|part| !part.is_optional() && self.said(*part).is_none())
            .collect()
    }

    pub(super) fn body(&self, customer: &CustomerView) -> Body {
        let said = |part: Part| (part.name(), self.said(part).into());
        let (of_address, own): (Vec<_>, Vec<_>) = Part::ALL.into_iter().partition(|part| part.is_of_address());
        let mut mandate: Body = own.into_iter().map(said).collect();
        mandate.push(("address", Value::Object(of_address.into_iter().map(said).collect())));
        mandate.push(("consent", Value::Bool(false)));
        let name = |text: &str| Value::Text(text.to_owned());
        vec![
            ("gateway", name(Gateway::SepaDebit.as_str())),
            ("type", name(PaymentMethodType::SepaDebit.as_str())),
            ("customerId", Value::Text(customer.id.to_string())),
            ("sepaDebit", Value::Object(mandate)),
        ]
    }
}

/// A line of the form for another account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountPart {
    Iban,
    Holder,
}

impl AccountPart {
    pub(super) const ALL: [Self; 2] = [Self::Iban, Self::Holder];

    /// Its name in the API, and its id in the form.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Iban => "iban",
            Self::Holder => "accountHolder",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Iban => p::payment_iban(),
            Self::Holder => p::payment_account_holder(),
        }
    }
}

/// Another account for a mandate as it is typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    texts: [String; AccountPart::ALL.len()],
}

impl Account {
    /// With the holder of the account that is debited now.
    pub(super) fn of(method: &PaymentMethodView) -> Self {
        let debit = method.sepa_debit.as_ref();
        let holder = debit.and_then(|debit| debit.account_holder.clone());
        Self {
            texts: [String::new(), holder.unwrap_or_default()],
        }
    }

    /// As it was typed.
    pub(super) fn text(&self, part: AccountPart) -> &str {
        &self.texts[part as usize]
    }

    pub(super) fn set(&mut self, part: AccountPart, text: String) {
        self.texts[part as usize] = text;
    }

    pub(super) fn missing(&self) -> Vec<AccountPart> {
        let all = AccountPart::ALL.into_iter();
        all.filter(|part| self.text(*part).trim().is_empty()).collect()
    }

    pub(super) fn body(&self) -> Body {
        let said = |part: AccountPart| (part.path(), Value::Text(self.text(part).trim().to_owned()));
        AccountPart::ALL.into_iter().map(said).collect()
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::payment_methods::{MandateAccountIn, PaymentMethodIn, RemovalIn};
    use serde_json::json;

    use super::*;
    use crate::{customers::model::tests::customer, sent::sent};

    const ID: &str = "01930000-0000-7000-8000-000000000001";
    const OTHER: &str = "01930000-0000-7000-8000-000000000002";

    fn preview(is_default: bool, candidates: &[&str]) -> RemovalPreview {
        let method = |id: &&str| {
            json!({
                "id": id, "customer": ID, "gatewayName": "stripe", "type": "card", "referenceId": null, "default": false,
                "status": "active", "source": "api", "enabled": true, "futureUsageAllowed": true, "name": "Visa (4242)",
                "creationDate": "2026-01-01T00:00:00Z", "expirationDate": null, "card": null, "sepaDebit": null, "paypal": null
            })
        };
        let candidates: Vec<_> = candidates.iter().map(method).collect();
        serde_json::from_value(json!({
            "isDefault": is_default, "candidates": candidates,
            "pinnedSubscriptions": [{ "id": ID, "name": "Pro", "number": "SUB-1" }], "followingSubscriptions": [],
            "openInvoices": 0, "removable": true, "reason": null
        }))
        .unwrap()
    }

    #[test]
    fn another_takes_the_place_of_the_default_where_there_is_one() {
        assert_eq!(
            Removal::of(&preview(true, &[OTHER])).new_default.as_deref(),
            Some(OTHER)
        );
        assert_eq!(Removal::of(&preview(true, &[])).new_default, None);
        assert_eq!(Removal::of(&preview(false, &[OTHER])).new_default, None);
    }

    #[test]
    fn a_mandate_that_counts_ends_with_its_method() {
        let (debit, active) = (PaymentMethodType::SepaDebit, PaymentMethodStatus::Active);
        assert!(ends_mandate(debit, active));
        assert!(!ends_mandate(PaymentMethodType::Card, active));
        assert!(!ends_mandate(debit, PaymentMethodStatus::Revoked));
        assert!(!ends_mandate(debit, PaymentMethodStatus::ActionRequired));
    }

    #[test]
    fn each_subscription_that_names_it_moves() {
        let mut removal = Removal::of(&preview(false, &[OTHER]));
        let read = |removal: &Removal| serde_json::from_value::<RemovalIn>(sent(removal.body())).unwrap();
        assert_eq!(read(&removal).subscriptions[0].payment_method, None, "to the default");
        removal.set_move(ID.parse().unwrap(), Some(OTHER.into()));
        let moved = read(&removal).subscriptions[0].clone();
        assert_eq!(moved.subscription, ID.parse().unwrap());
        assert_eq!(moved.payment_method, Some(OTHER.parse().unwrap()));
    }

    #[test]
    fn a_mandate_begins_with_what_is_known() {
        let mandate = Mandate::of(&customer(json!({})));
        assert_eq!(mandate.text(Part::Holder), "Nordlicht GmbH");
        assert_eq!(mandate.text(Part::Country), "DE");
        assert_eq!(mandate.missing(), [Part::Iban, Part::Street, Part::City, Part::Signed]);
    }

    #[test]
    fn a_mandate_on_paper_has_a_date_and_no_consent() {
        let customer = customer(json!({}));
        let mut mandate = Mandate::of(&customer);
        mandate.set(Part::Iban, " DE89 3704 0044 0532 0130 00 ".into());
        mandate.set(Part::Signed, "2026-11-01".into());
        mandate.set(Part::Street, "Hafenstraße 5".into());
        mandate.set(Part::City, "Hamburg".into());
        let added: PaymentMethodIn = serde_json::from_value(sent(mandate.body(&customer))).unwrap();
        let given = added.sepa_debit.unwrap();
        assert_eq!(given.iban, "DE89 3704 0044 0532 0130 00");
        assert_eq!(given.signature_date.unwrap().as_str(), "2026-11-01");
        assert_eq!((given.mandate_reference, given.consent), (None, false));
        assert_eq!((given.address.city.as_str(), given.address.zip), ("Hamburg", None));
    }

    /// A mandate of the merchant's own, but for these fields.
    fn mandate_method(changes: &[(&str, serde_json::Value)]) -> PaymentMethodView {
        let mut method = json!({
            "id": ID, "customer": OTHER, "gatewayName": "sepa_debit", "type": "sepa_debit", "referenceId": null,
            "default": true, "status": "active", "source": "api", "enabled": true, "futureUsageAllowed": true,
            "invoice": null, "name": "SEPA (3000)", "creationDate": "2026-01-01T00:00:00Z", "expirationDate": null,
            "card": null, "paypal": null, "sepaDebit": {
                "iban": "DE8937************3000", "bic": null, "accountHolder": "Ada Müller", "mandateReference": "M-1",
                "signingDate": "2026-01-01"
            }
        });
        for (field, value) in changes {
            method[*field] = value.clone();
        }
        serde_json::from_value(method).unwrap()
    }

    #[test]
    fn another_account_is_for_a_mandate_of_ours_that_counts_for_more_than_one_debit() {
        assert!(is_amendable(&mandate_method(&[])));
        for change in [
            ("gatewayName", json!("stripe")),
            ("status", json!("revoked")),
            ("futureUsageAllowed", json!(false)),
        ] {
            assert!(
                !is_amendable(&mandate_method(std::slice::from_ref(&change))),
                "{change:?}"
            );
        }
    }

    #[test]
    fn what_is_complete_can_be_renamed() {
        assert!(is_nameable(&mandate_method(&[("status", json!("revoked"))])));
        assert!(!is_nameable(&mandate_method(&[("status", json!("action_required"))])));
    }

    #[test]
    fn another_account_begins_with_the_holder_of_this_one() {
        let mut account = Account::of(&mandate_method(&[]));
        assert_eq!(account.missing(), [AccountPart::Iban]);
        account.set(AccountPart::Iban, " DE02 1203 0000 0000 2020 51 ".into());
        let given: MandateAccountIn = serde_json::from_value(sent(account.body())).unwrap();
        assert_eq!(given.iban, "DE02 1203 0000 0000 2020 51");
        assert_eq!(
            (given.account_holder.as_deref(), given.consent),
            (Some("Ada Müller"), false)
        );
        account.set(AccountPart::Holder, " ".into());
        assert_eq!(account.missing(), [AccountPart::Holder]);
    }
}
