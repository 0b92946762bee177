//! Invoices, credit notes and cancellations.

use serde::{Deserialize, Serialize};

use crate::{
    Currency, CustomerId, Date, DebitFileId, DecimalText, InvoiceFileId, InvoiceId, Money, PaymentId, PaymentMethodId,
    RefundId, SubscriptionId, SubscriptionItemId, Timestamp,
    addresses::AddressView,
    customers::CustomerShort,
    macros::wire_enum,
    payment_methods::{ActionRequired, PaymentMethodType, RefusalReason},
    settings::ExchangeRate,
    subscriptions::{PriceMode, TaxCategory},
};

wire_enum! {
    InvoiceStatus {
        Draft = "STATUS_DRAFT",
        /// Issued, its documents are being made.
        Finalizing = "STATUS_FINALIZING",
        Unpaid = "STATUS_UNPAID",
        Paid = "STATUS_PAID",
        Reminded = "STATUS_REMINDED",
        Cancelled = "STATUS_CANCELLED",
    }
}

wire_enum! {
    InvoiceType {
        Invoice = "TYPE_INVOICE",
        /// Credit note.
        Credit = "TYPE_CREDIT",
        /// Takes back a whole invoice.
        Cancellation = "TYPE_CANCELLATION",
    }
}

wire_enum! {
    InvoiceSource { Portico = "portico", External = "external" }
}

wire_enum! {
    DunningStatus { None = "none", Reminded = "reminded" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own on the wire")]
pub struct InvoiceView {
    pub id: InvoiceId,
    pub external_id: Option<String>,
    pub number: Option<String>,
    #[serde(rename = "type")]
    pub kind: InvoiceType,
    pub status: InvoiceStatus,
    pub source: InvoiceSource,
    pub customer: CustomerShort,
    pub subscription: Option<SubscriptionId>,
    /// The invoice that a credit note or cancellation belongs to.
    pub referenced_invoice: Option<InvoiceId>,
    pub currency_code: Currency,
    pub creation_date: Date,
    pub finalization_date: Option<Date>,
    pub due_date: Option<Date>,
    pub pay_date: Option<Date>,
    pub last_reminder_date: Option<Date>,
    pub last_sent_at: Option<Timestamp>,
    pub dunning_level: u32,
    pub net_amount: Money,
    pub tax_amount: Money,
    /// What is missing to the gross amount where prices include tax (EN 16931 BT-114), mostly 0:
    /// `net + tax + rounding = gross`.
    pub rounding_amount: Money,
    /// What is to be paid; negative on credit notes and cancellations.
    pub gross_amount: Money,
    pub discount_amount: Money,
    /// What is still to be paid, dunning fees included.
    pub open_amount: Money,
    pub paid_amount: Money,
    /// What credit notes took off.
    pub credited_amount: Money,
    pub dunning_fee_amount: Money,
    /// What was paid beyond what is owed after cancellations and credit notes: to be given back.
    pub refund_amount: Money,
    pub dunning_status: DunningStatus,
    /// The subscription's own method when it was issued; null: the customer's default.
    pub payment_method: Option<PaymentMethodId>,
    /// Open and past its due date, today in the tenant's zone, and not wholly on its way by `paymentUnderway`.
    pub is_overdue: bool,
    /// The last try to collect it failed; while the next one is on its way, `paymentUnderway` says so.
    pub last_payment_failed: bool,
    /// What is being collected of what is open: nothing else can pay the invoice before that is over. Null where its owner has to
    /// confirm it first, since they may pay another way.
    pub payment_underway: Option<PaymentUnderway>,
    pub title: Option<String>,
    pub introduction: Option<String>,
    pub closing: Option<String>,
    /// As printed on the document.
    pub invoice_address: Option<AddressView>,
    /// Whether there is a PDF, or one can be made: of what another system issued, the one that was sent. A download link leads to it.
    pub has_pdf: bool,
    /// Whether there is the XML of EN 16931: of ours alone.
    pub has_xml: bool,
    /// The lines; only in the answer for a single invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positions: Option<Vec<InvoiceLine>>,
    /// The tax of each category and rate; only in the answer for a single invoice, and only of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxes: Option<Vec<InvoiceTax>>,
    /// The PDF, where there is one or it can be made; only in the answer for a single invoice. A download link leads to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<InvoiceFileView>,
    /// The XML of EN 16931, likewise; only of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xml_file: Option<InvoiceFileView>,
    /// Whether a PDF that was sent is served in place of ours; only in the answer for a single invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_own_pdf: Option<bool>,
    /// As printed on the document; only in the answer for a single invoice, and only of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<InvoiceSeller>,
    /// What the document says besides; only in the answer for a single invoice, and only of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub particulars: Option<InvoiceParticulars>,
    /// What it lacks for the `XRechnung` that the customer asks for: its XML is that of `ZUGFeRD`, unless postcodes and cities
    /// alone are missing, for which a dash stands; only in the answer for a single invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lacking_for_xrechnung: Option<Vec<XrechnungGap>>,
}

/// An attempt to collect what is open that goes on by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "id": "01a20397-b036-7000-8004-e9cb25c4b054", "amount": { "amount": 5831, "currency": "EUR" }, "status": "underway",
    "collectOn": "2026-12-14"
})))]
#[serde(rename_all = "camelCase")]
pub struct PaymentUnderway {
    pub id: PaymentId,
    pub amount: Money,
    /// `pending` or `underway`.
    pub status: PaymentStatus,
    /// Of a direct debit at the merchant's own bank: the day on which the account is debited.
    pub collect_on: Option<Date>,
}

