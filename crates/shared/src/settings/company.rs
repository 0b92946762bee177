//! Who the merchant is, as its invoices have to say.

use serde::{Deserialize, Serialize};

use super::SettingsContext;
use crate::{Currency, Date, DecimalText, Field};

/// What stands on documents about the merchant. It is of the tenant alone.
///
/// Before anything is issued, name, street, city, country and one of the two tax numbers have to be there, and the postcode where
/// the country has postcodes (§ 14 (4) `UStG`, Art. 226 of Directive 2006/112/EC).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Company {
    /// As registered, with its legal form.
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub name: Option<String>,
    /// With the house number.
    #[cfg_attr(feature = "openapi", schema(example = "Musterstraße 12"))]
    pub street: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "10115"))]
    pub zip: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "Berlin"))]
    pub city: Option<String>,
    /// Of the address, ISO 3166-1 alpha-2; the tenant's country when absent. VAT always goes by the tenant's.
    #[cfg_attr(feature = "openapi", schema(example = "DE"))]
    pub country_code: Option<String>,
    /// BT-31 of EN 16931.
    #[cfg_attr(feature = "openapi", schema(example = "DE123456788"))]
    pub vat_id: Option<String>,
    /// BT-32: the number at the tax office.
    #[cfg_attr(feature = "openapi", schema(example = "27/123/45678"))]
    pub tax_number: Option<String>,
    /// Why services of the category `E` are exempt, as invoices have to say it (BT-120).
    #[cfg_attr(feature = "openapi", schema(example = "Steuerbefreit nach § 19 UStG"))]
    pub exemption_reason: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "Amtsgericht Charlottenburg"))]
    pub register_name: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "HRB 12345"))]
    pub register_number: Option<String>,
    /// Who represents it (§ 35a `GmbHG`).
    #[cfg_attr(feature = "openapi", schema(example = "Erika Beispiel"))]
    pub managing_directors: Option<String>,
    /// Whom to ask about invoices. Electronic invoices for public buyers need name, phone and e-mail (BR-DE-5 to 7).
    #[cfg_attr(feature = "openapi", schema(example = "Erika Beispiel"))]
    pub contact_name: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "+49 30 1234567"))]
    pub phone: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "rechnung@acme.example"))]
    pub email: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "https://acme.example"))]
    pub website: Option<String>,
    /// Lines at the foot of documents, beside what the law asks for.
    #[cfg_attr(feature = "openapi", schema(example = "Acme ist eine Marke der Acme GmbH."))]
    pub footer: Option<String>,
    /// For invoices in other currencies: VAT has to be told in that of the tenant's country as well (BT-111). What is
    /// issued takes the one between the two currencies; without one it says VAT in its own currency alone.
    pub exchange_rates: Vec<ExchangeRate>,
}

/// What one currency is worth in another, as a central bank publishes it: `units` of `base` are `rate` of `quote`.
///
/// The European Central Bank says how many dollars a euro is (`base` EUR, `quote` USD, `rate` 1.0843), the bank of Poland
/// how many zloty it is (`base` EUR, `quote` PLN, `rate` 4.2615): either figure is taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "base": "EUR", "units": 1, "quote": "USD", "rate": "1.0843", "date": "2026-11-30"
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExchangeRate {
    /// The currency whose worth it tells.
    pub base: Currency,
    /// How many of it, 1 when absent: some banks tell what 100 are worth.
    #[serde(default = "one")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10000))]
    pub units: u32,
    /// The currency that it tells it in.
    pub quote: Currency,
    /// How many of that; above 0.
    pub rate: DecimalText,
    /// The day that it is of, today at the latest.
    pub date: Date,
}

const fn one() -> u32 {
    1
}

