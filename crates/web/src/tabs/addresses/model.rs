//! How an address is written where it lies.

use portico_shared::addresses::{AddressView, Salutation};
use portico_ui::texts::portal as t;

/// The lines above the country: company, person, addition, street, town.
pub(super) fn lines(address: &AddressView) -> Vec<String> {
    let street = if number_comes_first(&address.country_code) {
        joined([&address.house_number, &address.street], " ")
    } else {
        joined([&address.street, &address.house_number], " ")
    };
    let town = match address.country_code.as_str() {
        "US" | "CA" | "AU" => joined([&address.city, &address.zip], " "),
        "GB" | "IE" => joined([&address.city, &address.zip], "\n"),
        _ => joined([&address.zip, &address.city], " "),
    };
    let company = address.company_name.clone().unwrap_or_default();
    let addition = address.addition.clone().unwrap_or_default();
    let lines = [company, person(address), addition, street];
    let lines = lines.into_iter().chain(town.lines().map(str::to_owned));
    lines.filter(|line| !line.is_empty()).collect()
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

fn number_comes_first(country: &str) -> bool {
    matches!(country, "US" | "CA" | "AU" | "GB" | "IE" | "FR" | "LU")
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
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn address(changes: &[(&str, &str)]) -> AddressView {
        let mut value = json!({
            "id": "01930000-0000-7000-8000-000000000001", "type": "TYPE_DEFAULT", "default": true,
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
}
