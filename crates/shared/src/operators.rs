//! The merchant's staff.

use serde::{Deserialize, Serialize};

use crate::{OperatorId, OperatorSessionId, Timestamp, customers::Language, macros::wire_enum};

wire_enum! {
    /// What somebody of the merchant's staff may do; `docs/permissions.md` has the table.
    OperatorRole {
        /// Everything.
        Owner = "owner",
        /// Everything but the team's owners.
        Admin = "admin",
        /// Customers, their contracts and links; no settings, no money.
        Support = "support",
        /// Look, change nothing.
        Viewer = "viewer",
    }
}

/// Signs an operator in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OperatorLoginIn {
    #[cfg_attr(feature = "openapi", schema(format = "email"))]
    pub email: String,
    pub password: String,
    /// Of the authenticator, or one of the recovery codes. After 401 `totp-required`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What the console gets for its cookie; never a refresh token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConsoleToken {
    pub access_token: String,
    /// Seconds until the access token ends.
    pub expires_in: u32,
    /// Seconds without activity after which the session ends.
    pub idle_after: u32,
    /// Seconds until the session ends in any case.
    pub ends_in: u32,
}

/// Asks for a mail with a link to set a new password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordResetRequest {
    #[cfg_attr(feature = "openapi", schema(format = "email"))]
    pub email: String,
}

/// Sets a password with the link of an invitation or a reset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordSetIn {
    pub token: String,
    /// 12 to 200 characters.
    pub password: String,
}

/// Changes one's own password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordChangeIn {
    pub current_password: String,
    /// 12 to 200 characters.
    pub new_password: String,
}

/// Somebody of the merchant's staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OperatorView {
    pub id: OperatorId,
    pub email: String,
    pub name: String,
    pub role: OperatorRole,
    pub language: Language,
    /// The one that asks.
    pub is_current: bool,
    /// False: the invitation was not accepted yet.
    pub has_password: bool,
    pub has_totp: bool,
    pub disabled_at: Option<Timestamp>,
    pub last_login_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// The one that asks, with what they may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OperatorSelf {
    pub operator: OperatorView,
    /// The merchant's name.
    pub merchant: String,
    #[cfg_attr(feature = "openapi", schema(example = json!(["customer:read", "invoice:read"])))]
    pub permissions: Vec<String>,
    /// Unused recovery codes.
    pub recovery_codes_left: u32,
}

/// What operators choose for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OperatorChoice {
    /// Of the console, and of mails to them.
    pub language: Language,
}

/// Invites somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewOperator {
    #[cfg_attr(feature = "openapi", schema(format = "email"))]
    pub email: String,
    /// At most 100 characters.
    pub name: String,
    pub role: OperatorRole,
    /// Absent: the merchant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// Changes somebody of the team; an absent field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OperatorPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<OperatorRole>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// False: cannot sign in, and is signed out at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// One's own password, once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordProof {
    pub password: String,
}

/// A second factor to be: it counts once a code of it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpSetup {
    /// To type in, in base32.
    #[cfg_attr(feature = "openapi", schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))]
    pub secret: String,
    /// The same for a QR code (`otpauth://…`): SHA-1, six digits, 30 seconds (RFC 6238).
    #[cfg_attr(
        feature = "openapi",
        schema(example = "otpauth://totp/Acme:eva%40acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme")
    )]
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TotpCode {
    /// Of the authenticator.
    #[cfg_attr(feature = "openapi", schema(example = "123456"))]
    pub code: String,
}

/// Ten codes that each stand in for the authenticator once: shown now and never again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    #[cfg_attr(feature = "openapi", schema(example = json!(["k3jd-8fh2-xq7m-p5vt-2nqc-w9ra"])))]
    pub recovery_codes: Vec<String>,
}

/// An open session of an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OperatorSessionView {
    pub id: OperatorSessionId,
    /// The one that asks.
    pub is_current: bool,
    pub browser: Option<String>,
    pub system: Option<String>,
    /// Without its last part.
    pub client_address: Option<String>,
    pub created_at: Timestamp,
    pub last_active_at: Timestamp,
    pub expires_at: Timestamp,
}
