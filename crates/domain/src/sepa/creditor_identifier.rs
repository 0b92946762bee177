//! Who collects: the creditor identifier (in Germany the Gläubiger-Identifikationsnummer).
//!
//! EPC262-08, Creditor Identifier Overview: country, check digits, business code and the number
//! that the country gives to its creditors.

use super::{is_allowed, is_sepa_country};
use crate::mod_97;

const LONGEST: usize = 35;
/// One character of the national number at least.
const SHORTEST: usize = 8;
/// The Bundesbank's: `DE98ZZZ09999999999`.
const GERMAN: usize = 18;

/// A creditor identifier with right check digits, in capitals without spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditorIdentifier(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreditorIdentifierProblem {
    #[error("the creditor identifier is empty")]
    Empty,
    #[error("a creditor identifier has no {0:?}")]
    Character(char),
    /// The first two characters are no country's where SEPA reaches.
    #[error("no creditor identifier begins with {0}")]
    Country(String),
    /// In characters without spaces.
    #[error("a creditor identifier has {shortest} to {longest} characters there, this one {found}")]
    Length {
        shortest: usize,
        longest: usize,
        found: usize,
    },
    /// The check digits are none, the business code has a sign, or a German number has a letter.
    #[error("the creditor identifier has a character where it does not belong")]
    Structure,
    /// It has the form, but a character must be wrong or two are swapped.
    #[error("the check digits of the creditor identifier do not match: a character must be wrong")]
    CheckDigits,
}

/// Reads a creditor identifier as people write it: in any case, with spaces.
///
/// The check digits (MOD 97-10) are those of national number and country: the business code
/// between them does not count, and neither do signs in the number.
///
/// # Errors
/// The first [`CreditorIdentifierProblem`] in the order of the variants. Only for Germany the
/// national number's form is looked at: elsewhere a wrong refusal would be worse.
pub fn parse_creditor_identifier(text: &str) -> Result<CreditorIdentifier, CreditorIdentifierProblem> {
    let identifier: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    if identifier.is_empty() {
        return Err(CreditorIdentifierProblem::Empty);
    }
    if let Some(letter) = identifier.chars().find(|letter| !is_allowed(*letter)) {
        return Err(CreditorIdentifierProblem::Character(letter));
    }
    let identifier = CreditorIdentifier(identifier);
    identifier.check()?;
    Ok(identifier)
}

impl CreditorIdentifier {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where it was given out, ISO 3166-1 alpha-2.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }

    /// The creditor's own mark for a line of business, `ZZZ` without one. It identifies nobody:
    /// mandates stay valid when it changes.
    pub fn business_code(&self) -> &str {
        &self.0[4..7]
    }

    /// The number that the country gave to the creditor.
    pub fn national_id(&self) -> &str {
        &self.0[7..]
    }

    fn check(&self) -> Result<(), CreditorIdentifierProblem> {
        let country = self.0.get(..2).unwrap_or(&self.0);
        if !is_sepa_country(country) {
            return Err(CreditorIdentifierProblem::Country(country.to_owned()));
        }
        let is_german = country == "DE";
        let (shortest, longest) = if is_german {
            (GERMAN, GERMAN)
        } else {
            (SHORTEST, LONGEST)
        };
        let found = self.0.len();
        if !(shortest..=longest).contains(&found) {
            return Err(CreditorIdentifierProblem::Length {
                shortest,
                longest,
                found,
            });
        }
        let has_form = self.check_digits().bytes().all(|byte| byte.is_ascii_digit())
            && self.business_code().bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (!is_german || self.national_id().bytes().all(|byte| byte.is_ascii_digit()));
        if !has_form {
            return Err(CreditorIdentifierProblem::Structure);
        }
        let checked = self.national_id().chars().chain(country.chars());
        if self.check_digits() == mod_97::check_digits(checked) {
            Ok(())
        } else {
            Err(CreditorIdentifierProblem::CheckDigits)
        }
    }

    fn check_digits(&self) -> &str {
        &self.0[2..4]
    }
}

#[cfg(test)]
mod tests {
    use super::{CreditorIdentifierProblem as Problem, *};

    fn read(text: &str) -> Result<String, Problem> {
        parse_creditor_identifier(text).map(|identifier| identifier.0)
    }

    #[test]
    fn identifiers_in_use_are_right() {
        for identifier in [
            "DE98ZZZ09999999999", // the Bundesbank's example
            "AT61ZZZ01234567890",
            "BE68ZZZ0123456789",
            "BE69ZZZ050D000000008",
            "CH1312300000012345",
            "EE49ZZZEE00012345678",
            "ES50ZZZM23456789",
            "FR72ZZZ123456",
            "GR44ZZZ12345",
            "HU74111A12345676",
            "IT66ZZZA1B2C3D4E5F6G7H8",
            "MT31ZZZ123456789X",
            "SI02ZZZ12345678",
        ] {
            assert_eq!(read(identifier).as_deref(), Ok(identifier));
        }
    }

    #[test]
    fn the_business_code_does_not_count() {
        for identifier in ["DE98ABC09999999999", "DE98 001 09999999999", "de98zzz09999999999"] {
            assert!(read(identifier).is_ok(), "{identifier}");
        }
    }

    #[test]
    fn its_parts_can_be_asked_for() {
        let identifier = parse_creditor_identifier(" de98 a1z 0999 9999 999 ").unwrap();
        assert_eq!(identifier.as_str(), "DE98A1Z09999999999");
        assert_eq!(
            (
                identifier.country(),
                identifier.business_code(),
                identifier.national_id()
            ),
            ("DE", "A1Z", "09999999999")
        );
    }

    #[test]
    fn the_problem_says_what_is_wrong() {
        let length = |(shortest, longest), found| Problem::Length {
            shortest,
            longest,
            found,
        };
        for (text, problem) in [
            ("", Problem::Empty),
            (" ", Problem::Empty),
            ("DE98ZZZ0999999999Ä", Problem::Character('Ä')),
            ("DE98_ZZZ", Problem::Character('_')),
            ("US98ZZZ09999999999", Problem::Country("US".to_owned())),
            ("D", Problem::Country("D".to_owned())),
            ("DE", length((18, 18), 2)),
            ("DE98ZZZ099999999990", length((18, 18), 19)),
            ("AT61ZZZ", length((8, 35), 7)),
            ("AT61ZZZ01234567890123456789012345678", length((8, 35), 36)),
            ("DEX8ZZZ09999999999", Problem::Structure),
            ("DE98Z-Z09999999999", Problem::Structure),
            ("DE98ZZZ0999999999O", Problem::Structure),
            ("DE98ZZZ09999999998", Problem::CheckDigits),
            ("DE97ZZZ09999999999", Problem::CheckDigits),
            ("AT98ZZZ09999999999", Problem::CheckDigits),
            // An IBAN, which people take for it.
            ("DE89370400440532013000", length((18, 18), 22)),
        ] {
            assert_eq!(read(text), Err(problem), "{text}");
        }
    }
}
