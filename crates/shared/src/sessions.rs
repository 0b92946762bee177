//! Links, tokens and sessions.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The answer of `POST /customers/{id}/authenticate`, wrapped in `data`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthenticateAnswer {
    pub data: CustomerCredentials,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CustomerCredentials {
    /// Opens the portal signed in, once, within 60 minutes.
    pub customer_area_link: String,
    /// For `Authorization: Bearer`, 10 minutes.
    pub access_token: String,
    /// For `POST /token/refresh`; each use gives a new one.
    pub refresh_token: String,
}

/// Exchanges a login link; the token is what follows `?token=`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginIn {
    pub token: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefreshIn {
    pub refresh_token: String,
}

/// A pair of tokens for API clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenPair {
    pub access_token: String,
    pub refresh_token: String,
    /// Seconds until the access token ends.
    pub expires_in: u32,
}

/// What the portal gets for its cookie; never a refresh token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PortalToken {
    pub access_token: String,
    /// Seconds until the access token ends.
    pub expires_in: u32,
}

/// What a link page may show before the link is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LinkPreview {
    /// True: show one button. False: the page may exchange the link at once.
    pub needs_confirmation: bool,
    /// For example `m…@example.com`.
    pub masked_email: String,
    /// The customer that the link opens; given only when another session lives in this browser.
    pub customer_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LoginLinkRequest {
    #[cfg_attr(feature = "openapi", schema(format = "email", example = "customer@example.com"))]
    pub email: String,
}

/// The same answer whether or not the address is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Success {
    pub success: bool,
}

/// A link in the ledger: who made it, what for, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LinkView {
    pub id: crate::LinkId,
    pub purpose: LinkPurpose,
    pub customer: crate::CustomerId,
    /// `api:{key id}`, `operator:{id}`, or `person:{id}` for one that was asked for.
    pub made_by: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub first_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

crate::macros::wire_enum! {
    LinkPurpose { Login = "login", PaymentMethod = "payment_method" }
}
