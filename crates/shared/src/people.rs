//! The people who may act for a customer.

use serde::{Deserialize, Serialize};

use crate::{
    CustomerId, PersonId, Timestamp,
    customers::{Language, MemberRole},
};

/// Somebody who may act for a customer, under an e-mail address that they prove when they sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CustomerUserView {
    pub id: PersonId,
    pub customer: CustomerId,
    pub email: String,
    pub role: MemberRole,
    /// In which the person is written to.
    pub language: Language,
    /// Has the customer's main address: an owner who cannot be removed.
    pub is_main: bool,
    /// The one that asks.
    pub is_current: bool,
    /// When the person last proved the address; null: never yet.
    pub verified_at: Option<Timestamp>,
    /// Since when the person may act for the customer.
    pub created_at: Timestamp,
}

/// Invites somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCustomerUser {
    #[cfg_attr(feature = "openapi", schema(format = "email"))]
    pub email: String,
    pub role: MemberRole,
    /// Absent: the customer's. Whoever is known here already keeps their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// False: no invitation is sent; the person signs in on the portal's first page.
    #[serde(default = "yes")]
    pub send_email: bool,
}

/// Changes what somebody may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomerUserPatch {
    pub role: MemberRole,
}

const fn yes() -> bool {
    true
}
