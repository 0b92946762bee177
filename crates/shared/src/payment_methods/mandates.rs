//! Mandates for direct debits at the merchant's own bank, and the IBANs in them.

use serde::{Deserialize, Serialize};

use crate::{Date, MandateId, Timestamp, customers::Language, macros::wire_enum};

/// A mandate for direct debits (SEPA Core) at the merchant's own bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SepaDebitIn {
    /// With or without spaces.
    #[cfg_attr(feature = "openapi", schema(example = "DE89 3704 0044 0532 0130 00"))]
    pub iban: String,
    #[cfg_attr(feature = "openapi", schema(example = "Mara Beispiel"))]
    pub account_holder: String,
    pub address: DebtorAddress,
    /// In which the mandate's text was shown, and its document is written; the customer's when absent.
    pub language: Option<Language>,
    /// The debtor agreed to the text of `GET /payment-methods/options`. Customers have to.
    #[serde(default)]
    pub consent: bool,
    /// The merchant alone: of a mandate that was signed on paper. From the number range when absent.
    #[cfg_attr(feature = "openapi", schema(example = "MNDT-2021-0001"))]
    pub mandate_reference: Option<String>,
    /// The merchant alone: when it was signed on paper. Needed where `consent` is false.
    pub signature_date: Option<Date>,
    /// The merchant alone: the latest debit under it elsewhere. It counts for the 36 months, and the next one is recurrent.
    pub last_debit_on: Option<Date>,
}

/// Where the debtor lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DebtorAddress {
    /// With the house number.
    #[cfg_attr(feature = "openapi", schema(example = "Speicherweg 12"))]
    pub street: String,
    #[cfg_attr(feature = "openapi", schema(example = "20457"))]
    pub zip: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "Hamburg"))]
    pub city: String,
    /// ISO 3166-1 alpha-2.
    #[cfg_attr(feature = "openapi", schema(example = "DE"))]
    pub country_code: String,
}

/// Another account for the same mandate: an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MandateAccountIn {
    #[cfg_attr(feature = "openapi", schema(example = "DE02 1203 0000 0000 2020 51"))]
    pub iban: String,
    /// As it was when absent.
    pub account_holder: Option<String>,
    /// The debtor agreed. Customers have to.
    #[serde(default)]
    pub consent: bool,
}

/// What a mandate will say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MandateOffer {
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub creditor_name: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE98ZZZ09999999999"))]
    pub creditor_identifier: String,
    /// Paragraphs, in the language that was asked for.
    pub text: Vec<String>,
    /// The same of a mandate for one payment alone.
    pub one_off_text: Vec<String>,
    /// What is known of the customer, to begin with.
    pub account_holder: String,
    pub address: Option<DebtorAddress>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IbanIn {
    #[cfg_attr(feature = "openapi", schema(example = "DE89 3704 0044 0532 0130 00"))]
    pub iban: String,
}

/// What is known of an IBAN whose check digits are right; of German ones the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct IbanView {
    /// Masked.
    pub iban: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE"))]
    pub country_code: String,
    #[cfg_attr(feature = "openapi", schema(example = "Commerzbank"))]
    pub bank_name: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "COBADEFFXXX"))]
    pub bic: Option<String>,
}

wire_enum! {
    MandateStatus {
        Active = "active",
        /// By the debtor, the merchant, or with the payment method; or a debit came back for a reason that ends it: `MD01`, `AC04`,
        /// `AC06`, `MD07`, `AG01`.
        Revoked = "revoked",
        /// Not used for 36 months.
        Lapsed = "lapsed",
    }
}

wire_enum! {
    /// How often a mandate allows debits (AT-21).
    MandateRecurrence {
        Recurrent = "recurrent",
        /// Once. It ends when the debit was settled.
        OneOff = "one_off",
    }
}

wire_enum! {
    /// Which debit of a mandate the next one is (AT-21), as ISO 20022 writes it.
    MandateSequence {
        First = "FRST",
        Recurrent = "RCUR",
        OneOff = "OOFF",
    }
}

wire_enum! {
    /// The scheme.
    SepaType {
        Core = "core",
    }
}

/// What a payment method says of its mandate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SepaMandateView {
    pub id: MandateId,
    pub status: MandateStatus,
    #[cfg_attr(feature = "openapi", schema(example = "DE98ZZZ09999999999"))]
    pub creditor_identifier: String,
    #[cfg_attr(feature = "openapi", schema(example = "MNDT-2026-0001"))]
    pub mandate_reference: String,
    pub bank_account: MandateAccountView,
    /// Of the next debit.
    pub sequence_type: MandateSequence,
    pub sepa_type: SepaType,
    pub signature_date: Date,
}

/// The account that a mandate debits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MandateAccountView {
    /// Masked.
    pub iban: String,
    pub bic: Option<String>,
    pub account_holder: String,
    #[cfg_attr(feature = "openapi", schema(example = "Commerzbank"))]
    pub bank_name: Option<String>,
}

/// A mandate as it was given (EPC016-06, dataset DS-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MandateView {
    #[cfg_attr(feature = "openapi", schema(example = "MNDT-2026-0001"))]
    pub mandate_reference: String,
    pub recurrence: MandateRecurrence,
    pub status: MandateStatus,
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub creditor_name: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE98ZZZ09999999999"))]
    pub creditor_identifier: String,
    pub account_holder: String,
    pub address: DebtorAddress,
    /// Masked.
    pub iban: String,
    pub bic: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "Commerzbank"))]
    pub bank_name: Option<String>,
    /// In which it was given.
    pub language: Language,
    /// Paragraphs, as the debtor agreed to them; empty for one that was signed on paper.
    pub text: Vec<String>,
    pub signature_date: Date,
    /// When the debtor agreed in the portal; null for one that was signed on paper.
    pub consented_at: Option<Timestamp>,
    /// Where from, without its last part.
    #[cfg_attr(feature = "openapi", schema(example = "203.0.113.0"))]
    pub client_address: Option<String>,
    /// When another account took the place of the first.
    pub amended_at: Option<Timestamp>,
    /// The day of the latest debit that was handed in to the bank; it may lie ahead. The 36 months begin there. Null where there was
    /// none, or the bank refused all before their day.
    pub last_debit_on: Option<Date>,
    /// The first day on which it no longer counts.
    pub lapses_on: Date,
    pub revoked_at: Option<Timestamp>,
}
