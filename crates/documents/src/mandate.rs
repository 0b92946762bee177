//! The SEPA Direct Debit mandate, core scheme, as its debtor keeps it: one page of A4 (more where texts are long),
//! German or English.
//!
//! It shows what the scheme asks a mandate to hold (EPC016-06, Core Rulebook, dataset DS-01): the heading, the
//! reference, both parties with their addresses, the account, the type of payment, and the standard text with the notice
//! of the eight weeks' refund. The text comes from the caller: it is stored with the mandate, word for word as the debtor
//! agreed to it.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use portico_shared::{addresses::town_lines, customers::Language};
use serde::Serialize;

use crate::{
    countries,
    texts::texts,
    typeset::{self, DocumentError, Sheet, Template},
};

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new(include_str!("mandate.typ")));

/// The name under which the template asks for the logo.
const LOGO: &str = "logo";

/// The texts of `documents.ftl` that the page needs, without `mandate-`.
pub(crate) const TEXTS: [&str; 30] = [
    "signed",
    "heading",
    "title",
    "scheme",
    "creditor",
    "creditor-identifier",
    "reference",
    "type",
    "type-recurrent",
    "type-one-off",
    "authorisation",
    "debtor",
    "account",
    "iban",
    "bic",
    "bank",
    "consent",
    "consent-through",
    "consent-at",
    "consent-time",
    "consent-from",
    "amended",
    "amended-at",
    "amended-by",
    "amended-by-debtor",
    "amended-by-creditor",
    "amended-from",
    "amended-to",
    "page",
    "page-of",
];

/// A mandate as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    pub language: Language,
    /// Whose portal it was given in: the page's head, and its foot.
    pub merchant: String,
    /// PNG or JPEG; stands in the head instead of the merchant's name, which it is read out as.
    pub logo: Option<Vec<u8>>,
    pub creditor: Creditor,
    pub reference: String,
    pub recurrence: Recurrence,
    /// The paragraphs that authorise the creditor and tell of the right to a refund.
    pub text: Vec<String>,
    pub debtor: Debtor,
    pub signed_on: NaiveDate,
    /// None: it was signed on paper.
    pub consent: Option<Consent>,
    /// The oldest first.
    pub amendments: Vec<Amendment>,
}

/// Who may collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creditor {
    pub name: String,
    /// None: it was not known when the mandate was given.
    pub address: Option<Address>,
    /// Given out by the central bank (EPC262-08).
    pub identifier: String,
}

/// Where a party lives or sits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// With the house number.
    pub street: String,
    pub zip: Option<String>,
    pub city: String,
    /// ISO 3166-1 alpha-2; the page names the country in its language.
    pub country_code: String,
}

impl Address {
    fn lines(&self, language: Language) -> Vec<String> {
        let mut lines = vec![self.street.clone()];
        lines.extend(town_lines(
            &self.country_code,
            self.zip.as_deref().unwrap_or_default(),
            &self.city,
        ));
        lines.push(countries::name(&self.country_code, language).to_owned());
        lines
    }
}

/// How often a mandate may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurrence {
    Recurrent,
    OneOff,
}

/// Whose account is debited. The IBAN stands there in full: the page is the debtor's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    pub name: String,
    pub address: Address,
    /// With or without spaces.
    pub iban: String,
    pub bic: Option<String>,
    pub bank_name: Option<String>,
}

/// How the debtor agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// In the debtor's or the merchant's time zone. The file's date of creation is that of the last amendment, else of the mandate;
    /// without one it is the day of the signature.
    pub at: DateTime<FixedOffset>,
    /// Shortened already, e.g. `203.0.113.0`.
    pub client_address: Option<String>,
}

/// Another account under the same mandate, or another name of its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub by: AmendedBy,
    /// When, and from where the debtor agreed to it.
    pub consent: Consent,
    pub from: Account,
    pub to: Account,
}

/// Who changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendedBy {
    Debtor,
    Creditor,
}

/// An account that the mandate is or was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub holder: String,
    /// Shortened, whoever reads the page.
    pub masked_iban: String,
}

/// What `mandate.typ` reads.
#[derive(Serialize)]
struct Page<'a> {
    texts: BTreeMap<&'static str, String>,
    merchant: &'a str,
    logo: Option<&'static str>,
    creditor: Party<'a>,
    debtor: Party<'a>,
    facts: Vec<Fact>,
    account: Vec<Fact>,
    text: &'a [String],
    consent: Vec<Fact>,
    amendments: Vec<Vec<Fact>>,
    reference: &'a str,
}

#[derive(Serialize)]
struct Party<'a> {
    name: &'a str,
    /// Lines, the country at the end.
    address: Vec<String>,
}

#[derive(Serialize)]
struct Fact {
    name: String,
    value: String,
}