impl Company {
    /// The fields without which nothing may be issued, that are not there. `has_postcodes`: addresses in its country have one.
    #[must_use]
    pub fn missing(&self, has_postcodes: bool) -> Vec<&'static str> {
        let needed = [
            ("name", self.name.is_some()),
            ("street", self.street.is_some()),
            ("zip", !has_postcodes || self.has_zip()),
            ("city", self.city.is_some()),
            ("vatId", self.vat_id.is_some() || self.tax_number.is_some()),
        ];
        let missing = needed.into_iter().filter(|(_, is_there)| !is_there);
        missing.map(|(name, _)| name).collect()
    }

    /// A dash is none.
    fn has_zip(&self) -> bool {
        let zip = self.zip.as_deref();
        zip.is_some_and(|text| text.contains(char::is_alphanumeric))
    }

    /// The fields that an `XRechnung` needs besides, that are not there or not as it wants them (BR-DE-4 to 7, 27, 28).
    #[must_use]
    pub fn missing_for_xrechnung(&self) -> Vec<&'static str> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        let sides = |text: &str| text.split('@').all(|side| side.chars().count() >= 2);
        let needed = [
            ("contactName", self.contact_name.is_some()),
            ("phone", self.phone.as_deref().is_some_and(|text| digits(text) >= 3)),
            ("email", self.email.as_deref().is_some_and(sides)),
            ("zip", self.has_zip()),
        ];
        let missing = needed.into_iter().filter(|(_, is_there)| !is_there);
        missing.map(|(name, _)| name).collect()
    }

    /// With the fields that were sent; null takes one away.
    #[must_use]
    pub fn patched(self, patch: CompanyPatch) -> Self {
        Self {
            name: patch.name.or(self.name),
            street: patch.street.or(self.street),
            zip: patch.zip.or(self.zip),
            city: patch.city.or(self.city),
            country_code: patch.country_code.or(self.country_code),
            vat_id: patch.vat_id.or(self.vat_id),
            tax_number: patch.tax_number.or(self.tax_number),
            exemption_reason: patch.exemption_reason.or(self.exemption_reason),
            register_name: patch.register_name.or(self.register_name),
            register_number: patch.register_number.or(self.register_number),
            managing_directors: patch.managing_directors.or(self.managing_directors),
            contact_name: patch.contact_name.or(self.contact_name),
            phone: patch.phone.or(self.phone),
            email: patch.email.or(self.email),
            website: patch.website.or(self.website),
            footer: patch.footer.or(self.footer),
            exchange_rates: patch.exchange_rates.or_default(self.exchange_rates, Vec::new()),
        }
    }
}

/// A change: an absent field stays, null takes it away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "name": "Acme GmbH", "street": "Musterstraße 12", "zip": "10115", "city": "Berlin", "vatId": "DE123456788", "email": "rechnung@acme.example"
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub street: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub zip: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub city: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub country_code: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub vat_id: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub tax_number: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub exemption_reason: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub register_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub register_number: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub managing_directors: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub contact_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub website: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub footer: Field<String>,
    /// All of them, in place of those that were there.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<ExchangeRate>>))]
    pub exchange_rates: Field<Vec<ExchangeRate>>,
}

impl CompanyPatch {
    /// Fields of [`CompanyView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["context", "values", "missing", "missingForXrechnung"];
}

/// What is known of the merchant, and what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompanyView {
    pub context: SettingsContext,
    pub values: Company,
    /// The fields without which no invoice is issued (`vatId` stands for either tax number; `zip` where the country has postcodes).
    #[cfg_attr(feature = "openapi", schema(example = json!(["street", "vatId"])))]
    pub missing: Vec<String>,
    /// The fields that an `XRechnung` lacks: customers who ask for one get `ZUGFeRD` meanwhile. Where `zip` alone is missing, they
    /// get an `XRechnung` with a dash in its place.
    #[cfg_attr(feature = "openapi", schema(example = json!(["phone"])))]
    pub missing_for_xrechnung: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_needs_a_name_an_address_and_one_of_the_two_tax_numbers() {
        let company = Company {
            name: Some("Acme GmbH".into()),
            street: Some("Musterstraße 12".into()),
            ..Company::default()
        };
        assert_eq!(company.missing(true), ["zip", "city", "vatId"]);
        assert_eq!(company.missing(false), ["city", "vatId"], "a country without postcodes");
        let mut whole = Company {
            zip: Some("-".into()),
            city: Some("Berlin".into()),
            tax_number: Some("27/123/45678".into()),
            ..company
        };
        assert_eq!(whole.missing(true), ["zip"], "a dash is none");
        whole.zip = Some("10115".into());
        assert!(whole.missing(true).is_empty());
    }

    #[test]
    fn an_xrechnung_needs_somebody_to_ask() {
        let mut company = Company {
            phone: Some("auf Anfrage: 12".into()),
            email: Some("a@acme.example".into()),
            zip: Some("-".into()),
            ..Company::default()
        };
        assert_eq!(
            company.missing_for_xrechnung(),
            ["contactName", "phone", "email", "zip"]
        );
        company.contact_name = Some("Erika Beispiel".into());
        company.phone = Some("+49 30 1234567".into());
        company.email = Some("rechnung@acme.example".into());
        company.zip = Some("10115".into());
        assert!(company.missing_for_xrechnung().is_empty());
    }
}
