//! How an address is written where it lies, and what it is used for.

use std::sync::Arc;

use portico_shared::{
    addresses::{AddressType, AddressView, Salutation, street_line, town_lines},
    subscriptions::SubscriptionView,
};
use portico_ui::texts::portal as t;

/// The lines above the country: company, person, addition, street, town.
pub(crate) fn lines(address: &AddressView) -> Vec<String> {
    let street = street_line(&address.country_code, &address.street, &address.house_number);
    let town = town_lines(&address.country_code, &address.zip, &address.city);
    let company = address.company_name.clone().unwrap_or_default();
    let addition = address.addition.clone().unwrap_or_default();
    let lines = [company, person(address), addition, street];
    let lines = lines.into_iter().chain(town);
    lines.filter(|line| !line.is_empty()).collect()
}

/// In one line: who and where.
pub(crate) fn short(address: &AddressView) -> String {
    let lines = lines(address);
    let who = lines.first().map(String::as_str).unwrap_or_default();
    joined([who, &address.city], ", ")
}

/// All but who it is: the rest of the lines, in one.
pub(crate) fn place(address: &AddressView) -> String {
    joined(lines(address).iter().skip(1), ", ")
}

/// The one that invoices go to where nothing else was said.
pub(crate) fn for_invoices(all: &[Arc<AddressView>]) -> Option<&AddressView> {
    let default_of = |kind| all.iter().find(|one| one.default && one.kind == kind);
    let found = default_of(AddressType::Invoice).or_else(|| default_of(AddressType::Default));
    found.map(AsRef::as_ref)
}

/// What an address is used for, in the eyes of its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// All invoices go here, but those of subscriptions with an address of their own.
    AllInvoices,
    /// The main address, while invoices go elsewhere.
    Main,
    /// Chosen for these subscriptions.
    Subscriptions(String),
    Nothing,
}

impl Purpose {
    pub(super) fn of(address: &AddressView, all: &[Arc<AddressView>], subscriptions: &[Arc<SubscriptionView>]) -> Self {
        let chosen = subscriptions.iter().filter(|one| has(one, address));
        let names: Vec<_> = chosen.map(|one| one.name.as_str()).collect();
        if for_invoices(all).is_some_and(|one| one.id == address.id) {
            Self::AllInvoices
        } else if address.default {
            Self::Main
        } else if names.is_empty() {
            Self::Nothing
        } else {
            Self::Subscriptions(names.join(", "))
        }
    }

    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::AllInvoices => Some(t::address_for_all().to_owned()),
            Self::Main => Some(t::address_for_main().to_owned()),
            Self::Subscriptions(names) => Some(t::address_for_some(names)),
            Self::Nothing => None,
        }
    }
}

/// Whether a subscription has this address as its own.
pub(super) fn has(subscription: &SubscriptionView, address: &AddressView) -> bool {
    let own = subscription.invoice_address.as_ref();
    own.is_some_and(|own| own.id == address.id)
}

/// The defaults first, the main one before that for invoices; the others as they came.
pub(super) fn ordered(all: &[Arc<AddressView>]) -> Vec<Arc<AddressView>> {
    let rank = |one: &AddressView| match (one.default, one.kind) {
        (true, AddressType::Default) => 0,
        (true, AddressType::Invoice) => 1,
        (false, _) => 2,
    };
    // A sort would cost more code than three passes.
    let of_rank = |wanted| all.iter().filter(move |one| rank(one) == wanted).cloned();
    (0..3).flat_map(of_rank).collect()
}

/// A new or changed address among the others: a new default takes the place of the old one.
pub(super) fn take_in(all: &mut Vec<Arc<AddressView>>, changed: AddressView) {
    if changed.default {
        for other in all.iter_mut().filter(|one| one.default && one.kind == changed.kind) {
            Arc::make_mut(other).default = false;
        }
    }
    let changed = Arc::new(changed);
    match all.iter_mut().find(|one| one.id == changed.id) {
        Some(place) => *place = changed,
        None => all.insert(0, changed),
    }
}

