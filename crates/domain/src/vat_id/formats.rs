//! What VAT IDs look like, by country.

use super::check_digits as digits;
use crate::pattern::fit;

pub(super) const NORTHERN_IRELAND: &str = "XI";

#[derive(Clone, Copy)]
pub(super) struct Format {
    /// As VIES writes it.
    pub(super) prefix: &'static str,
    /// ISO 3166-1 alpha-2.
    pub(super) country: &'static str,
    /// What may follow the prefix, as [`fit`] reads it.
    forms: &'static [&'static str],
    /// With the prefix, made up, its check digits right.
    pub(super) example: &'static str,
    /// Whether the check digits are right, as far as they are looked at.
    pub(super) is_plausible: fn(&str) -> bool,
}

impl Format {
    /// Greece is also written with its ISO code.
    pub(super) fn has_prefix(&self, prefix: &str) -> bool {
        prefix == self.prefix || (prefix == "GR" && self.prefix == "EL")
    }

    pub(super) fn fits(&self, number: &str) -> bool {
        self.forms.iter().any(|form| fit(number, form).is_some())
    }
}

const fn of(country: &'static str, forms: &'static [&'static str], example: &'static str) -> Format {
    Format {
        prefix: country,
        country,
        forms,
        example,
        is_plausible: |_| true,
    }
}

const fn checked(format: Format, is_plausible: fn(&str) -> bool) -> Format {
    Format { is_plausible, ..format }
}

const fn with_prefix(prefix: &'static str, format: Format) -> Format {
    Format { prefix, ..format }
}

/// The 27 member states and Northern Ireland.
pub(super) const FORMATS: [Format; 28] = [
    checked(of("AT", &["U99999999"], "ATU12345675"), digits::austria),
    checked(of("BE", &["0999999999", "1999999999"], "BE0123456749"), digits::belgium),
    of("BG", &["999999999", "9999999999"], "BG123456789"),
    of("CY", &["99999999a"], "CY12345678X"),
    of("CZ", &["99999999", "999999999", "9999999999"], "CZ12345678"),
    checked(of("DE", &["999999999"], "DE123456788"), digits::germany),
    of("DK", &["99999999"], "DK12345678"),
    of("EE", &["999999999"], "EE123456789"),
    with_prefix("EL", of("GR", &["999999999"], "EL123456789")),
    // The first or the last may be a digit, but not both.
    of("ES", &["a9999999x", "x9999999a"], "ESX1234567X"),
    of("FI", &["99999999"], "FI12345678"),
    checked(of("FR", &["xx999999999"], "FR11123456782"), digits::france),
    of("HR", &["99999999999"], "HR12345678901"),
    of("HU", &["99999999"], "HU12345678"),
    // Until 2013 one letter and sometimes a sign within, since then one or two letters.
    of("IE", &["9s99999a", "9999999aa"], "IE1234567FA"),
    checked(of("IT", &["99999999999"], "IT12345678903"), digits::italy),
    of("LT", &["999999999", "999999999999"], "LT123456789"),
    of("LU", &["99999999"], "LU12345678"),
    of("LV", &["99999999999"], "LV12345678901"),
    of("MT", &["99999999"], "MT12345678"),
    checked(of("NL", &["sssssssssBss"], "NL123456782B01"), digits::netherlands),
    checked(of("PL", &["9999999999"], "PL1234563218"), digits::poland),
    of("PT", &["999999999"], "PT123456789"),
    of(
        "RO",
        &[
            "99",
            "999",
            "9999",
            "99999",
            "999999",
            "9999999",
            "99999999",
            "999999999",
            "9999999999",
        ],
        "RO12345678",
    ),
    of("SE", &["999999999999"], "SE123456789001"),
    of("SI", &["99999999"], "SI12345678"),
    of("SK", &["9999999999"], "SK1234567890"),
    // Companies, their branches, government departments (GD) and health authorities (HA).
    with_prefix(
        NORTHERN_IRELAND,
        of("GB", &["999999999", "999999999999", "GD999", "HA999"], "XI123456789"),
    ),
];
