//! Billing addresses.

use serde::{Deserialize, Serialize};

use crate::{AddressId, CustomerId, Field, SubscriptionId, macros::wire_enum};

wire_enum! {
    AddressType { Default = "TYPE_DEFAULT", Invoice = "TYPE_INVOICE" }
}

wire_enum! {
    AddressStatus { Active = "active", Archived = "archived" }
}

wire_enum! {
    Salutation { Company = "Firma", Mr = "Herr", Ms = "Frau" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddressView {
    pub id: AddressId,
    pub customer: CustomerId,
    #[serde(rename = "type")]
    pub kind: AddressType,
    /// The default within its type.
    pub default: bool,
    pub status: AddressStatus,
    pub salutation: Option<Salutation>,
    pub company_name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub street: String,
    pub house_number: String,
    pub zip: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    pub addition: Option<String>,
    pub cost_centre: Option<String>,
    /// null: the customer's VAT ID is printed.
    pub vat_id: Option<String>,
}

/// A new address. A customer's first one of `TYPE_DEFAULT` becomes its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "customer": "01a20397-b036-7000-8004-1147a6ab4c7c", "type": "TYPE_INVOICE", "companyName": "Nordlicht GmbH", "addition": "Buchhaltung",
    "street": "Speicherweg", "houseNumber": "12", "zip": "20457", "city": "Hamburg", "countryCode": "DE"
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddressIn {
    /// Whose it is. Required with an API key; with a customer's token it may be left out.
    pub customer: Option<CustomerId>,
    /// When absent: `TYPE_DEFAULT` for the first one, then `TYPE_INVOICE`.
    #[serde(rename = "type")]
    pub kind: Option<AddressType>,
    /// Makes it the default of its type.
    #[serde(default)]
    pub default: bool,
    pub salutation: Option<Salutation>,
    /// A company, or first and last name: at least one of them.
    pub company_name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub street: String,
    pub house_number: Option<String>,
    /// Checked by country; empty where a country has no postcodes.
    pub zip: Option<String>,
    pub city: String,
    /// ISO 3166-1 alpha-2; the customer's country when absent.
    pub country_code: Option<String>,
    pub addition: Option<String>,
    pub cost_centre: Option<String>,
    pub vat_id: Option<String>,
}

/// A change of an address: an absent field stays, `null` clears. Issued invoices keep what they print.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "street": "Speicherweg", "houseNumber": "14", "addition": null })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddressPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Salutation>))]
    pub salutation: Field<Salutation>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub company_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub first_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub last_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub street: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub house_number: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub zip: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub city: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub country_code: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub addition: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub cost_centre: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub vat_id: Field<String>,
}

impl AddressPatch {
    /// Fields of [`AddressView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["id", "customer", "type", "default", "status"];
}

/// A subscription whose invoices go to an address of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddressUse {
    pub id: SubscriptionId,
    pub number: String,
    pub name: String,
}

/// What archiving an address does, or has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AddressArchived {
    pub address: AddressView,
    /// Subscriptions that had this address and follow the customer's default from now on.
    pub moved_subscriptions: Vec<AddressUse>,
    /// Where their invoices go then.
    pub invoice_address: Option<AddressView>,
}

/// Street and house number, in the order of the country (ISO 3166-1 alpha-2).
#[must_use]
pub fn street_line(country: &str, street: &str, house_number: &str) -> String {
    joined(match country {
        "US" | "CA" | "AU" | "GB" | "IE" | "FR" | "LU" => [house_number, street],
        _ => [street, house_number],
    })
}

/// Postcode and town, in the order of the country (ISO 3166-1 alpha-2): one line, or one for each of them.
#[must_use]
pub fn town_lines(country: &str, zip: &str, city: &str) -> Vec<String> {
    let lines = match country {
        "GB" | "IE" => vec![city.to_owned(), zip.to_owned()],
        "US" | "CA" | "AU" => vec![joined([city, zip])],
        _ => vec![joined([zip, city])],
    };
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn joined(parts: [&str; 2]) -> String {
    parts.map(str::trim).join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_in_the_order_of_its_country() {
        for (country, street, town) in [
            ("DE", "Speicherweg 12", "20457 Hamburg"),
            ("FR", "12 Speicherweg", "20457 Hamburg"),
            ("US", "12 Speicherweg", "Hamburg 20457"),
            ("GB", "12 Speicherweg", "Hamburg / 20457"),
        ] {
            assert_eq!(street_line(country, "Speicherweg", "12"), street);
            assert_eq!(town_lines(country, "20457", "Hamburg").join(" / "), town, "{country}");
        }
    }

    #[test]
    fn what_an_address_lacks_leaves_no_gap() {
        assert_eq!(street_line("FR", "Speicherweg 12", ""), "Speicherweg 12");
        assert_eq!(town_lines("AE", "", "Dubai"), ["Dubai"]);
        assert_eq!(town_lines("IE", "", "Dublin"), ["Dublin"]);
    }
}
