//! Who the merchant is, as somebody types it in, and what of it goes to the API. Pure.

use portico_shared::settings::{Company, CompanyView};
use portico_ui::{
    client::{Body, Value},
    texts::{console as t, portal as p},
};

use super::rate_entry::RATES;
use crate::settings::{Draft, Wrong};

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Name,
    Street,
    Zip,
    City,
    Country,
    VatId,
    TaxNumber,
    ExemptionReason,
    RegisterName,
    RegisterNumber,
    Directors,
    ContactName,
    Phone,
    Email,
    Website,
    Footer,
}

impl Part {
    pub(super) const ALL: [Self; 16] = [
        Self::Name,
        Self::Street,
        Self::Zip,
        Self::City,
        Self::Country,
        Self::VatId,
        Self::TaxNumber,
        Self::ExemptionReason,
        Self::RegisterName,
        Self::RegisterNumber,
        Self::Directors,
        Self::ContactName,
        Self::Phone,
        Self::Email,
        Self::Website,
        Self::Footer,
    ];

    /// Its name in the API.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Street => "street",
            Self::Zip => "zip",
            Self::City => "city",
            Self::Country => "countryCode",
            Self::VatId => "vatId",
            Self::TaxNumber => "taxNumber",
            Self::ExemptionReason => "exemptionReason",
            Self::RegisterName => "registerName",
            Self::RegisterNumber => "registerNumber",
            Self::Directors => "managingDirectors",
            Self::ContactName => "contactName",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Website => "website",
            Self::Footer => "footer",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Name => t::company_name(),
            Self::Street => t::company_street(),
            Self::Zip => p::address_zip(),
            Self::City => t::field_city(),
            Self::Country => p::address_country(),
            Self::VatId => t::customer_vat_id(),
            Self::TaxNumber => t::company_tax_number(),
            Self::ExemptionReason => t::company_exemption(),
            Self::RegisterName => t::company_register_name(),
            Self::RegisterNumber => t::company_register_number(),
            Self::Directors => t::company_directors(),
            Self::ContactName => t::company_contact_name(),
            Self::Phone => t::customer_phone(),
            Self::Email => t::customer_email(),
            Self::Website => t::company_website(),
            Self::Footer => t::company_footer(),
        }
    }

    /// Where it stands, and why it is needed.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Name => t::company_name_hint(),
            Self::Street => t::company_street_hint(),
            Self::Zip => t::company_zip_hint(),
            Self::City => t::company_city_hint(),
            Self::Country => t::company_country_hint(),
            Self::VatId => t::company_vat_id_hint(),
            Self::TaxNumber => t::company_tax_number_hint(),
            Self::ExemptionReason => t::company_exemption_hint(),
            Self::RegisterName => t::company_register_name_hint(),
            Self::RegisterNumber => t::company_register_number_hint(),
            Self::Directors => t::company_directors_hint(),
            Self::ContactName => t::company_contact_name_hint(),
            Self::Phone => t::company_phone_hint(),
            Self::Email => t::company_email_hint(),
            Self::Website => t::company_website_hint(),
            Self::Footer => t::company_footer_hint(),
        }
    }

    /// What the browser helps with while it is typed.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Email => "email",
            _ => "text",
        }
    }

    /// Not one that nothing can be issued without: either tax number does.
    pub(super) const fn is_optional(self) -> bool {
        !matches!(
            self,
            Self::Name | Self::Street | Self::Zip | Self::City | Self::VatId | Self::TaxNumber
        )
    }

    fn of(values: &Company, part: Self) -> Option<&String> {
        let field = match part {
            Self::Name => &values.name,
            Self::Street => &values.street,
            Self::Zip => &values.zip,
            Self::City => &values.city,
            Self::Country => &values.country_code,
            Self::VatId => &values.vat_id,
            Self::TaxNumber => &values.tax_number,
            Self::ExemptionReason => &values.exemption_reason,
            Self::RegisterName => &values.register_name,
            Self::RegisterNumber => &values.register_number,
            Self::Directors => &values.managing_directors,
            Self::ContactName => &values.contact_name,
            Self::Phone => &values.phone,
            Self::Email => &values.email,
            Self::Website => &values.website,
            Self::Footer => &values.footer,
        };
        field.as_ref()
    }
}

/// What a field is called, for whoever knows it by its name in the API alone.
pub(crate) fn field_label(path: &str) -> Option<&'static str> {
    if path == RATES {
        return Some(t::rates_title());
    }
    Part::ALL.into_iter().find(|part| part.path() == path).map(Part::label)
}

/// Something without which nothing is issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    /// The field that it belongs into.
    pub(super) path: String,
    pub(super) label: String,
}

