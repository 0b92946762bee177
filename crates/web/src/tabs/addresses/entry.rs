//! What somebody types about an address, and what of it goes to the API. Pure.

use std::sync::Arc;

use portico_shared::{
    Violation,
    addresses::{AddressType, AddressView, Salutation},
    customers::CustomerShort,
};
use portico_ui::{
    client::{Body, Value},
    texts::portal as t,
};

/// The fields of the form, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Company,
    FirstName,
    LastName,
    Street,
    HouseNumber,
    Addition,
    Zip,
    Town,
    Country,
    VatId,
    CostCentre,
}

impl Part {
    pub(super) const ALL: [Self; 11] = [
        Self::Company,
        Self::FirstName,
        Self::LastName,
        Self::Street,
        Self::HouseNumber,
        Self::Addition,
        Self::Zip,
        Self::Town,
        Self::Country,
        Self::VatId,
        Self::CostCentre,
    ];

    /// Its name in the API.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Company => "companyName",
            Self::FirstName => "firstName",
            Self::LastName => "lastName",
            Self::Street => "street",
            Self::HouseNumber => "houseNumber",
            Self::Addition => "addition",
            Self::Zip => "zip",
            Self::Town => "city",
            Self::Country => "countryCode",
            Self::VatId => "vatId",
            Self::CostCentre => "costCentre",
        }
    }

    pub(super) fn id(self) -> String {
        format!("address-{}", self.path())
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Company => t::address_company(),
            Self::FirstName => t::address_first_name(),
            Self::LastName => t::address_last_name(),
            Self::Street => t::address_street(),
            Self::HouseNumber => t::address_house_number(),
            Self::Addition => t::address_addition(),
            Self::Zip => t::address_zip(),
            Self::Town => t::address_town(),
            Self::Country => t::address_country(),
            Self::VatId => t::address_vat_id(),
            Self::CostCentre => t::address_cost_centre(),
        }
    }

    /// How a browser fills it; there is no word for the rest.
    pub(super) const fn autocomplete(self) -> Option<&'static str> {
        Some(match self {
            Self::Company => "billing organization",
            Self::FirstName => "billing given-name",
            Self::LastName => "billing family-name",
            Self::Street => "billing address-line1",
            Self::Addition => "billing address-line2",
            Self::Zip => "billing postal-code",
            Self::Town => "billing address-level2",
            Self::Country => "billing country",
            Self::HouseNumber | Self::VatId | Self::CostCentre => return None,
        })
    }
}

/// What is not right about a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    Missing,
    TooLong,
    Zip,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: AddressType,
    /// Only of a new address.
    pub(super) default: bool,
    pub(super) is_company: bool,
    pub(super) salutation: Option<Salutation>,
    texts: [String; Part::ALL.len()],
}

impl Entry {
    /// A new address: of the customer, in the country of their others.
    pub(super) fn blank(customer: &CustomerShort, others: &[Arc<AddressView>]) -> Self {
        let main = others.iter().find(|one| is_main(one));
        let country = main.or(others.first()).map_or("DE", |one| &one.country_code);
        let kind = if main.is_some() {
            AddressType::Invoice
        } else {
            AddressType::Default
        };
        let mut entry = Self {
            kind,
            default: true,
            is_company: customer.company_name.is_some(),
            salutation: None,
            texts: Default::default(),
        };
        entry.set(Part::Country, country.to_owned());
        let names = match &customer.company_name {
            Some(name) => [
                (Part::Company, Some(name)),
                (Part::FirstName, None),
                (Part::LastName, None),
            ],
            None => [
                (Part::Company, None),
                (Part::FirstName, customer.first_name.as_ref()),
                (Part::LastName, customer.last_name.as_ref()),
            ],
        };
        for (part, name) in names {
            entry.set(part, name.cloned().unwrap_or_default());
        }
        entry
    }

