//! VAT identification numbers: their form, without asking anybody.
//!
//! The formats are those of the European Commission's VIES FAQ ("Q11", the structure of VAT
//! identification numbers). Check digits are looked at where the rule is certain: a wrong refusal
//! is worse than a typing mistake that VIES finds.

mod check_digits;
mod formats;

use std::fmt;

use crate::pattern::compact;
use formats::{FORMATS, Format};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VatId {
    /// Of an EU member state or Northern Ireland: VIES can be asked.
    Vies {
        /// As VIES writes it: `EL` for Greece, `XI` for Northern Ireland, otherwise ISO 3166.
        prefix: &'static str,
        /// ISO 3166-1 alpha-2: `GR` for Greece, `GB` for Northern Ireland.
        country: &'static str,
        /// Capitals and digits, without the prefix.
        number: String,
    },
    /// Of any other country, as it was given. VIES is never asked.
    Foreign(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the VAT ID is empty")]
    Empty,
    /// It does not have the form of its prefix's country.
    #[error("a VAT ID of {prefix} looks like {example}")]
    Format {
        prefix: &'static str,
        example: &'static str,
    },
    /// It has the form, but a digit must be wrong.
    #[error("the VAT ID of {prefix} has a wrong digit")]
    CheckDigit { prefix: &'static str },
}

/// Reads a VAT ID as people write it: in any case, with spaces, dots and dashes, `GR` for `EL`.
///
/// What does not begin with the prefix of a member state or `XI` is foreign, also a number without
/// any prefix.
///
/// # Errors
/// [`Refusal::Empty`]; [`Refusal::Format`] and [`Refusal::CheckDigit`] for numbers of the member
/// states and Northern Ireland alone.
pub fn parse(text: &str) -> Result<VatId, Refusal> {
    let compacted = compact(text);
    let Some((prefix, number)) = compacted.split_at_checked(2) else {
        return foreign(text);
    };
    let Some(format) = FORMATS.iter().find(|format| format.has_prefix(prefix)) else {
        return foreign(text);
    };
    let number = completed(format, number);
    check(format, &number)?;
    Ok(VatId::Vies {
        prefix: format.prefix,
        country: format.country,
        number,
    })
}

/// Belgian numbers had nine digits once and are still written so: a 0 goes before them.
fn completed(format: &Format, number: &str) -> String {
    match (format.prefix, number.len()) {
        ("BE", 9) => format!("0{number}"),
        _ => number.to_owned(),
    }
}

fn foreign(text: &str) -> Result<VatId, Refusal> {
    match text.trim() {
        "" => Err(Refusal::Empty),
        text => Ok(VatId::Foreign(text.to_owned())),
    }
}

fn check(format: &Format, number: &str) -> Result<(), Refusal> {
    let Format { prefix, example, .. } = *format;
    if !format.fits(number) {
        Err(Refusal::Format { prefix, example })
    } else if (format.is_plausible)(number) {
        Ok(())
    } else {
        Err(Refusal::CheckDigit { prefix })
    }
}

/// Whether a country (ISO 3166-1 alpha-2) is a member state of the EU.
pub fn is_member_state(country: &str) -> bool {
    FORMATS
        .iter()
        .any(|format| format.country == country && format.prefix != formats::NORTHERN_IRELAND)
}

impl VatId {
    /// ISO 3166-1 alpha-2, where it is known.
    pub const fn country(&self) -> Option<&'static str> {
        match self {
            Self::Vies { country, .. } => Some(country),
            Self::Foreign(_) => None,
        }
    }
}

/// As it is stored and printed: `EL123456783`, or as it was given.
impl fmt::Display for VatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vies { prefix, number, .. } => write!(f, "{prefix}{number}"),
            Self::Foreign(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests;