impl PaymentUnderway {
    /// Whether nothing stays open where it comes in.
    pub const fn covers(&self, open: Money) -> bool {
        self.amount.amount >= open.amount
    }
}

/// A file of an invoice. Its bytes are fetched at the address of a download link, and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "id": "6f1c2a54-9d3e-8b71-a4c0-52e8d7193f06", "isPrivate": true, "mimeType": "application/pdf", "fileExtension": "pdf",
    "fileName": "RE-0000000042.pdf", "storageFileName": "RE-0000000042.pdf", "createdAt": "2026-11-22T13:00:00Z"
})))]
#[serde(rename_all = "camelCase")]
pub struct InvoiceFileView {
    /// Stays the same where another PDF takes its place.
    pub id: InvoiceFileId,
    /// Always: whoever fetches it has to hold a download link.
    pub is_private: bool,
    pub mime_type: String,
    pub file_extension: String,
    /// The name under which it is saved.
    pub file_name: String,
    /// The same.
    pub storage_file_name: String,
    /// When the invoice was issued, or the PDF sent that is served in place of ours.
    pub created_at: Timestamp,
}

/// Who issued an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct InvoiceSeller {
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub name: String,
    /// With the house number.
    #[cfg_attr(feature = "openapi", schema(example = "Musterstraße 12"))]
    pub street: String,
    #[cfg_attr(feature = "openapi", schema(example = "10115"))]
    pub zip: String,
    #[cfg_attr(feature = "openapi", schema(example = "Berlin"))]
    pub city: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE"))]
    pub country_code: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE123456788"))]
    pub vat_id: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "27/123/45678"))]
    pub tax_number: Option<String>,
}

/// What a document says besides lines and amounts, as of the day on which it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "orderReference": "PO-2026-778", "buyerReference": "991-33333TEST-33", "exemptionReasons": [],
    "taxInOwnCurrency": { "amount": 1752, "currency": "EUR" },
    "exchangeRate": { "base": "EUR", "units": 1, "quote": "USD", "rate": "1.0843", "date": "2026-10-31" },
    "payment": { "means": "direct_debit", "account": "DE89 •••• 3000", "accountHolder": null, "bic": null, "reference": null,
        "mandateReference": "M-000042", "creditorIdentifier": "DE98ZZZ09999999999", "collectOn": "2026-12-14" }
})))]
#[serde(rename_all = "camelCase")]
pub struct InvoiceParticulars {
    /// The customer's order (EN 16931 BT-13).
    pub order_reference: Option<String>,
    /// BT-10: of public buyers the Leitweg-ID.
    pub buyer_reference: Option<String>,
    /// BT-120, in the document's language: why no tax is charged, with the provision where it is known.
    pub exemption_reasons: Vec<String>,
    /// BT-111: the tax in the currency of the merchant's country, where the document is in another.
    pub tax_in_own_currency: Option<Money>,
    /// What that was converted by.
    pub exchange_rate: Option<ExchangeRate>,
    /// Null where nothing is to be paid, or it was not known how.
    pub payment: Option<InvoicePayment>,
}

