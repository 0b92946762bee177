//! What payment methods are called where one of them is picked.

use portico_shared::{Date, Timestamp, payment_methods::PaymentMethodView};

use crate::{i18n::format, texts::portal as t};

/// Its name, and what tells it apart where another has the same.
pub fn label(method: &PaymentMethodView, all: &[PaymentMethodView]) -> String {
    match apart(method, all) {
        None => method.name.clone(),
        Some(Apart::Until(day)) => t::payment_until(&format::day(day), &method.name),
        Some(Apart::Added(at)) => t::payment_added(&format::day_of(at), &method.name),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Apart<'a> {
    /// Its last day.
    Until(&'a Date),
    Added(&'a Timestamp),
}

fn apart<'a>(method: &'a PaymentMethodView, all: &[PaymentMethodView]) -> Option<Apart<'a>> {
    let is_twin = |other: &&PaymentMethodView| other.id != method.id && other.name == method.name;
    let mut twins = all.iter().filter(is_twin).peekable();
    twins.peek()?;
    let last_day = method.expiration_date.as_ref();
    let ends_with_another = twins.any(|twin| twin.expiration_date.as_ref() == last_day);
    let until = last_day.filter(|_| !ends_with_another).map(Apart::Until);
    Some(until.unwrap_or(Apart::Added(&method.creation_date)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn method(number: u8, name: &str, last_day: Option<&str>) -> PaymentMethodView {
        let id = format!("01930000-0000-7000-8000-00000000000{number}");
        let added = format!("2026-01-0{number}T00:00:00Z");
        serde_json::from_value(json!({
            "id": id, "customer": id, "gatewayName": "stripe", "type": "card", "default": false, "status": "active",
            "source": "api", "enabled": true, "futureUsageAllowed": true,
            "name": name, "creationDate": added, "expirationDate": last_day,
            "card": null, "sepaDebit": null, "paypal": null
        }))
        .unwrap()
    }

    fn told(all: &[PaymentMethodView]) -> Vec<Option<String>> {
        let one = |method| match apart(method, all)? {
            Apart::Until(day) => Some(day.as_str().to_owned()),
            Apart::Added(at) => Some(at.as_str().to_owned()),
        };
        all.iter().map(one).collect()
    }

    #[test]
    fn a_name_of_its_own_is_enough() {
        let all = [
            method(1, "Visa (4242)", Some("2027-08-31")),
            method(2, "SEPA (3000)", None),
        ];
        assert_eq!(told(&all), [None, None]);
    }

    #[test]
    fn cards_of_one_name_are_told_apart_by_their_last_day() {
        let days = ["2027-08-31", "2028-01-31"];
        let all = [(1, days[0]), (2, days[1])].map(|(number, day)| method(number, "Visa (4242)", Some(day)));
        assert_eq!(told(&all), days.map(|day| Some(day.to_owned())));
    }

    #[test]
    fn what_has_the_same_last_day_or_none_is_told_apart_by_when_it_was_added() {
        for last_day in [None, Some("2027-08-31")] {
            let all = [method(1, "Mine", last_day), method(2, "Mine", last_day)];
            let added = ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"].map(|at| Some(at.to_owned()));
            assert_eq!(told(&all), added);
        }
    }
}