fn person(address: &AddressView) -> String {
    let salutation = match address.salutation {
        Some(Salutation::Mr) => t::salutation_mr(),
        Some(Salutation::Ms) => t::salutation_ms(),
        Some(Salutation::Company) | None => "",
    };
    let first = address.first_name.as_deref().unwrap_or_default();
    let last = address.last_name.as_deref().unwrap_or_default();
    let name = joined([first, last], " ");
    // A salutation alone addresses nobody.
    if name.is_empty() {
        name
    } else {
        joined([salutation, &name], " ")
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>, by: &str) -> String {
    let parts: Vec<_> = parts
        .into_iter()
        .map(AsRef::as_ref)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(by)
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::tabs::subscriptions::tests::subscription;

    pub(in crate::tabs::addresses) fn address(changes: &[(&str, &str)]) -> AddressView {
        let mut value = json!({
            "id": "01930000-0000-7000-8000-000000000001", "customer": "01930000-0000-7000-8000-000000000002", "type": "TYPE_DEFAULT", "default": true,
            "status": "active", "salutation": null, "companyName": null, "firstName": "Ada",
            "lastName": "Lovelace", "street": "Hauptstraße", "houseNumber": "1a", "zip": "10115",
            "city": "Berlin", "countryCode": "DE", "addition": null, "costCentre": null, "vatId": null
        });
        for (key, text) in changes {
            value[*key] = Value::from(*text);
        }
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn german_addresses_put_the_house_number_last_and_the_postcode_first() {
        let lines = lines(&address(&[("companyName", "Acme GmbH"), ("addition", "3. Stock")]));
        assert_eq!(
            lines,
            [
                "Acme GmbH",
                "Ada Lovelace",
                "3. Stock",
                "Hauptstraße 1a",
                "10115 Berlin"
            ]
        );
    }

    #[test]
    fn american_and_french_addresses_begin_with_the_number() {
        let us = [
            ("countryCode", "US"),
            ("street", "Main St"),
            ("houseNumber", "5"),
            ("city", "Salem, OR"),
            ("zip", "97301"),
        ];
        assert_eq!(lines(&address(&us))[1..], ["5 Main St", "Salem, OR 97301"]);
        let fr = [
            ("countryCode", "FR"),
            ("street", "rue de l’Église"),
            ("houseNumber", "7"),
            ("city", "Lyon"),
            ("zip", "69001"),
        ];
        assert_eq!(lines(&address(&fr))[1..], ["7 rue de l’Église", "69001 Lyon"]);
    }

    #[test]
    fn nothing_leaves_an_empty_line_or_a_lonely_salutation() {
        let nobody = address(&[
            ("firstName", ""),
            ("lastName", ""),
            ("salutation", "Frau"),
            ("houseNumber", ""),
        ]);
        assert_eq!(lines(&nobody), ["Hauptstraße", "10115 Berlin"]);
    }

    const MAIN: &str = "01930000-0000-7000-8000-000000000001";
    const OTHER: &str = "01930000-0000-7000-8000-000000000009";

    fn numbered(id: &str, kind: AddressType, default: bool) -> Arc<AddressView> {
        Arc::new(AddressView {
            id: id.parse().unwrap(),
            kind,
            default,
            ..address(&[])
        })
    }

    #[test]
    fn invoices_go_to_the_default_for_invoices_and_else_to_the_main_one() {
        let main = numbered(MAIN, AddressType::Default, true);
        let other = numbered(OTHER, AddressType::Invoice, true);
        let both = [main.clone(), other.clone()];
        assert_eq!(Purpose::of(&main, &both, &[]), Purpose::Main);
        assert_eq!(Purpose::of(&other, &both, &[]), Purpose::AllInvoices);
        assert_eq!(Purpose::of(&main, &both[..1], &[]), Purpose::AllInvoices);
    }

    #[test]
    fn an_address_that_a_subscription_has_says_which() {
        let other = numbered(OTHER, AddressType::Invoice, false);
        let subscriptions = [
            json!({"name": "Hosting", "defaultInvoiceAddress": false, "invoiceAddress": *other}),
            json!({"name": "Mail"}),
        ]
        .map(|changes| Arc::new(subscription(changes)));
        assert_eq!(
            Purpose::of(&other, &[], &subscriptions),
            Purpose::Subscriptions("Hosting".into())
        );
        assert_eq!(Purpose::of(&other, &[], &subscriptions[1..]), Purpose::Nothing);
    }

    #[test]
    fn there_is_one_default_of_a_kind() {
        let mut all = vec![
            numbered(MAIN, AddressType::Default, true),
            numbered(OTHER, AddressType::Invoice, true),
        ];
        let new = numbered("01930000-0000-7000-8000-00000000000a", AddressType::Invoice, true);
        take_in(&mut all, (*new).clone());
        let defaults: Vec<_> = all.iter().map(|one| (one.kind, one.default)).collect();
        let expected = [
            (AddressType::Invoice, true),
            (AddressType::Default, true),
            (AddressType::Invoice, false),
        ];
        assert_eq!(defaults, expected);
        take_in(
            &mut all,
            AddressView {
                default: false,
                ..(*new).clone()
            },
        );
        assert_eq!(all.len(), 3, "the same one in its place");
    }

    #[test]
    fn the_main_address_comes_first_then_that_for_invoices_then_the_newest() {
        let all = vec![
            numbered("01930000-0000-7000-8000-00000000000b", AddressType::Invoice, false),
            numbered("01930000-0000-7000-8000-00000000000a", AddressType::Default, false),
            numbered(OTHER, AddressType::Invoice, true),
            numbered(MAIN, AddressType::Default, true),
        ];
        let ids: Vec<_> = all.iter().map(|one| one.id).collect();
        let sorted: Vec<_> = ordered(&all).iter().map(|one| one.id).collect();
        assert_eq!(sorted, [ids[3], ids[2], ids[0], ids[1]]);
    }

    #[test]
    fn one_line_says_who_and_where() {
        let acme = address(&[("companyName", "Acme GmbH")]);
        assert_eq!(short(&acme), "Acme GmbH, Berlin");
        assert_eq!(place(&acme), "Ada Lovelace, Hauptstraße 1a, 10115 Berlin");
    }
}