impl Missing {
    fn of(path: &str) -> Self {
        let label = match path {
            // Stands for either tax number.
            "vatId" => t::company_missing_tax(),
            _ => field_label(path).unwrap_or(path),
        };
        Self {
            path: path.to_owned(),
            label: label.to_owned(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    texts: [String; Part::ALL.len()],
    /// As the API says it.
    missing: Vec<String>,
}

impl Entry {
    /// As it was typed.
    pub(super) fn text(&self, part: Part) -> &str {
        &self.texts[part as usize]
    }

    pub(super) fn set(&mut self, part: Part, text: String) {
        self.texts[part as usize] = text;
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        self.missing.iter().map(|path| Missing::of(path)).collect()
    }

    /// Null takes a field away.
    fn value(&self, part: Part) -> Value {
        let text = self.text(part).trim();
        let text = match part {
            // People write it as it stands on their letters.
            Part::VatId => text.replace([' ', '.', '-'], "").to_uppercase(),
            _ => text.to_owned(),
        };
        Value::from(Some(text).filter(|text| !text.is_empty()))
    }
}

impl Draft for Entry {
    type View = CompanyView;

    const PATH: &'static str = "/settings/company";
    const FIELDS: &'static [&'static str] = &[
        "name",
        "street",
        "zip",
        "city",
        "countryCode",
        "vatId",
        "taxNumber",
        "exemptionReason",
        "registerName",
        "registerNumber",
        "managingDirectors",
        "contactName",
        "phone",
        "email",
        "website",
        "footer",
    ];

    fn of(view: &CompanyView) -> Self {
        Self {
            texts: Part::ALL.map(|part| Part::of(&view.values, part).cloned().unwrap_or_default()),
            missing: view.missing.clone(),
        }
    }

    fn changes(&self, before: &Self) -> Body {
        let all = Part::ALL.into_iter();
        let changed = all.filter(|part| self.value(*part) != before.value(*part));
        changed.map(|part| (part.path(), self.value(part))).collect()
    }

    /// The API looks at all of it: a form of an address or a number is not known here.
    fn wrong(&self) -> Vec<Wrong> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::settings::{CompanyPatch, SettingsContext};

    use super::*;
    use crate::sent::sent;

    fn entry(values: Company) -> Entry {
        let missing = values.missing(true).into_iter().map(Into::into).collect();
        let missing_for_xrechnung = values.missing_for_xrechnung().into_iter().map(Into::into).collect();
        Entry::of(&CompanyView {
            context: SettingsContext::Company,
            values,
            missing,
            missing_for_xrechnung,
        })
    }

    fn acme() -> Entry {
        entry(Company {
            name: Some("Acme GmbH".into()),
            vat_id: Some("DE123456788".into()),
            ..Company::default()
        })
    }

    #[test]
    fn every_field_is_one_of_the_api() {
        let mut full = acme();
        for part in Part::ALL {
            full.set(part, "x".into());
        }
        let body = full.changes(&entry(Company::default()));
        let paths: Vec<_> = body.iter().map(|(path, _)| *path).collect();
        assert_eq!(paths, Entry::FIELDS);
        let patch: CompanyPatch = serde_json::from_value(sent(body)).unwrap();
        let after = Company::default().patched(patch);
        assert!(Part::ALL.into_iter().all(|part| Part::of(&after, part).is_some()));
    }

    #[test]
    fn only_what_differs_is_sent_and_an_empty_field_is_taken_away() {
        let mut changed = acme();
        assert!(!changed.differs(&acme()));
        changed.set(Part::Name, "  ".into());
        changed.set(Part::City, " Berlin ".into());
        let sent = [("name", Value::Null), ("city", Value::Text("Berlin".into()))];
        assert_eq!(changed.changes(&acme()), sent);
    }

    #[test]
    fn spaces_in_a_vat_id_are_no_change() {
        let mut same = acme();
        same.set(Part::VatId, "de 123 456 788".into());
        assert!(!same.differs(&acme()));
    }

    #[test]
    fn what_is_missing_is_named_with_either_tax_number_as_one() {
        let missing = entry(Company::default()).missing();
        let paths: Vec<_> = missing.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["name", "street", "zip", "city", "vatId"]);
        assert_eq!(missing[0].label, t::company_name());
        assert_eq!(missing[4].label, t::company_missing_tax());
    }

    #[test]
    fn what_nothing_is_issued_without_is_not_called_optional() {
        for one in entry(Company::default()).missing() {
            let part = Part::ALL.into_iter().find(|part| part.path() == one.path).unwrap();
            assert!(!part.is_optional(), "{}", one.path);
        }
    }
}
