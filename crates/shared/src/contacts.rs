//! Contact persons at the merchant.

use serde::{Deserialize, Serialize};

use crate::{ContactId, Field, customers::Language};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContactView {
    pub id: ContactId,
    pub name: String,
    /// What they do, for example "Account manager".
    pub role: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Where an appointment can be booked; always `https://`.
    pub booking_url: Option<String>,
    /// What they speak, the preferred first.
    pub languages: Vec<Language>,
    /// A path on the portal's host, `/media/{id}`: another picture has another one.
    pub photo_url: Option<String>,
    /// Customers without a contact of their own see this one.
    pub is_default: bool,
}

/// A new contact person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "name": "Jana Lindqvist", "role": "Account manager", "email": "jana@example.com", "phone": "+49 40 123456", "languages": ["de", "en"]
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactIn {
    pub name: String,
    pub role: Option<String>,
    #[cfg_attr(feature = "openapi", schema(format = "email", example = "jana@example.com"))]
    pub email: Option<String>,
    pub phone: Option<String>,
    /// `https://` alone.
    #[cfg_attr(feature = "openapi", schema(example = "https://example.com/book"))]
    pub booking_url: Option<String>,
    #[serde(default)]
    pub languages: Vec<Language>,
}

/// A change of a contact person: an absent field stays, `null` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "phone": "+49 40 654321", "bookingUrl": "https://example.com/book" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub role: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "email"))]
    pub email: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub booking_url: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Language>>))]
    pub languages: Field<Vec<Language>>,
}

impl ContactPatch {
    /// Fields of [`ContactView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["id", "photoUrl", "isDefault"];
}
