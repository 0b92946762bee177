//! Postcodes: their form by country.
//!
//! Source: the addressing systems of the Universal Postal Union's members. Only the form is looked
//! at, never whether there is such a place.

mod formats;

use crate::pattern::{compact, fit};
use formats::{FORMATS, Format};

/// The most letters of a postcode whose country's form is not known.
pub const LONGEST: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a postcode there looks like {example}")]
    Format { example: &'static str },
    #[error("a postcode has at most {LONGEST} letters")]
    TooLong,
}

/// The postcode as the country (ISO 3166-1 alpha-2) writes it: `sw1a1aa` becomes `SW1A 1AA`.
///
/// Spaces, dots and dashes may be missing or too many. A sign of the country before it (`D-10115`,
/// `AT-1010`, `L-1234`) falls away where it is not a part of the postcode. A country that is not
/// known here, or that has no postcodes, accepts anything up to [`LONGEST`] letters, also nothing.
///
/// # Errors
/// [`Refusal::Format`] with an example, also for an empty one; [`Refusal::TooLong`].
pub fn check(country: &str, postcode: &str) -> Result<String, Refusal> {
    match FORMATS.iter().find(|format| format.country == country) {
        Some(format) => as_written(format, &compact(postcode)).ok_or(Refusal::Format {
            example: format.example,
        }),
        None if LONGEST < postcode.trim().chars().count() => Err(Refusal::TooLong),
        None => Ok(postcode.trim().to_owned()),
    }
}

/// Whether addresses in the country (ISO 3166-1 alpha-2) have a postcode, as far as it is known here.
#[must_use]
pub fn has_postcodes(country: &str) -> bool {
    FORMATS.iter().any(|format| format.country == country)
}

fn as_written(format: &Format, code: &str) -> Option<String> {
    let fitting = |code: &str| format.forms.iter().find_map(|form| fit(code, form));
    let bare = || {
        [format.country, format.sign]
            .iter()
            .find_map(|sign| fitting(code.strip_prefix(sign)?))
    };
    let with_sign = || fitting(&format!("{}{code}", format.country));
    fitting(code).or_else(bare).or_else(with_sign)
}

#[cfg(test)]
mod tests;
