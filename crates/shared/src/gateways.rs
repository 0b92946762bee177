//! Payment gateways: how a merchant reaches payment providers and their own bank.

use serde::{Deserialize, Serialize};

use crate::{
    Field, Timestamp,
    payment_methods::{Gateway, PaymentMethodType},
};

/// One gateway that this instance knows, whether the merchant has set it up or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GatewayView {
    pub gateway: Gateway,
    /// The types of payment methods that it keeps.
    pub types: Vec<PaymentMethodType>,
    /// All that it needs is there.
    pub configured: bool,
    /// Customers may add methods of it, and it is collected with.
    pub enabled: bool,
    /// For the gateway `stripe`.
    pub stripe: Option<StripeView>,
    /// For the gateway `sepa_debit`.
    pub sepa_debit: Option<CreditorView>,
    /// For the gateway `bank_transfer`.
    pub bank_transfer: Option<BankAccountView>,
    /// How the secret key begins and ends. Secrets are never shown again.
    #[cfg_attr(feature = "openapi", schema(example = "rk_live_…4242"))]
    pub secret_key_hint: Option<String>,
    /// Whether a signing secret for events is there: without one, what the provider learns late (returned debits) is not
    /// heard of.
    pub webhook_secret_set: bool,
    /// Where the provider has to send its events.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://acme.portal.example/api/public/gateways/stripe/events")
    )]
    pub webhook_url: Option<String>,
    /// What the last connection test found.
    pub last_check: Option<GatewayCheck>,
    /// Payment methods that another account at the provider keeps: they are not collected with until its keys are set up again.
    pub methods_elsewhere: u64,
    pub updated_at: Option<Timestamp>,
}

/// How Stripe is reached, without the secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StripeView {
    #[cfg_attr(feature = "openapi", schema(example = "pk_live_51HxyzABC"))]
    pub publishable_key: String,
}

/// Who collects by direct debit, for the merchant's own bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreditorView {
    /// As the bank knows the merchant.
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub name: String,
    /// Given out by the central bank (EPC262-08).
    #[cfg_attr(feature = "openapi", schema(example = "DE98ZZZ09999999999"))]
    pub creditor_identifier: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE89370400440532013000"))]
    pub iban: String,
    #[cfg_attr(feature = "openapi", schema(example = "COBADEFFXXX"))]
    pub bic: Option<String>,
}

/// Where customers transfer money to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct BankAccountView {
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub account_holder: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE89370400440532013000"))]
    pub iban: String,
    #[cfg_attr(feature = "openapi", schema(example = "COBADEFFXXX"))]
    pub bic: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "Commerzbank"))]
    pub bank_name: Option<String>,
}

/// What a connection test found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GatewayCheck {
    /// It would serve us.
    pub ok: bool,
    /// Why not, in the provider's words or ours.
    #[cfg_attr(feature = "openapi", schema(example = "Stripe does not know this secret key"))]
    pub message: Option<String>,
    pub checked_at: Timestamp,
}

/// Sets a gateway up, or changes it: an absent field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "enabled": true, "sepaDebit": { "name": "Acme GmbH", "creditorIdentifier": "DE98ZZZ09999999999", "iban": "DE89370400440532013000" } })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GatewayPatch {
    /// True where it is set up for the first time.
    pub enabled: Option<bool>,
    pub stripe: Option<StripePatch>,
    pub sepa_debit: Option<CreditorPatch>,
    pub bank_transfer: Option<BankAccountPatch>,
}

impl GatewayPatch {
    /// Fields of [`GatewayView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &[
        "gateway",
        "types",
        "configured",
        "secretKeyHint",
        "webhookSecretSet",
        "webhookUrl",
        "lastCheck",
        "methodsElsewhere",
        "updatedAt",
    ];
}

#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StripePatch {
    /// `pk_…`.
    #[cfg_attr(feature = "openapi", schema(example = "pk_live_51HxyzABC"))]
    pub publishable_key: Option<String>,
    /// `sk_…`, or better a restricted key `rk_…`.
    #[cfg_attr(feature = "openapi", schema(example = "rk_live_51HxyzDEF4242"))]
    pub secret_key: Option<String>,
    /// `whsec_…`; null takes it away.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "whsec_9f2c"))]
    pub webhook_secret: Field<String>,
}

impl std::fmt::Debug for StripePatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StripePatch")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CreditorPatch {
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub name: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "DE98ZZZ09999999999"))]
    pub creditor_identifier: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "DE89370400440532013000"))]
    pub iban: Option<String>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "COBADEFFXXX"))]
    pub bic: Field<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BankAccountPatch {
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub account_holder: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "DE89370400440532013000"))]
    pub iban: Option<String>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "COBADEFFXXX"))]
    pub bic: Field<String>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "Commerzbank"))]
    pub bank_name: Field<String>,
}
