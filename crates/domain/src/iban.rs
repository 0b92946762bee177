//! IBANs: their form and check digits, without asking a bank.
//!
//! ISO 13616-1; lengths and forms by country are those of SWIFT's IBAN Registry. A right number
//! says nothing about whether there is such an account, or whose it is.

mod forms;

use std::fmt;

use crate::{
    mod_97,
    pattern::{compact, fit},
};

/// How much of an IBAN is shown at its beginning, and at its end. The shortest has 15 characters.
const SHOWN_FIRST: usize = 6;
const SHOWN_LAST: usize = 4;

/// An IBAN with the form of its country and right check digits.
///
/// It is neither `Display` nor shown by `Debug`, so that no number gets into a log by accident.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Iban(String);

/// What is wrong with an IBAN, so that people can mend it. It never holds the number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IbanProblem {
    #[error("the IBAN is empty")]
    Empty,
    /// Neither a letter from A to Z nor a digit, nor what stands between groups.
    #[error("an IBAN has no {0:?}")]
    Character(char),
    /// The first two characters are no country's that has IBANs.
    #[error("no IBAN begins with {0}")]
    Country(String),
    /// In characters without spaces.
    #[error("an IBAN of {country} has {expected} characters, this one {found}")]
    Length {
        country: String,
        expected: usize,
        found: usize,
    },
    /// A letter stands where the country's form has a digit, or the other way round.
    #[error("the IBAN has a letter in place of a digit or a digit in place of a letter")]
    Structure,
    /// It has the form, but a character must be wrong or two are swapped.
    #[error("the check digits of the IBAN do not match: a character must be wrong")]
    CheckDigits,
}

/// Reads an IBAN as people write it: in any case, with spaces, dots and dashes between groups.
///
/// # Errors
/// The first [`IbanProblem`] in the order of the variants, so that the most telling one is named.
pub fn parse(text: &str) -> Result<Iban, IbanProblem> {
    let number = compact(text);
    if number.is_empty() {
        return Err(IbanProblem::Empty);
    }
    if let Some(letter) = number.chars().find(|letter| !letter.is_ascii_alphanumeric()) {
        return Err(IbanProblem::Character(letter));
    }
    let country = number.get(..2).unwrap_or(&number);
    let form = forms::of(country).ok_or_else(|| IbanProblem::Country(country.to_owned()))?;
    if number.len() != form.len() {
        return Err(IbanProblem::Length {
            country: country.to_owned(),
            expected: form.len(),
            found: number.len(),
        });
    }
    if fit(&number, form).is_none() {
        return Err(IbanProblem::Structure);
    }
    let iban = Iban(number);
    if iban.has_right_check_digits() {
        Ok(iban)
    } else {
        Err(IbanProblem::CheckDigits)
    }
}

impl Iban {
    /// In electronic form: capitals and digits alone, `DE89370400440532013000`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of the bank, ISO 3166-1 alpha-2 (`XK` for Kosovo).
    pub fn country(&self) -> &str {
        &self.0[..2]
    }

    /// As it is printed on paper, in groups of four: `DE89 3704 0044 0532 0130 00`.
    pub fn spaced(&self) -> String {
        let mut spaced = String::with_capacity(self.0.len() * 5 / 4);
        for (index, letter) in self.0.char_indices() {
            if index > 0 && index % 4 == 0 {
                spaced.push(' ');
            }
            spaced.push(letter);
        }
        spaced
    }

    /// As it is shown to people: `DE8937************3000`, as long as the number itself.
    pub fn masked(&self) -> String {
        let hidden = "*".repeat(self.0.len() - SHOWN_FIRST - SHOWN_LAST);
        format!("{}{hidden}{}", &self.0[..SHOWN_FIRST], self.last4())
    }

    pub fn last4(&self) -> &str {
        &self.0[self.0.len() - SHOWN_LAST..]
    }

    /// The German sort code (Bankleitzahl) of eight digits; `None` elsewhere.
    pub fn bank_code(&self) -> Option<&str> {
        (self.country() == "DE").then(|| &self.0[4..12])
    }

    fn has_right_check_digits(&self) -> bool {
        let account = self.0[4..].chars();
        self.0[2..4] == mod_97::check_digits(account.chain(self.country().chars()))
    }
}

/// Masked.
impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({})", self.masked())
    }
}

#[cfg(test)]
mod tests;