    pub(super) fn of(address: &AddressView) -> Self {
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            kind: address.kind,
            default: address.default,
            is_company: address.company_name.is_some(),
            salutation: address.salutation.filter(|one| *one != Salutation::Company),
            texts: Part::ALL.map(|part| match part {
                Part::Company => optional(&address.company_name),
                Part::FirstName => optional(&address.first_name),
                Part::LastName => optional(&address.last_name),
                Part::Street => address.street.clone(),
                Part::HouseNumber => address.house_number.clone(),
                Part::Addition => optional(&address.addition),
                Part::Zip => address.zip.clone(),
                Part::Town => address.city.clone(),
                Part::Country => address.country_code.clone(),
                Part::VatId => optional(&address.vat_id),
                Part::CostCentre => optional(&address.cost_centre),
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

    /// Whether the form may be sent without it.
    pub(super) const fn is_optional(&self, part: Part) -> bool {
        match part {
            Part::Company | Part::Street | Part::Zip | Part::Town | Part::Country => false,
            Part::FirstName | Part::LastName => self.is_company,
            Part::HouseNumber | Part::Addition | Part::VatId | Part::CostCentre => true,
        }
    }

    /// A part that says something: trimmed, and shown for this kind of addressee.
    fn said(&self, part: Part) -> Option<String> {
        let text = self.text(part).trim();
        let belongs = part != Part::Company || self.is_company;
        (belongs && !text.is_empty()).then(|| text.to_owned())
    }

    fn salutation(&self) -> Option<String> {
        let nobody = self.said(Part::FirstName).is_none() && self.said(Part::LastName).is_none();
        let salutation = if self.is_company && nobody {
            Some(Salutation::Company)
        } else {
            self.salutation
        };
        salutation.map(|one| one.as_str().to_owned())
    }

    /// What is plain to see before anything is sent; the rest is the API's to say.
    pub(super) fn missing(&self) -> Vec<(Part, Wrong)> {
        let is_missing = |part: &Part| {
            let hidden = *part == Part::Company && !self.is_company;
            // Countries without postcodes are known to the API.
            let unsure = *part == Part::Zip && !matches!(self.text(Part::Country), "DE" | "AT" | "CH" | "LI");
            !hidden && !unsure && !self.is_optional(*part) && self.said(*part).is_none()
        };
        let missing = Part::ALL.into_iter().filter(is_missing);
        missing.map(|part| (part, Wrong::Missing)).collect()
    }

    /// What the API found.
    pub(super) fn refused(&self, violations: &[Violation]) -> Vec<(Part, Wrong)> {
        let wrong = |violation: &Violation| {
            let part = Part::ALL
                .into_iter()
                .find(|part| part.path() == violation.property_path)?;
            let part = match part {
                // "A company, or first and last name": said at the field that is there.
                Part::Company if !self.is_company && self.said(Part::FirstName).is_none() => Part::FirstName,
                Part::Company if !self.is_company => Part::LastName,
                part => part,
            };
            let wrong = match violation.code.as_str() {
                "required" | "blank" => Wrong::Missing,
                "too-long" => Wrong::TooLong,
                _ if part == Part::Zip && self.said(part).is_none() => Wrong::Missing,
                _ if part == Part::Zip => Wrong::Zip,
                _ => Wrong::Other,
            };
            Some((part, wrong))
        };
        violations.iter().filter_map(wrong).collect()
    }

    /// An `AddressIn`.
    pub(super) fn creation(&self) -> Body {
        let mut body = vec![
            ("type", Value::Text(self.kind.as_str().to_owned())),
            ("default", Value::Bool(self.default)),
            ("salutation", self.salutation().into()),
        ];
        body.extend(Part::ALL.map(|part| (part.path(), self.said(part).into())));
        body
    }

    /// An `AddressPatch` with only what is not as it was: what somebody else changed meanwhile stays.
    pub(super) fn changes(&self, before: &Self) -> Body {
        let mut body = Body::new();
        let mut note = |path, before: Option<String>, after: Option<String>| {
            if before != after {
                body.push((path, after.into()));
            }
        };
        note("salutation", before.salutation(), self.salutation());
        for part in Part::ALL {
            note(part.path(), before.said(part), self.said(part));
        }
        body
    }
}

fn is_main(address: &AddressView) -> bool {
    address.default && address.kind == AddressType::Default
}

#[cfg(test)]
mod tests {
    use portico_shared::{
        Field,
        addresses::{AddressIn, AddressPatch},
    };
    use serde_json::json;

    use super::*;
    use crate::{tabs::addresses::model::tests::address, testing::read};

    fn violation(path: &str, code: &str) -> Violation {
        Violation {
            property_path: path.into(),
            message: String::new(),
            code: code.into(),
        }
    }

    fn customer(company: Option<&str>) -> CustomerShort {
        let value = json!({
            "id": "01930000-0000-7000-8000-000000000002", "customerNumber": "C-1",
            "timeZone": "Europe/Berlin", "firstName": "Ada", "lastName": "Lovelace",
            "currencyCode": "EUR", "companyName": company, "datevId": null, "status": "STATUS_ACTIVE"
        });
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_address_that_was_not_touched_changes_nothing() {
        for changes in [
            &[("salutation", "Firma")][..],
            &[("companyName", "Acme"), ("salutation", "Frau")],
        ] {
            let entry = Entry::of(&address(changes));
            assert_eq!(entry.changes(&entry.clone()), Body::new());
        }
    }

    #[test]
    fn only_what_was_changed_is_sent_and_what_was_emptied_is_cleared() {
        let before = Entry::of(&address(&[("addition", "3. Stock")]));
        let mut after = before.clone();
        after.set(Part::Town, "  Potsdam ".into());
        after.set(Part::Addition, " ".into());
        let expected = AddressPatch {
            city: Field::Value("Potsdam".into()),
            addition: Field::Null,
            ..AddressPatch::default()
        };
        assert_eq!(read::<AddressPatch>(after.changes(&before)), expected);
    }

    #[test]
    fn a_person_takes_the_place_of_a_company() {
        let before = Entry::of(&address(&[
            ("companyName", "Acme"),
            ("firstName", ""),
            ("lastName", ""),
        ]));
        let mut after = before.clone();
        after.is_company = false;
        assert_eq!(
            after.missing(),
            [(Part::FirstName, Wrong::Missing), (Part::LastName, Wrong::Missing)]
        );
        after.set(Part::FirstName, "Ada".into());
        after.set(Part::LastName, "Lovelace".into());
        assert_eq!(after.missing(), []);
        let patch: AddressPatch = read(after.changes(&before));
        assert_eq!((patch.company_name, patch.salutation), (Field::Null, Field::Null));
    }

    #[test]
    fn a_new_address_begins_with_what_is_known() {
        let company = Entry::blank(&customer(Some("Acme")), &[Arc::new(address(&[("countryCode", "AT")]))]);
        assert!(company.is_company && company.default);
        assert_eq!(
            (company.text(Part::Company), company.text(Part::Country)),
            ("Acme", "AT")
        );
        assert_eq!(company.kind, AddressType::Invoice, "there is a main one");
        let person = Entry::blank(&customer(None), &[]);
        assert_eq!(
            (person.text(Part::LastName), person.text(Part::Country)),
            ("Lovelace", "DE")
        );
        assert_eq!(person.kind, AddressType::Default, "the first one is the main one");
    }

    #[test]
    fn what_is_plainly_missing_is_said_in_the_order_of_the_form() {
        let mut entry = Entry::blank(&customer(None), &[]);
        let all = [Part::Street, Part::Zip, Part::Town].map(|part| (part, Wrong::Missing));
        assert_eq!(entry.missing(), all);
        entry.set(Part::Country, "AE".into());
        assert_eq!(entry.missing(), [all[0], all[2]], "a country without postcodes");
    }

    #[test]
    fn what_the_api_refuses_is_said_at_its_field() {
        let mut entry = Entry::of(&address(&[]));
        let refused = entry.refused(&[
            violation("zip", "invalid"),
            violation("city", "blank"),
            violation("street", "too-long"),
            violation("vatId", "invalid"),
            violation("somewhere.else", "invalid"),
        ]);
        let expected = [
            (Part::Zip, Wrong::Zip),
            (Part::Town, Wrong::Missing),
            (Part::Street, Wrong::TooLong),
            (Part::VatId, Wrong::Other),
        ];
        assert_eq!(refused, expected);
        entry.set(Part::LastName, String::new());
        let name = entry.refused(&[violation("companyName", "required")]);
        assert_eq!(
            name,
            [(Part::LastName, Wrong::Missing)],
            "a person has no field for a company"
        );
    }

    #[test]
    fn a_new_address_carries_no_empty_texts() {
        let entry = Entry::of(&address(&[
            ("companyName", "Acme"),
            ("firstName", ""),
            ("lastName", ""),
        ]));
        let new: AddressIn = read(entry.creation());
        assert_eq!((new.city.as_str(), new.country_code.as_deref()), ("Berlin", Some("DE")));
        assert_eq!((new.first_name, new.addition, new.customer), (None, None, None));
        assert_eq!(new.salutation, Some(Salutation::Company));
    }
}
