//! What somebody types into the form of a mandate, and how it becomes a request.

use portico_shared::{Violation, customers::Language, payment_methods::MandateOffer};
use portico_ui::{
    client::{Body, Value},
    texts::portal as t,
};

/// A part of the form beside the IBAN, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Holder,
    Street,
    Zip,
    Town,
    Country,
}

impl Part {
    pub(super) const ALL: [Self; 5] = [Self::Holder, Self::Street, Self::Zip, Self::Town, Self::Country];

    /// Its name in the API, within `address` but for the holder.
    const fn path(self) -> &'static str {
        match self {
            Self::Holder => "accountHolder",
            Self::Street => "street",
            Self::Zip => "zip",
            Self::Town => "city",
            Self::Country => "countryCode",
        }
    }

    pub(super) fn id(self) -> String {
        format!("mandate-{}", self.path())
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Holder => t::payment_account_holder(),
            Self::Street => t::mandate_street(),
            Self::Zip => t::address_zip(),
            Self::Town => t::address_town(),
            Self::Country => t::address_country(),
        }
    }

    pub(super) const fn autocomplete(self) -> &'static str {
        match self {
            Self::Holder => "name",
            Self::Street => "street-address",
            Self::Zip => "postal-code",
            Self::Town => "address-level2",
            Self::Country => "country",
        }
    }

    /// Countries without postcodes are known to the API.
    pub(super) const fn is_optional(self) -> bool {
        matches!(self, Self::Zip)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    Missing,
    TooLong,
    Other,
}

impl Wrong {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Missing => t::field_missing(),
            Self::TooLong => t::mandate_too_long(),
            Self::Other => t::field_wrong(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    texts: [String; Part::ALL.len()],
}

/// What the API refused: of the IBAN by its code, of the rest by part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Refused {
    pub(super) iban: Option<String>,
    pub(super) parts: Vec<(Part, Wrong)>,
}

impl Entry {
    /// Begins with what is known of the customer.
    pub(super) fn of(offer: &MandateOffer) -> Self {
        let mut entry = Self::default();
        entry.set(Part::Holder, offer.account_holder.clone());
        entry.set(Part::Country, "DE".into());
        if let Some(address) = &offer.address {
            entry.set(Part::Street, address.street.clone());
            entry.set(Part::Zip, address.zip.clone().unwrap_or_default());
            entry.set(Part::Town, address.city.clone());
            entry.set(Part::Country, address.country_code.clone());
        }
        entry
    }

    pub(super) fn text(&self, part: Part) -> &str {
        &self.texts[part as usize]
    }

    pub(super) fn set(&mut self, part: Part, text: String) {
        self.texts[part as usize] = text;
    }

    fn said(&self, part: Part) -> Option<String> {
        Some(self.text(part).trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn missing(&self) -> Vec<(Part, Wrong)> {
        let is_missing = |part: &Part| !part.is_optional() && self.said(*part).is_none();
        let missing = Part::ALL.into_iter().filter(is_missing);
        missing.map(|part| (part, Wrong::Missing)).collect()
    }

    /// A `SepaDebitIn`, in the field of its name. The form is sent with consent or not at all.
    pub(super) fn body(&self, iban: String, language: Language) -> Body {
        let address = [Part::Street, Part::Zip, Part::Town, Part::Country];
        let address = address.map(|part| (part.path(), self.said(part).into()));
        let mandate = vec![
            ("iban", Value::Text(iban)),
            (Part::Holder.path(), self.said(Part::Holder).into()),
            ("address", Value::Object(address.into())),
            ("language", Value::Text(language.as_str().to_owned())),
            ("consent", Value::Bool(true)),
        ];
        vec![("sepaDebit", Value::Object(mandate))]
    }

    /// None where it was about something that this form does not have.
    pub(super) fn refused(violations: &[Violation]) -> Option<Refused> {
        let mut refused = Refused::default();
        for violation in violations {
            let path = violation.property_path.strip_prefix("sepaDebit.")?;
            let path = path.strip_prefix("address.").unwrap_or(path);
            if path == "iban" {
                refused.iban = Some(violation.code.clone());
                continue;
            }
            let part = Part::ALL.into_iter().find(|part| part.path() == path)?;
            let wrong = match violation.code.as_str() {
                "required" | "blank" => Wrong::Missing,
                "too-long" => Wrong::TooLong,
                _ => Wrong::Other,
            };
            refused.parts.push((part, wrong));
        }
        (!violations.is_empty()).then_some(refused)
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::payment_methods::{DebtorAddress, PaymentMethodIn};
    use serde_json::json;

    use super::*;
    use crate::testing::read;

    fn offer() -> MandateOffer {
        serde_json::from_value(json!({
            "creditorName": "Acme GmbH", "creditorIdentifier": "DE98ZZZ09999999999", "text": ["…"],
            "oneOffText": ["…"],
            "accountHolder": "Mara Beispiel",
            "address": {"street": "Speicherweg 12", "zip": "20457", "city": "Hamburg", "countryCode": "DE"}
        }))
        .unwrap()
    }

    fn violation(path: &str, code: &str) -> Violation {
        Violation {
            property_path: path.into(),
            message: String::new(),
            code: code.into(),
        }
    }

    #[test]
    fn a_mandate_begins_with_what_is_known_and_carries_the_consent() {
        let mut entry = Entry::of(&offer());
        assert_eq!(entry.missing(), []);
        entry.set(Part::Zip, " ".into());
        let mut body = vec![
            ("gateway", Value::Text("sepa_debit".into())),
            ("type", Value::Text("sepa_debit".into())),
        ];
        body.extend(entry.body("DE89 3704".into(), Language::De));
        let sent: PaymentMethodIn = read(body);
        let mandate = sent.sepa_debit.unwrap();
        assert!(mandate.consent);
        assert_eq!(
            (mandate.iban.as_str(), mandate.language),
            ("DE89 3704", Some(Language::De))
        );
        let expected = DebtorAddress {
            zip: None,
            ..offer().address.unwrap()
        };
        assert_eq!(
            (mandate.account_holder.as_str(), mandate.address),
            ("Mara Beispiel", expected)
        );
    }

    #[test]
    fn without_an_address_only_the_country_is_guessed() {
        let entry = Entry::of(&MandateOffer {
            address: None,
            ..offer()
        });
        assert_eq!(entry.text(Part::Country), "DE");
        let missing = [(Part::Street, Wrong::Missing), (Part::Town, Wrong::Missing)];
        assert_eq!(entry.missing(), missing);
    }

    #[test]
    fn what_the_api_refuses_is_said_at_its_field() {
        let refused = Entry::refused(&[
            violation("sepaDebit.iban", "iban-check-digits"),
            violation("sepaDebit.address.city", "too-long"),
            violation("sepaDebit.accountHolder", "blank"),
        ]);
        let expected = Refused {
            iban: Some("iban-check-digits".into()),
            parts: vec![(Part::Town, Wrong::TooLong), (Part::Holder, Wrong::Missing)],
        };
        assert_eq!(refused, Some(expected));
    }

    #[test]
    fn what_the_form_does_not_have_is_said_below_it() {
        assert_eq!(Entry::refused(&[violation("useFor", "invalid")]), None);
        assert_eq!(Entry::refused(&[]), None);
    }
}
