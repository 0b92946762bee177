//! Direct debits at the merchant's own bank: what waits for the bank, the files that go there, and what comes back.

use serde::{Deserialize, Serialize};

use crate::{CustomerId, Date, DebitFileId, InvoiceId, Money, PaymentId, Timestamp, macros::wire_enum};

/// A file of direct debits (ISO 20022, `pain.008.001.08`) for the merchant's bank. Its content is at
/// `GET /debit-files/{id}/content`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DebitFileView {
    pub id: DebitFileId,
    /// As it names itself to the bank (`MsgId`).
    #[cfg_attr(feature = "openapi", schema(example = "PTC-20261129-9E2B71A0"))]
    pub message_id: String,
    pub debits: u64,
    pub amount: Money,
    /// The first and the last day on which accounts are debited.
    pub first_collection_on: Date,
    pub last_collection_on: Date,
    /// `api:{key id}` or `operator:{id}`.
    pub made_by: String,
    pub created_at: Timestamp,
}

/// A direct debit, waiting for a file or in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DebitView {
    pub payment: PaymentId,
    pub invoice: InvoiceId,
    #[cfg_attr(feature = "openapi", schema(example = "RE-0000000042"))]
    pub invoice_number: Option<String>,
    pub customer: CustomerId,
    pub customer_name: String,
    pub amount: Money,
    pub collect_on: Date,
    pub mandate_reference: String,
    /// Masked.
    pub iban: String,
}

/// What waits for the next file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WaitingDebits {
    /// The next to be collected first, 1,000 at most.
    pub data: Vec<DebitView>,
    pub count: u64,
    pub amount: Option<Money>,
    /// Until when the next file has to be at the bank, so that nothing is collected later than it was announced.
    pub hand_in_until: Option<Date>,
}

/// Makes a file of what waits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DebitFileIn {
    /// What is to be collected by this day; all that waits when absent.
    pub until: Option<Date>,
}

wire_enum! {
    /// Why a direct debit came back (ISO 20022, External Status Reason Code; EPC016-06, section 4.4).
    ReturnReason {
        IncorrectAccount = "AC01",
        ClosedAccount = "AC04",
        BlockedAccount = "AC06",
        DebtorAccountType = "AC13",
        DirectDebitForbidden = "AG01",
        BankOperationCode = "AG02",
        InsufficientFunds = "AM04",
        Duplicate = "AM05",
        NoMandate = "MD01",
        MandateData = "MD02",
        /// The debtor asked for it within eight weeks.
        RefundRequested = "MD06",
        DebtorDeceased = "MD07",
        ByOrder = "MS02",
        NotSpecified = "MS03",
        Regulatory = "RR04",
        CreditorIdentifier = "BE05",
        Service = "SL01",
    }
}

/// Records that the bank gave a direct debit back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnIn {
    pub reason: ReturnReason,
}
