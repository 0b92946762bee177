//! Billing addresses.

use serde::{Deserialize, Serialize};

use crate::{AddressId, macros::wire_enum};

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
