//! Links, tokens and sessions.

use serde::{Deserialize, Serialize};

use crate::{CustomerId, LinkId, PersonId, SessionId, Timestamp, customers::MemberRole};

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

/// A link that was made to be handed on. Its address is told this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MadeLink {
    pub id: LinkId,
    /// Opens the portal signed in, once.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://acme.example.com/customer-area/login?token=6c5cea9967856905_6b955bc73db2fabf")
    )]
    pub url: String,
    pub expires_at: Timestamp,
    /// Seconds until then.
    pub expires_in: u32,
}

/// Why somebody of the merchant's looks at the portal as the customer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ViewIn {
    /// For the audit log; 3 to 500 characters. The customer sees that somebody looked, and not why.
    #[cfg_attr(feature = "openapi", schema(example = "Ticket 4711: cannot find the invoice of May"))]
    pub reason: String,
}

/// The answer of `POST /customers/{id}/view`, wrapped in `data`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewAnswer {
    pub data: ViewLink,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ViewLink {
    /// Opens the portal once, for looking only; the session ends after 15 minutes.
    pub customer_area_link: String,
    /// Seconds in which the link can be opened.
    pub expires_in: u32,
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
    /// Seconds without activity after which the session ends.
    pub idle_after: u32,
    /// Seconds until the session ends in any case.
    pub ends_in: u32,
    /// The person has just signed in and may act for several customers: ask for which.
    pub choose_customer: bool,
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

/// Like [`Success`], with what binds the code to who asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OtpRequested {
    pub success: bool,
    /// Goes with the code; given whether or not the address is known. It proves nothing without the code.
    pub request_token: String,
}

/// A six-digit code, by who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OtpLoginIn {
    /// From `request-otp`.
    pub request_token: String,
    /// Six digits; spaces between them do not matter. Five tries.
    #[cfg_attr(feature = "openapi", schema(example = "123 456"))]
    pub code: String,
}

/// For how long the session may do what asks for a fresh proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SteppedUp {
    pub fresh_until: Timestamp,
}

/// Goes over to another customer of the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalSwitchIn {
    pub customer: CustomerId,
}

/// The same for clients that hold their refresh token themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SwitchIn {
    pub refresh_token: String,
    pub customer: CustomerId,
}

/// A session that is open: where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub id: SessionId,
    /// The one that asks.
    pub is_current: bool,
    pub customer: CustomerId,
    pub person: PersonId,
    /// Of the person.
    pub email: String,
    pub role: MemberRole,
    /// Who made the link or the tokens that it began with: `person:{id}`, `api:{key id}`, `operator:{id}`; to
    /// customers, of the last two, `merchant`.
    pub made_by: String,
    /// Somebody of the merchant's looks, and can change nothing.
    pub is_view: bool,
    /// As far as the browser said, for example `Firefox`.
    pub browser: Option<String>,
    /// For example `Android`.
    pub system: Option<String>,
    /// Where it began; without its last part.
    pub client_address: Option<String>,
    pub created_at: Timestamp,
    /// When its tokens were last renewed.
    pub last_active_at: Timestamp,
    pub expires_at: Timestamp,
}

/// How many were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ended {
    pub ended: u64,
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
    pub id: LinkId,
    pub purpose: LinkPurpose,
    pub customer: CustomerId,
    /// `api:{key id}`, `operator:{id}`, or `person:{id}` for one that was asked for.
    pub made_by: String,
    /// It went out by mail; otherwise it was told to whoever made it.
    pub is_mailed: bool,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// A link for a payment method is opened as often as need be.
    pub first_used_at: Option<Timestamp>,
    /// When it was used up: by the login, or by the payment method that was added.
    pub consumed_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

crate::macros::wire_enum! {
    LinkPurpose {
        Login = "login",
        PaymentMethod = "payment_method",
        /// Proves a customer's new main address.
        EmailChange = "email_change",
        /// "That was not me", sent to the old one.
        EmailUndo = "email_undo",
        /// Proves the address of a further recipient of invoices.
        InvoiceRecipient = "invoice_recipient",
        /// Opens a read-only session for the merchant's staff.
        View = "view",
    }
}
