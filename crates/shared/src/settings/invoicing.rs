//! How a customer is invoiced.

use serde::{Deserialize, Serialize};

use super::SettingsContext;
use crate::{Field, customers::Language, macros::wire_enum};

wire_enum! {
    #[derive(Default)]
    ElectronicInvoiceFormat {
        /// PDF/A-3 with the XML inside.
        #[default]
        Zugferd = "zugferd",
        /// XML for public buyers, by their Leitweg-ID, as CII.
        Xrechnung = "xrechnung",
        /// The same as UBL.
        XrechnungUbl = "xrechnung_ubl",
    }
}

/// What is in force for somebody, every field set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Invoicing {
    /// Days between the date of an invoice and its due date.
    pub payment_term_days: u32,
    /// `xrechnung` only together with a `buyerReference`.
    pub electronic_invoice_format: ElectronicInvoiceFormat,
    /// The buyer's Leitweg-ID (BT-10).
    pub buyer_reference: Option<String>,
    /// The buyer's order (BT-13), where the subscription names none.
    pub order_reference: Option<String>,
    /// Of documents and their mails; the customer's own language when null.
    pub document_language: Option<Language>,
    /// Whether documents are mailed once they are issued.
    pub auto_send_documents: bool,
    /// Whether the daily job bills what is due.
    pub automatic_billing: bool,
    /// For how many years invoices are kept of customers whose data are erased, counted from the end of the year in which
    /// they were made: 8 by § 147 (3) AO and § 14b `UStG`.
    pub retention_years: u32,
    /// Text above the lines of an invoice.
    pub introduction: Option<String>,
    /// Text below the totals.
    pub closing: Option<String>,
}

impl Default for Invoicing {
    fn default() -> Self {
        Self {
            payment_term_days: 14,
            electronic_invoice_format: ElectronicInvoiceFormat::default(),
            buyer_reference: None,
            order_reference: None,
            document_language: None,
            auto_send_documents: true,
            automatic_billing: false,
            retention_years: 8,
            introduction: None,
            closing: None,
        }
    }
}

impl Invoicing {
    /// What is in force where `own` stands above these values.
    #[must_use]
    pub fn overlaid(self, own: &InvoicingOwn) -> Self {
        // An empty text is a decision for none.
        let text = |own: Option<&String>, inherited: Option<String>| {
            own.map_or(inherited, |own| Some(own.clone()).filter(|text| !text.is_empty()))
        };
        Self {
            payment_term_days: own.payment_term_days.unwrap_or(self.payment_term_days),
            electronic_invoice_format: own.electronic_invoice_format.unwrap_or(self.electronic_invoice_format),
            buyer_reference: own.buyer_reference.clone().or(self.buyer_reference),
            order_reference: own.order_reference.clone().or(self.order_reference),
            document_language: own.document_language.or(self.document_language),
            auto_send_documents: own.auto_send_documents.unwrap_or(self.auto_send_documents),
            automatic_billing: own.automatic_billing.unwrap_or(self.automatic_billing),
            retention_years: own.retention_years.unwrap_or(self.retention_years),
            introduction: text(own.introduction.as_ref(), self.introduction),
            closing: text(own.closing.as_ref(), self.closing),
        }
    }
}

/// What is set at one level; an absent field is inherited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InvoicingOwn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_term_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electronic_invoice_format: Option<ElectronicInvoiceFormat>,
    /// Of customers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_reference: Option<String>,
    /// Of customers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_reference: Option<String>,
    /// Of customers alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_send_documents: Option<bool>,
    /// Of the tenant alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatic_billing: Option<bool>,
    /// Of the tenant alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_years: Option<u32>,
    /// Empty: none, even where the level above has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introduction: Option<String>,
    /// Empty: none, even where the level above has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<String>,
}

impl InvoicingOwn {
    /// With the fields that were sent; null inherits again.
    #[must_use]
    pub fn patched(self, patch: InvoicingPatch) -> Self {
        Self {
            payment_term_days: patch.payment_term_days.or(self.payment_term_days),
            electronic_invoice_format: patch.electronic_invoice_format.or(self.electronic_invoice_format),
            buyer_reference: patch.buyer_reference.or(self.buyer_reference),
            order_reference: patch.order_reference.or(self.order_reference),
            document_language: patch.document_language.or(self.document_language),
            auto_send_documents: patch.auto_send_documents.or(self.auto_send_documents),
            automatic_billing: patch.automatic_billing.or(self.automatic_billing),
            retention_years: patch.retention_years.or(self.retention_years),
            introduction: patch.introduction.or(self.introduction),
            closing: patch.closing.or(self.closing),
        }
    }
}