wire_enum! {
    InvoicePaymentMeans { Transfer = "transfer", DirectDebit = "direct_debit", Card = "card", Online = "online" }
}

/// How an invoice is paid (EN 16931 BG-16). Of a SEPA direct debit it is the pre-notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "means": "transfer", "account": "DE89370400440532013000", "accountHolder": "Acme GmbH", "bic": "COBADEFFXXX",
    "reference": "RE-0000000042", "mandateReference": null, "creditorIdentifier": null, "collectOn": null
})))]
#[serde(rename_all = "camelCase")]
pub struct InvoicePayment {
    pub means: InvoicePaymentMeans,
    /// Where to transfer to, or what it is collected with: a masked IBAN, a card, the name of an account.
    pub account: Option<String>,
    /// Of a transfer, like `bic` and `reference`.
    pub account_holder: Option<String>,
    pub bic: Option<String>,
    /// What the payer writes.
    pub reference: Option<String>,
    /// Of a direct debit, like `creditorIdentifier` and `collectOn`.
    pub mandate_reference: Option<String>,
    pub creditor_identifier: Option<String>,
    /// The day on which the account is debited.
    pub collect_on: Option<Date>,
}

wire_enum! {
    /// What an `XRechnung` needs and was not known when the invoice was issued.
    XrechnungGap {
        BuyerReference = "buyerReference",
        /// Of the company, like `phone` and `email`.
        ContactName = "contactName",
        Phone = "phone",
        Email = "email",
        /// A way to pay: an account for transfers, or a payment method.
        Payment = "payment",
        BuyerEmail = "buyerEmail",
        /// Of the company, like `city`: a dash stands for it.
        Zip = "zip",
        City = "city",
        /// A dash stands for it, as for `buyerCity`.
        BuyerZip = "buyerZip",
        BuyerCity = "buyerCity",
    }
}

/// The tax of one category and rate (EN 16931 BG-23). Amounts are minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceTax {
    pub tax_category: TaxCategory,
    /// Basis points: 1900 is 19 %.
    pub tax_rate: u32,
    /// What the tax is charged on.
    pub net_amount: i64,
    pub tax_amount: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceLine {
    pub name: String,
    pub description: Option<String>,
    pub quantity: DecimalText,
    pub unit_price: DecimalText,
    /// Basis points: 1900 is 19 %.
    pub tax_rate: u32,
    #[serde(default)]
    pub tax_category: TaxCategory,
    /// Minor units, after discount.
    pub net_amount: i64,
    /// Whether unit price, `discountAmount` and `amount` include tax.
    #[serde(default)]
    pub price_mode: PriceMode,
    /// What was taken off, in minor units.
    #[serde(default)]
    pub discount_amount: i64,
    /// On credit notes and cancellations: which line of the invoice it takes back, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credited_position: Option<u32>,
    /// The item that it bills. Not on invoices of other systems.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_item: Option<SubscriptionItemId>,
    /// Quantity × unit price − discount, net or gross as `priceMode` says; absent: `netAmount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Of a period that is billed in part: how many days of it, out of `periodDays`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_days: Option<u32>,
    /// First day that the line is for.
    pub period_start: Option<Date>,
    /// Last day that the line is for.
    pub period_end: Option<Date>,
}

