//! Payment methods: cards, SEPA mandates, PayPal accounts.

use serde::{Deserialize, Serialize};

use crate::{Date, PaymentMethodId, Timestamp, macros::wire_enum};

wire_enum! {
    Gateway {
        Wallet = "wallet",
        SepaDebit = "sepa_debit",
        Stripe = "stripe",
        FakeProvider = "fake_provider",
        Paypal = "paypal",
        BankTransfer = "bank_transfer",
        GoCardless = "go_cardless",
        Testing = "testing",
    }
}

wire_enum! {
    PaymentMethodType {
        SepaDebit = "sepa_debit",
        Card = "card",
        Paypal = "paypal",
        BankTransfer = "bank_transfer",
        Wallet = "wallet",
        FakeProvider = "fake_provider",
    }
}

wire_enum! {
    PaymentMethodStatus {
        Active = "active",
        ActionRequired = "action_required",
        Expired = "expired",
        Revoked = "revoked",
        GatewayUnconfigured = "gateway_unconfigured",
    }
}

wire_enum! {
    PaymentMethodSource {
        Checkout = "checkout",
        Customerfront = "customerfront",
        Api = "api",
        AddLink = "add_link",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CardView {
    /// As the gateway spells it, for example `visa`.
    pub brand: String,
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
    pub card_holder: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SepaDebitView {
    /// Masked: country, check digits, two digits, and the last four.
    pub iban: String,
    pub bic: Option<String>,
    pub account_holder: Option<String>,
    pub mandate_reference: String,
    pub signing_date: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaypalView {
    pub email: String,
    pub billing_agreement_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodView {
    pub id: PaymentMethodId,
    pub gateway_name: Gateway,
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    /// New invoices are collected with it unless a subscription has its own.
    pub default: bool,
    pub status: PaymentMethodStatus,
    pub source: PaymentMethodSource,
    pub enabled: bool,
    /// For people, for example `Visa (4242)`.
    pub name: String,
    pub creation_date: Timestamp,
    /// Last day of validity of a card.
    pub expiration_date: Option<Date>,
    pub card: Option<CardView>,
    pub sepa_debit: Option<SepaDebitView>,
    pub paypal: Option<PaypalView>,
}

/// The short form that a subscription embeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentMethodShort {
    pub id: PaymentMethodId,
    pub gateway_name: Gateway,
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    pub default: bool,
    pub status: PaymentMethodStatus,
    pub name: String,
}
