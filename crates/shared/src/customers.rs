//! Customers of a merchant: companies and people.

use serde::{Deserialize, Serialize};

use uuid::Uuid;

use crate::{
    ContactId, Currency, CustomerId, Field, PaymentMethodId, Timestamp,
    addresses::{AddressView, Salutation},
    macros::wire_enum,
};

wire_enum! {
    /// Archived and suspended customers cannot sign in.
    CustomerStatus {
        Active = "STATUS_ACTIVE",
        Archived = "STATUS_ARCHIVED",
        Suspended = "STATUS_SUSPENDED",
    }
}

wire_enum! {
    Gender { Male = "male", Female = "female", Diverse = "diverse" }
}

wire_enum! {
    /// The languages that Portico speaks.
    #[derive(Default)]
    Language { #[default] De = "de", En = "en" }
}

wire_enum! {
    /// What became of a new main address.
    EmailChangeState {
        /// Waits for the proof at the new address; the old one counts.
        Asked = "asked",
        Done = "done",
        /// Taken back from the old address.
        Undone = "undone",
        /// Taken back before the proof, or asked for anew.
        Withdrawn = "withdrawn",
    }
}

wire_enum! {
    /// What somebody may do for a customer.
    MemberRole {
        /// Everything.
        Owner = "owner",
        /// Invoices, addresses and payment methods.
        Billing = "billing",
        /// Look, change nothing.
        Viewer = "viewer",
    }
}

wire_enum! {
    /// What the register of VAT IDs (VIES) said.
    #[derive(Default)]
    VatState {
        /// Not asked yet, or no VAT ID of the EU.
        #[default]
        Unchecked = "unchecked",
        Valid = "valid",
        Invalid = "invalid",
        /// The register could not be asked; it will be, again and again. That is not "invalid".
        Unavailable = "unavailable",
    }
}

/// The last check of a VAT ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct VatIdCheck {
    pub state: VatState,
    /// When the register last gave an answer.
    pub checked_at: Option<Timestamp>,
    /// The register's own number for that answer: the proof. Given only to requesters that name their VAT ID.
    pub consultation_number: Option<String>,
}

/// The short form that other resources embed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CustomerShort {
    pub id: CustomerId,
    pub customer_number: String,
    pub time_zone: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub currency_code: Currency,
    pub company_name: Option<String>,
    pub datev_id: Option<String>,
    pub status: CustomerStatus,
}

/// An e-mail address of a customer and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailAddressView {
    pub email: String,
    /// The address that mails and the login go to.
    pub default: bool,
    /// Invoices go here; without one they go to the default address.
    pub invoice: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CustomerView {
    pub id: CustomerId,
    pub external_id: Option<String>,
    pub customer_number: String,
    pub time_zone: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub currency_code: Currency,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    pub company_name: Option<String>,
    pub vat_id: Option<String>,
    /// null: not known (no VAT ID, or the register could not be asked).
    pub is_vat_id_valid: Option<bool>,
    /// null: no VAT ID.
    pub vat_id_check: Option<VatIdCheck>,
    pub datev_id: Option<String>,
    pub commercial_register_name: Option<String>,
    pub commercial_register_number: Option<String>,
    pub status: CustomerStatus,
    pub gender: Option<Gender>,
    pub phone: Option<String>,
    pub language: Language,
    pub total_turn_over_rank: Option<i32>,
    /// True when there is a company name.
    pub business_customer: bool,
    pub email_addresses: Vec<EmailAddressView>,
    pub addresses: Vec<AddressView>,
    /// The default of type `TYPE_DEFAULT`.
    pub default_address: Option<AddressView>,
    /// The default of type `TYPE_INVOICE`, else the default address.
    pub invoice_address: Option<AddressView>,
    pub default_email: String,
    /// Where invoices go, the default e-mail unless another was set.
    pub invoice_email: String,
    pub default_payment_method: Option<PaymentMethodId>,
    pub contact_person: Option<ContactId>,
    pub customer_group: Option<Uuid>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Their data were erased: what is left is a number for what has to be kept.
    pub erased_at: Option<Timestamp>,
}

