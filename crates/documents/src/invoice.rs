//! An issued invoice, credit note or cancellation: the snapshot that every form of it is made from.
//!
//! `BT-…` and `BG-…` are the business terms of EN 16931-1. Amounts are minor units of the document's currency; those of
//! credit notes and cancellations are negative, as they are stored.

mod cii;
mod colour;
mod facturx;
mod format;
mod line;
mod page;
mod payment;
mod pdf;
pub(crate) mod statement;
mod syntax;
mod table;
mod ubl;
pub(crate) mod words;
mod xml;
mod xrechnung;

use portico_shared::{
    Currency, Date,
    customers::Language,
    invoices::{InvoiceLine, InvoiceTax, InvoiceType},
    settings::ExchangeRate,
};
use serde::{Deserialize, Serialize};

use crate::typeset::DocumentError;
use statement::Statement;

/// Characters that a file's name has at most, before its extension.
const LONGEST_FILE_NAME: usize = 100;

/// All that a document says, as it was on the day on which it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    pub kind: InvoiceType,
    pub language: Language,
    /// BT-1.
    pub number: String,
    /// BT-2.
    pub issued_on: Date,
    /// BT-9. None on what asks for no money.
    pub due_on: Option<Date>,
    /// BT-5.
    pub currency: Currency,
    /// What it is for, e.g. the subscription's name.
    pub title: Option<String>,
    /// Above the lines; paragraphs are parted by an empty line.
    pub introduction: Option<String>,
    /// Below the totals.
    pub closing: Option<String>,
    pub seller: Seller,
    pub buyer: Buyer,
    /// BT-10: the Leitweg-ID of a public buyer, or what another buyer asks for.
    pub buyer_reference: Option<String>,
    /// BT-13: the buyer's purchase order.
    pub order_reference: Option<String>,
    /// BT-12: the number of the subscription.
    pub contract_reference: Option<String>,
    /// BG-3: what a credit note or cancellation takes back.
    pub preceding: Option<Preceding>,
    /// BG-25, at least one.
    pub lines: Vec<InvoiceLine>,
    /// BG-23, at least one.
    pub taxes: Vec<InvoiceTax>,
    /// BT-109.
    pub net_amount: i64,
    /// BT-110.
    pub tax_amount: i64,
    /// BT-114: `net + tax + rounding = gross`.
    pub rounding_amount: i64,
    /// BT-115.
    pub gross_amount: i64,
    /// Where VAT has to be told in another currency as well.
    pub accounting: Option<Accounting>,
    pub payment: Payment,
    pub look: Look,
}

/// BG-4: who issues it. Without a name, an address and one of the two tax numbers nothing is issued (§ 14 (4) `UStG`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seller {
    pub name: String,
    pub street: String,
    pub zip: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    /// Whose VAT is charged, where the address may be in another one; that of the address when absent.
    pub vat_country: Option<String>,
    /// BT-31, e.g. `DE123456789`.
    pub vat_id: Option<String>,
    /// BT-32: the number at the local tax office.
    pub tax_number: Option<String>,
    /// BT-120 of what is exempt (`E`), e.g. `Steuerbefreit nach § 19 UStG`.
    pub exemption_reason: Option<String>,
    /// Where it is registered, e.g. `Amtsgericht Hamburg`.
    pub register_name: Option<String>,
    /// BT-30, e.g. `HRB 12345`.
    pub register_number: Option<String>,
    pub managing_directors: Option<String>,
    /// BT-41.
    pub contact_name: Option<String>,
    /// BT-42.
    pub phone: Option<String>,
    /// BT-43, and BT-34 where an electronic address has to stand.
    pub email: Option<String>,
    pub website: Option<String>,
}

impl Seller {
    /// The country whose VAT is charged, ISO 3166-1 alpha-2.
    pub fn vat_country(&self) -> &str {
        self.vat_country.as_deref().unwrap_or(&self.country_code)
    }
}

/// BG-7: who it is addressed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Buyer {
    /// BT-44: the company, else the person.
    pub name: String,
    /// BT-56: the person at a company.
    pub contact_name: Option<String>,
    /// Street and house number.
    pub street: String,
    pub addition: Option<String>,
    pub zip: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country_code: String,
    pub vat_id: Option<String>,
    /// BT-46: the number that the seller gave them.
    pub customer_number: String,
    /// BT-49 and BT-58: where it is mailed.
    pub email: Option<String>,
    /// BT-19.
    pub cost_centre: Option<String>,
}

/// BG-3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preceding {
    pub number: String,
    pub issued_on: Date,
}

/// VAT in the currency of the country where it is owed (Art. 230 of Directive 2006/112/EC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Accounting {
    /// BT-6.
    pub currency: Currency,
    /// BT-111, in minor units of that currency.
    pub tax_amount: i64,
    /// What it was converted by.
    pub rate: ExchangeRate,
}

