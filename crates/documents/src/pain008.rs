//! SEPA Direct Debit: the file with which a creditor asks their own bank to collect, core scheme.
//!
//! Message `pain.008.001.08` of ISO 20022 (Customer Direct Debit Initiation V08) as the implementation guidelines of
//! the European Payments Council narrow it (EPC130-08, customer-to-bank): one block per day and sequence, amounts in
//! EUR, charges shared (`SLEV`). The same input gives the same bytes.
//!
//! What would make a bank refuse the whole file is refused here, by name ([`DebitFileError`]). Texts are escaped but
//! not rewritten: names and remittance texts with characters beyond the scheme's set are the caller's to spell out.

mod check;
mod write;

use chrono::{DateTime, NaiveDate, Utc};

/// One message to the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebitFile {
    /// Names the file for good; the bank refuses one that it has seen. At most 35 characters of [the scheme's
    /// set](DebitFileError); with more than 31, the blocks of two files may be named alike.
    pub message_id: String,
    pub created_at: DateTime<Utc>,
    /// Who hands the file in, at most 70 characters.
    pub initiator: String,
    pub creditor: Creditor,
    /// Grouped by day and sequence; within a group they keep their order.
    pub collections: Vec<Collection>,
}

/// Who collects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creditor {
    /// As the bank knows it, at most 70 characters.
    pub name: String,
    /// Without spaces.
    pub iban: String,
    pub bic: Option<String>,
    /// Given out by the central bank (EPC262-08), e.g. `DE98ZZZ09999999999`.
    pub creditor_identifier: String,
}

/// One amount from one debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Comes back with a return: at most 35 characters of the scheme's set, once in a file.
    pub end_to_end_id: String,
    /// In cents (EUR), from 1 to 999 999 999.99 EUR.
    pub amount_cents: i64,
    pub sequence: Sequence,
    /// When the debtor's account is to be debited.
    pub collection_date: NaiveDate,
    pub mandate: Mandate,
    pub debtor: Debtor,
    /// What the debtor reads on the statement, 1 to 140 characters.
    pub remittance: String,
}

/// Where a collection stands in the life of its mandate. A mandate's first collection may be `Recurrent` as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sequence {
    First,
    Recurrent,
    OneOff,
    Final,
}

impl Sequence {
    /// The code of the scheme.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "FRST",
            Self::Recurrent => "RCUR",
            Self::OneOff => "OOFF",
            Self::Final => "FNAL",
        }
    }
}

/// What the debtor has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// At most 35 characters of the scheme's set.
    pub reference: String,
    pub signed_on: NaiveDate,
    /// What changed since the last collection: told once, with the first one after.
    pub amendment: Option<Amendment>,
}

/// What a mandate was before. At least one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub original_reference: Option<String>,
    pub original_account: Option<OriginalAccount>,
}

/// The account that was debited before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginalAccount {
    /// At the same bank as the new one.
    Iban(String),
    /// At another bank, or at one that is not known: `SMNDA` (same mandate, new debtor account).
    Undisclosed,
}

/// Whose account is debited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    /// At most 70 characters.
    pub name: String,
    /// Without spaces.
    pub iban: String,
    pub bic: Option<String>,
    /// Asked for where the debtor's bank is outside the European Economic Area (Switzerland, the United Kingdom).
    pub address: Option<Address>,
}

/// A structured address: the scheme takes no other since November 2026.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// At most 70 characters.
    pub street: Option<String>,
    /// At most 16 characters.
    pub building_number: Option<String>,
    /// At most 16 characters.
    pub postcode: Option<String>,
    /// At most 35 characters.
    pub town: String,
    /// ISO 3166-1, two capitals.
    pub country: String,
}

/// Why a file is not written. `of` is the collection's end-to-end id, or the message's own id. No value is told: it may
/// be an IBAN or a name.
///
/// "The scheme's set" of characters is `a–z A–Z 0–9 / - ? : ( ) . , ' +` and the space (EPC217-08); an identifier
/// neither begins nor ends with `/`, nor has `//` in it.
#[derive(Debug, thiserror::Error)]
pub enum DebitFileError {
    #[error("there is nothing to collect")]
    Empty,
    #[error("{of}: {field} is empty")]
    Missing { of: String, field: &'static str },
    #[error("{of}: {field} has more than {limit} characters")]
    TooLong {
        of: String,
        field: &'static str,
        limit: usize,
    },
    #[error("{of}: {field} has a character that cannot stand there")]
    Character { of: String, field: &'static str },
    #[error("{of}: {field} is not well formed")]
    Malformed { of: String, field: &'static str },
    #[error("{of}: {amount_cents} cents cannot be collected")]
    Amount { of: String, amount_cents: i64 },
    #[error("{0} is there twice")]
    Twice(String),
    #[error("the amounts add up to more than a control sum can say")]
    Sum,
    #[error("the file could not be written")]
    Write(#[from] std::io::Error),
}

impl DebitFile {
    /// The file, UTF-8.
    ///
    /// # Errors
    /// Where a bank would refuse the file for its form. Check digits are not looked at.
    pub fn to_xml(&self) -> Result<Vec<u8>, DebitFileError> {
        check::file(self)?;
        write::file(self)
    }
}