/// An invoice that another system issued: with its own number and totals. All amounts are minor
/// units and `netAmount + taxAmount + roundingAmount = grossAmount`; lines, where given, add up to `netAmount`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({
    "customer": "01a20397-b036-7000-8004-1147a6ab4c7c", "number": "ALT-2025-0815", "currencyCode": "EUR", "creationDate": "2025-12-01", "dueDate": "2025-12-15",
    "netAmount": 4900, "taxAmount": 931, "grossAmount": 5831
})))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceIn {
    pub customer: CustomerId,
    pub external_id: Option<String>,
    /// Unique within the tenant.
    pub number: String,
    /// `TYPE_INVOICE` when absent.
    #[serde(rename = "type")]
    pub kind: Option<InvoiceType>,
    /// `STATUS_UNPAID`, `STATUS_PAID`, `STATUS_REMINDED` or `STATUS_CANCELLED`; unpaid when absent.
    pub status: Option<InvoiceStatus>,
    pub subscription: Option<SubscriptionId>,
    pub referenced_invoice: Option<InvoiceId>,
    pub currency_code: Currency,
    /// The invoice's date.
    pub creation_date: Date,
    pub due_date: Option<Date>,
    /// Required for `STATUS_PAID`, refused otherwise.
    pub pay_date: Option<Date>,
    pub net_amount: i64,
    pub tax_amount: i64,
    /// BT-114 of EN 16931, 0 when absent.
    #[serde(default)]
    pub rounding_amount: i64,
    pub gross_amount: i64,
    pub title: Option<String>,
    #[serde(default)]
    pub positions: Vec<InvoiceLine>,
}

/// A cancellation of a whole invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "reason": "Falsche Anschrift", "billAgain": true })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CancelInvoiceIn {
    /// Printed on the cancellation.
    pub reason: Option<String>,
    /// Bills the same period anew with the next billing run, for example with a corrected address. Only for the last
    /// period that was billed.
    pub bill_again: bool,
}

/// A credit note for some of what an invoice charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "positions": [{ "position": 0, "amount": 1000 }], "reason": "Drei Tage ohne Zugang" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditIn {
    /// At least one.
    pub positions: Vec<CreditPosition>,
    /// Printed on the credit note.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditPosition {
    /// Which line of the invoice, counted from 0.
    pub position: u32,
    /// Minor units, net or gross as the line's prices are; at most what is left of the line.
    pub amount: i64,
}

wire_enum! {
    PaymentStatus {
        /// Asked for at the gateway, no answer yet.
        Pending = "pending",
        /// On its way: the bank's answer comes within days.
        Underway = "underway",
        Succeeded = "succeeded",
        Failed = "failed",
        /// It came in, and was taken back: a returned debit, a disputed charge.
        Returned = "returned",
    }
}

wire_enum! {
    PaymentSource {
        /// By us, with the customer's payment method.
        Collected = "collected",
        /// It came in elsewhere and was recorded.
        Recorded = "recorded",
    }
}

/// Money for an invoice that came in elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "amount": 5831, "paidOn": "2026-11-20", "reference": "RE-0000000042 Nordlicht GmbH" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentIn {
    /// Minor units in the invoice's currency; what is open when absent.
    pub amount: Option<i64>,
    /// Today when absent.
    pub paid_on: Option<Date>,
    /// For example the text of the transfer.
    pub reference: Option<String>,
}

wire_enum! {
    RefundStatus {
        /// Asked for at the gateway, no answer yet.
        Pending = "pending",
        Succeeded = "succeeded",
        Failed = "failed",
    }
}

/// Gives money back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(example = json!({ "amount": 1900, "note": "Ticket 4711" })))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RefundIn {
    /// Minor units; all that is left when absent.
    pub amount: Option<i64>,
    /// For the merchant alone.
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefundView {
    pub id: RefundId,
    pub payment: PaymentId,
    pub invoice: InvoiceId,
    pub status: RefundStatus,
    pub amount: Money,
    pub note: Option<String>,
    /// As the gateway names it.
    pub reference: Option<String>,
    /// Why it failed, as the gateway names it.
    pub failure_code: Option<String>,
    /// The same in one of our words.
    pub failure_reason: Option<RefusalReason>,
    pub created_at: Timestamp,
}