/// BG-16: how it is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "means")]
pub enum Payment {
    /// Nothing is to be paid, or it is not known how.
    None,
    /// UNTDID 4461: 58 (SEPA credit transfer) in euro, else 30.
    Transfer {
        holder: String,
        /// Without spaces.
        iban: String,
        bic: Option<String>,
        bank_name: Option<String>,
        /// BT-83: what the payer writes.
        reference: String,
        /// A GiroCode (EPC069-12) row by row, `1` is dark, without the quiet zone.
        giro_code: Option<Vec<String>>,
    },
    /// 59 (SEPA direct debit). It is also the pre-notification of the debit.
    DirectDebit {
        /// BT-90.
        creditor_identifier: String,
        /// BT-89.
        mandate_reference: String,
        /// BT-91, shortened: a document that is mailed shows no whole IBAN of a debtor.
        masked_iban: String,
        /// When the account is debited.
        collect_on: Option<Date>,
    },
    /// 48 (bank card).
    Card {
        /// E.g. `Visa`.
        brand: Option<String>,
        /// BT-87, four digits.
        last_digits: Option<String>,
    },
    /// 68 (online payment service).
    Online { name: Option<String> },
}

/// What of the merchant's look stands on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// `#rrggbb`.
    pub colour: Option<String>,
    /// Lines of the merchant's own at the foot, beside what the law asks for.
    pub footer: Option<String>,
}

/// The XML of EN 16931 that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// UN/CEFACT CII, profile EN 16931 of Factur-X 1.0 and `ZUGFeRD` 2: what stands inside the PDF.
    FacturX,
    /// `XRechnung` 3.0 as CII.
    XRechnungCii,
    /// `XRechnung` 3.0 as UBL 2.1.
    XRechnungUbl,
}

/// What `XRechnung` asks for beyond EN 16931, and a document lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// BR-DE-15.
    BuyerReference,
    /// BR-DE-5.
    SellerContactName,
    /// BR-DE-6.
    SellerPhone,
    /// BR-DE-7, and the electronic address.
    SellerEmail,
    /// BR-DE-1.
    Payment,
    /// The electronic address.
    BuyerEmail,
    /// BR-DE-4.
    SellerPostcode,
    /// BR-DE-3.
    SellerCity,
    /// BR-DE-9.
    BuyerPostcode,
    /// BR-DE-8.
    BuyerCity,
}

impl Lacking {
    /// A dash stands in its place, since not every country has such: it keeps no document from being made.
    const fn is_dashed(self) -> bool {
        matches!(
            self,
            Self::SellerPostcode | Self::SellerCity | Self::BuyerPostcode | Self::BuyerCity
        )
    }
}

impl Invoice {
    /// The XML, the same bytes each time.
    ///
    /// # Errors
    /// [`DocumentError::NoLines`], and for `XRechnung` [`DocumentError::Lacking`] unless
    /// [`Invoice::can_be_xrechnung`].
    pub fn to_xml(&self, syntax: Syntax) -> Result<Vec<u8>, DocumentError> {
        if self.lines.is_empty() {
            return Err(DocumentError::NoLines);
        }
        let statement = Statement::new(self);
        let xml = match syntax {
            Syntax::FacturX => cii::write(&statement, syntax),
            _ if !self.can_be_xrechnung() => {
                return Err(DocumentError::Lacking(self.lacking_for_xrechnung()));
            }
            Syntax::XRechnungCii => cii::write(&statement, syntax),
            Syntax::XRechnungUbl => ubl::write(&statement, syntax),
        };
        Ok(xml?)
    }

    /// The page as PDF/A-3a and PDF/UA-1 with the XML of [`Syntax::FacturX`] inside, the same bytes each time.
    /// `logo` is a PNG or JPEG.
    ///
    /// # Errors
    /// [`DocumentError::NoLines`], or when the logo cannot be read.
    pub fn to_pdf(&self, logo: Option<&[u8]>) -> Result<Vec<u8>, DocumentError> {
        pdf::render(self, logo)
    }

    /// What has to be known for a complete `XRechnung`.
    pub fn lacking_for_xrechnung(&self) -> Vec<Lacking> {
        xrechnung::lacking(self)
    }

    /// Whether nothing is lacking for which no dash can stand.
    pub fn can_be_xrechnung(&self) -> bool {
        self.lacking_for_xrechnung().into_iter().all(Lacking::is_dashed)
    }

    /// BT-120 in its language: why no tax is charged, with the provision where it is known.
    pub fn exemption_reasons(&self) -> Vec<String> {
        let statement = Statement::new(self);
        let reasons = statement.taxes.iter().filter_map(|tax| statement.reason(tax.category));
        reasons.map(str::to_owned).collect()
    }

    /// The number as the name of a file, without an extension: letters, digits, `-`, `_` and `.` of ASCII, all else
    /// as `-`.
    pub fn file_name(&self) -> String {
        let safe = |c: char| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '-'
            }
        };
        let name: String = self.number.chars().take(LONGEST_FILE_NAME).map(safe).collect();
        let name = name.trim_matches(['.', '-']);
        if name.is_empty() {
            "document".to_owned()
        } else {
            name.to_owned()
        }
    }
}