/// A change: an absent field stays, null inherits again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "paymentTermDays": 30, "closing": null })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoicingPatch {
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 0, maximum = 365))]
    pub payment_term_days: Field<u32>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ElectronicInvoiceFormat>))]
    pub electronic_invoice_format: Field<ElectronicInvoiceFormat>,
    /// Of customers alone: a Leitweg-ID.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "991-33333TEST-33"))]
    pub buyer_reference: Field<String>,
    /// Of customers alone: the order that stands on their invoices, at most 100 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "PO-4711"))]
    pub order_reference: Field<String>,
    /// Of customers alone.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Language>))]
    pub document_language: Field<Language>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub auto_send_documents: Field<bool>,
    /// Of the tenant alone.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub automatic_billing: Field<bool>,
    /// Of the tenant alone.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>, minimum = 5, maximum = 30))]
    pub retention_years: Field<u32>,
    /// At most 2000 characters; empty: none, even where the level above has one.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub introduction: Field<String>,
    /// At most 2000 characters; empty: none, even where the level above has one.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub closing: Field<String>,
}

impl InvoicingPatch {
    /// Fields of [`InvoicingView`] that an update may carry and that change nothing.
    pub const READ_ONLY: &'static [&'static str] = &["context", "values", "own", "inherited"];
}

/// What customers decide of their invoices themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InvoicePreferences {
    pub electronic_invoice_format: ElectronicInvoiceFormat,
    /// The Leitweg-ID of a public buyer (BT-10).
    #[cfg_attr(feature = "openapi", schema(example = "991-33333TEST-33"))]
    pub buyer_reference: Option<String>,
    /// The order that stands on their invoices (BT-13), where the subscription names none.
    #[cfg_attr(feature = "openapi", schema(example = "PO-4711"))]
    pub order_reference: Option<String>,
    /// Of documents and their mails; the customer's own language when null.
    pub document_language: Option<Language>,
}

impl From<Invoicing> for InvoicePreferences {
    fn from(values: Invoicing) -> Self {
        Self {
            electronic_invoice_format: values.electronic_invoice_format,
            buyer_reference: values.buyer_reference,
            order_reference: values.order_reference,
            document_language: values.document_language,
        }
    }
}

/// A change: an absent field stays, null takes the merchant's value again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "orderReference": "PO-4711" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoicePreferencesPatch {
    /// `xrechnung` and `xrechnung_ubl` only together with a `buyerReference`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ElectronicInvoiceFormat>))]
    pub electronic_invoice_format: Field<ElectronicInvoiceFormat>,
    /// A Leitweg-ID.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "991-33333TEST-33"))]
    pub buyer_reference: Field<String>,
    /// At most 100 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "PO-4711"))]
    pub order_reference: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Language>))]
    pub document_language: Field<Language>,
}

impl From<InvoicePreferencesPatch> for InvoicingPatch {
    fn from(patch: InvoicePreferencesPatch) -> Self {
        Self {
            electronic_invoice_format: patch.electronic_invoice_format,
            buyer_reference: patch.buyer_reference,
            order_reference: patch.order_reference,
            document_language: patch.document_language,
            ..Self::default()
        }
    }
}

/// Settings of a customer or of the tenant: what is in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoicingView {
    pub context: SettingsContext,
    pub values: Invoicing,
    /// Only what is set here.
    pub own: InvoicingOwn,
    /// The fields whose value comes from the level above.
    pub inherited: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_nearer_wins_and_an_empty_text_is_none() {
        let tenant = InvoicingOwn {
            payment_term_days: Some(30),
            introduction: Some("Vielen Dank".into()),
            closing: Some("Bis bald".into()),
            ..InvoicingOwn::default()
        };
        let customer = InvoicingOwn {
            payment_term_days: Some(7),
            introduction: Some(String::new()),
            ..InvoicingOwn::default()
        };
        let values = Invoicing::default().overlaid(&tenant).overlaid(&customer);
        assert_eq!((values.payment_term_days, values.introduction), (7, None));
        assert_eq!(values.closing.as_deref(), Some("Bis bald"));
        assert!(values.auto_send_documents);
    }
}