/// A new customer. `street`, `houseNumber`, `zip`, `city`, `addition` make its default address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "email": "ada@example.com", "companyName": "Nordlicht GmbH", "firstName": "Ada", "lastName": "Müller", "countryCode": "DE",
    "vatId": "DE136695976", "externalId": "crm-4711", "street": "Hafenstraße", "houseNumber": "5", "zip": "20457", "city": "Hamburg"
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomerIn {
    /// The main address; its holder becomes the first owner and signs in with it.
    #[cfg_attr(feature = "openapi", schema(format = "email", example = "ada@example.com"))]
    pub email: String,
    /// Your own key for this customer; unique. Paths accept it in place of the id.
    pub external_id: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company_name: Option<String>,
    pub phone: Option<String>,
    /// With the country in front, for example `DE136695976`; stored without spaces, dots and dashes.
    pub vat_id: Option<String>,
    pub datev_id: Option<String>,
    /// Empty: the next of the number range.
    pub customer_number: Option<String>,
    /// ISO 3166-1 alpha-2; `DE` when absent.
    pub country_code: Option<String>,
    /// When absent: `de` for DE, AT, CH, LI; else `en`.
    pub language: Option<Language>,
    /// IANA name; the tenant's zone when absent.
    pub time_zone: Option<String>,
    /// The tenant's currency when absent.
    pub currency_code: Option<Currency>,
    pub invoice_email: Option<String>,
    pub gender: Option<Gender>,
    pub commercial_register_name: Option<String>,
    pub commercial_register_number: Option<String>,
    pub salutation: Option<Salutation>,
    pub street: Option<String>,
    pub house_number: Option<String>,
    pub zip: Option<String>,
    pub city: Option<String>,
    pub addition: Option<String>,
    pub contact_person: Option<ContactId>,
    /// A group of your own system: kept and given back, and without an effect here.
    pub customer_group: Option<Uuid>,
}

/// A change of a customer: an absent field stays, `null` clears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "phone": "+49 40 123456", "invoiceEmail": "rechnung@example.com", "datevId": null })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomerPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "email"))]
    pub email: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub external_id: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub first_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub last_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub company_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub vat_id: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub datev_id: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub country_code: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Language))]
    pub language: Field<Language>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub time_zone: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "email"))]
    pub invoice_email: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Gender>))]
    pub gender: Field<Gender>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub commercial_register_name: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub commercial_register_number: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ContactId>))]
    pub contact_person: Field<ContactId>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Uuid>))]
    pub customer_group: Field<Uuid>,
}

impl CustomerPatch {
    /// Fields of [`CustomerView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &[
        "id",
        "customerNumber",
        "currencyCode",
        "isVatIdValid",
        "vatIdCheck",
        "status",
        "totalTurnOverRank",
        "businessCustomer",
        "emailAddresses",
        "addresses",
        "defaultAddress",
        "invoiceAddress",
        "defaultEmail",
        "defaultPaymentMethod",
        "createdAt",
        "updatedAt",
        "erasedAt",
    ];
}

/// The default payment method of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DefaultPaymentMethodIn {
    /// One of the customer's own; null: none.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<PaymentMethodId>, required = true))]
    pub payment_method_id: Field<PaymentMethodId>,
}

/// Asks for another main address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EmailChangeIn {
    #[cfg_attr(feature = "openapi", schema(format = "email"))]
    pub email: String,
}

/// A new main address on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailChangeView {
    /// Where the proof was sent.
    pub new_email: String,
    pub state: EmailChangeState,
    pub created_at: crate::Timestamp,
    /// Until when the proof is accepted.
    pub expires_at: crate::Timestamp,
}

/// Whether a new main address is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailChangePending {
    pub pending: Option<EmailChangeView>,
}

/// What undoing a change of address did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct EmailChangeUndone {
    /// The address that counts (again).
    pub email: String,
    /// Until when nobody can change address, people or payment methods.
    pub frozen_until: crate::Timestamp,
}