impl Mandate {
    /// The page as PDF/A-3a and PDF/UA-1.
    ///
    /// # Errors
    /// When the logo cannot be read, or the year of the consent cannot be written.
    pub fn to_pdf(&self) -> Result<Vec<u8>, DocumentError> {
        let mut texts = self.texts();
        let title = texts.remove("title").unwrap_or_default();
        let logo = self.logo.as_deref().map(|logo| (LOGO, logo));
        let images: Vec<_> = logo.into_iter().collect();
        let sheet = Sheet {
            title: &title,
            author: &self.merchant,
            language: self.language,
            created_at: self.created_at(),
            is_short: true,
            images: &images,
        };
        typeset::compile(&TEMPLATE, &sheet, &self.page(texts))
    }

    fn created_at(&self) -> DateTime<Utc> {
        let signed = self.signed_on.and_time(NaiveTime::MIN).and_utc();
        let amended = self.amendments.last().map(|last| &last.consent);
        amended
            .or(self.consent.as_ref())
            .map_or(signed, |consent| consent.at.with_timezone(&Utc))
    }

    fn texts(&self) -> BTreeMap<&'static str, String> {
        let at = self
            .consent
            .as_ref()
            .map_or_else(|| self.created_at().fixed_offset(), |consent| consent.at);
        self.texts_at(&TEXTS, at)
    }

    fn texts_at(&self, keys: &[&'static str], at: DateTime<FixedOffset>) -> BTreeMap<&'static str, String> {
        let day = match self.language {
            Language::De => at.format("%d.%m.%Y"),
            Language::En => at.format("%-d %B %Y"),
        };
        let arguments = [
            ("merchant", &*self.merchant),
            ("reference", &*self.reference),
            ("day", &*day.to_string()),
            ("time", &*at.format("%H:%M:%S").to_string()),
            ("offset", &*at.format("%:z").to_string()),
        ];
        texts(self.language, "mandate", keys, &arguments)
    }

    /// When, by whom, from where, and the accounts before and after, one amendment each.
    fn amendments(&self, texts: &BTreeMap<&'static str, String>) -> Vec<Vec<Fact>> {
        let text = |key| texts.get(key).cloned().unwrap_or_default();
        let fact = |key, value: String| Fact { name: text(key), value };
        let facts = |it: &Amendment| {
            let mut at = self.texts_at(&["consent-time"], it.consent.at);
            let by = match it.by {
                AmendedBy::Debtor => "amended-by-debtor",
                AmendedBy::Creditor => "amended-by-creditor",
            };
            let account = |of: &Account| {
                let iban = in_fours(&of.masked_iban);
                if it.from.holder == it.to.holder {
                    iban
                } else {
                    format!("{iban}, {}", of.holder)
                }
            };
            let mut facts = vec![
                fact("amended-at", at.remove("consent-time").unwrap_or_default()),
                fact("amended-by", text(by)),
                fact("amended-from", account(&it.from)),
                fact("amended-to", account(&it.to)),
            ];
            let address = it.consent.client_address.clone();
            facts.extend(address.map(|address| fact("consent-from", address)));
            facts
        };
        self.amendments.iter().map(facts).collect()
    }

    fn page(&self, texts: BTreeMap<&'static str, String>) -> Page<'_> {
        let text = |key| texts.get(key).cloned().unwrap_or_default();
        let fact = |key, value: &str| Fact {
            name: text(key),
            value: value.to_owned(),
        };
        let recurrence = match self.recurrence {
            Recurrence::Recurrent => text("type-recurrent"),
            Recurrence::OneOff => text("type-one-off"),
        };
        let mut facts = vec![
            fact("creditor-identifier", &self.creditor.identifier),
            fact("reference", &self.reference),
            fact("type", &recurrence),
        ];
        if self.consent.is_none() {
            let signed = match self.language {
                Language::De => self.signed_on.format("%d.%m.%Y"),
                Language::En => self.signed_on.format("%-d %B %Y"),
            };
            facts.push(fact("signed", &signed.to_string()));
        }
        let mut account = vec![fact("iban", &in_fours(&self.debtor.iban))];
        account.extend(self.debtor.bic.as_ref().map(|bic| fact("bic", bic)));
        account.extend(self.debtor.bank_name.as_ref().map(|name| fact("bank", name)));
        let mut consent = Vec::new();
        if let Some(given) = &self.consent {
            consent.push(fact("consent-at", &text("consent-time")));
            let address = given.client_address.as_ref();
            consent.extend(address.map(|address| fact("consent-from", address)));
        }
        let creditor_address = self.creditor.address.as_ref();
        let creditor_address = creditor_address.map(|address| address.lines(self.language));
        Page {
            merchant: &self.merchant,
            logo: self.logo.as_ref().map(|_| LOGO),
            creditor: Party {
                name: &self.creditor.name,
                address: creditor_address.unwrap_or_default(),
            },
            debtor: Party {
                name: &self.debtor.name,
                address: self.debtor.address.lines(self.language),
            },
            facts,
            account,
            text: &self.text,
            consent,
            amendments: self.amendments(&texts),
            reference: &self.reference,
            texts,
        }
    }
}

/// As an IBAN is written on paper (ISO 13616): in groups of four.
pub(crate) fn in_fours(iban: &str) -> String {
    let letters: Vec<_> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
