//! The SEPA schemes of the European Payments Council (EPC): where they reach, who collects, on
//! which days money moves, and in which characters.

mod creditor_identifier;
mod target_days;
mod text;

use crate::pattern::fit;

pub use creditor_identifier::{CreditorIdentifier, CreditorIdentifierProblem, parse_creditor_identifier};
pub use target_days::{is_target_day, target_days_after};
pub use text::to_sepa_text;

pub(crate) use text::is_allowed;

/// EPC409-09, EPC List of SEPA Scheme Countries, version 8.0 of 24 December 2025.
const COUNTRIES: [&str; 54] = [
    // The European Economic Area.
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", //
    // Outside of it.
    "AD", "AL", "CH", "GB", "GI", "MC", "MD", "ME", "MK", "RS", "SM", "VA",
    // Territories, whose accounts have Finland's, France's or the United Kingdom's IBANs.
    "AX", "BL", "GF", "GG", "GP", "IM", "JE", "MF", "MQ", "PM", "RE", "YT",
];

/// Whether the SEPA schemes reach a country or territory (ISO 3166-1 alpha-2, capitals):
/// EPC409-09, version 8.0 of 24 December 2025.
///
/// Serbia is in it; its banks take part from May 2026 at the earliest.
pub fn is_sepa_country(code: &str) -> bool {
    COUNTRIES.contains(&code)
}

/// Whether a text has the form of a BIC, ISO 9362: four capitals or digits for the institution,
/// the country, two for the place, and three for the branch or none. No spaces, no small letters.
///
/// Whether there is such an institution only a directory can tell.
pub fn is_bic(text: &str) -> bool {
    ["xxxxaaxx", "xxxxaaxxxxx"].iter().any(|form| fit(text, form).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sepa_reaches_the_countries_of_the_epcs_list() {
        for code in [
            "DE", "AT", "CH", "GB", "HR", "GI", "AL", "MD", "ME", "MK", "RS", "RE", "JE",
        ] {
            assert!(is_sepa_country(code), "{code}");
        }
        for code in [
            "US", "TR", "UA", "BA", "XK", "GL", "FO", "PF", "NC", "XI", "EL", "UK", "", "de",
        ] {
            assert!(!is_sepa_country(code), "{code:?}");
        }
    }

    #[test]
    fn each_country_is_listed_once() {
        let mut codes = COUNTRIES.to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), COUNTRIES.len());
    }

    #[test]
    fn a_bic_has_eight_or_eleven_characters() {
        for bic in ["COBADEFF", "COBADEFFXXX", "MARKDEF1100", "DEUTDEDB101", "E097AEXX"] {
            assert!(is_bic(bic), "{bic}");
        }
        for text in [
            "",
            "COBADEF",
            "COBADEFFX",
            "COBADEFFXX",
            "COBADEFFXXXX",
            "cobadeff",
            "COBA DEFF",
            "COBA1EFF",
            "COBADEF-",
            "DE89370400440532013000",
        ] {
            assert!(!is_bic(text), "{text:?}");
        }
    }
}