/// Pays an invoice now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PayIn {
    /// For this once; absent: what the invoice would be collected with.
    pub payment_method: Option<PaymentMethodId>,
    /// Where the customer comes back to, with `payment` in the query, where their bank has them confirm it: a page of the portal, or
    /// on a host of `returnHosts`. Absent with a customer's token: the portal's page for it. Absent otherwise: nobody is there, and
    /// what asks for its owner fails. A provider's method for one payment alone needs it.
    #[cfg_attr(feature = "openapi", schema(example = "https://shop.example/paid"))]
    pub return_url: Option<String>,
}

/// What an invoice is collected with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvoiceMethodIn {
    pub payment_method_id: PaymentMethodId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PaymentView {
    pub id: PaymentId,
    pub invoice: InvoiceId,
    pub payment_method: Option<PaymentMethodId>,
    /// That method, also where it was removed since. Only in lists, and for the merchant with `payment-method:read`.
    pub collected_with: Option<CollectedWith>,
    pub source: PaymentSource,
    pub status: PaymentStatus,
    pub amount: Money,
    pub paid_on: Option<Date>,
    pub reference: Option<String>,
    /// Why it failed, as the gateway names it.
    pub failure_code: Option<String>,
    /// The same in one of our words.
    pub failure_reason: Option<RefusalReason>,
    pub returned_at: Option<Timestamp>,
    /// Of a direct debit at the merchant's own bank: the day on which the account is debited.
    pub collect_on: Option<Date>,
    /// The file in which it went to the bank; null while it waits for one.
    pub debit_file: Option<DebitFileId>,
    /// What was given back of it, or is about to be.
    pub refunded_amount: Money,
    pub created_at: Timestamp,
    /// Of one that is `pending` because its owner has to confirm it: until when they may.
    pub action_until: Option<Timestamp>,
    /// What they have to do for it; then `POST /payments/{id}/confirm`. Only in answers of `pay` and `confirm`.
    pub action_required: Option<ActionRequired>,
    /// It got no answer for a day, so that `POST /payments/{id}/give-up` may end it. Only in lists, and for the merchant.
    pub can_be_given_up: bool,
}

/// A payment method as it is called now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CollectedWith {
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    #[cfg_attr(feature = "openapi", schema(example = "SEPA (3000)"))]
    pub name: String,
    /// Of a direct debit, masked.
    #[cfg_attr(feature = "openapi", schema(example = "DE8937************3000"))]
    pub iban: Option<String>,
}

/// Where to transfer what is open on an invoice to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    #[cfg_attr(feature = "openapi", schema(example = "Acme GmbH"))]
    pub account_holder: String,
    #[cfg_attr(feature = "openapi", schema(example = "DE89370400440532013000"))]
    pub iban: String,
    #[cfg_attr(feature = "openapi", schema(example = "COBADEFFXXX"))]
    pub bic: Option<String>,
    #[cfg_attr(feature = "openapi", schema(example = "Commerzbank"))]
    pub bank_name: Option<String>,
    pub amount: Money,
    /// What the customer writes, so that the merchant knows what it is for.
    #[cfg_attr(feature = "openapi", schema(example = "RE-0000000042"))]
    pub reference: String,
    /// Null where a code cannot hold it: another currency than the euro, for example.
    pub giro_code: Option<GiroCode>,
}

/// The QR code with which an app of a bank fills a transfer in (EPC069-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiroCode {
    /// What the code says.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "BCD\n002\n1\nSCT\nCOBADEFFXXX\nAcme GmbH\nDE89370400440532013000\nEUR119.00\n\n\nRE-0000000042"
        )
    )]
    pub text: String,
    /// The code row by row, without the four light modules that have to stand around it; `1` is dark.
    #[cfg_attr(feature = "openapi", schema(example = json!(["1110111", "1000001"])))]
    pub modules: Vec<String>,
}
