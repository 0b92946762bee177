//! Countries: which are in the EU, and their names, from the Unicode CLDR as Babel 2.19.0 carries it (Unicode License v3).

use portico_shared::customers::Language;

/// ISO 3166-1 alpha-2, the German name and the English one, parted by tabs.
const NAMES: &str = include_str!("countries.tsv");
const MEMBER_STATES: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The country's name; the code itself where it is not known.
pub(crate) fn name(code: &str, language: Language) -> &str {
    let lines = NAMES.lines().map(|line| line.split('\t'));
    let mut found = lines
        .into_iter()
        .filter_map(|mut names| (names.next()? == code).then_some(names));
    let name = found.next().and_then(|mut names| match language {
        Language::De => names.next(),
        Language::En => names.nth(1),
    });
    name.unwrap_or(code)
}

/// Whether a country (ISO 3166-1 alpha-2) is a member state of the EU.
pub(crate) fn is_member_state(code: &str) -> bool {
    MEMBER_STATES.contains(&code)
}

/// Monaco counts as France (Art. 7 of Directive 2006/112/EC).
pub(crate) fn vat_country(code: &str) -> &str {
    match code {
        "MC" => "FR",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use portico_domain::{tax_category, vat_id};

    use super::*;

    #[test]
    fn countries_are_to_vat_what_the_rules_say() {
        let codes = NAMES.lines().filter_map(|line| line.split('\t').next());
        for code in codes {
            assert_eq!(is_member_state(code), vat_id::is_member_state(code), "{code}");
            assert_eq!(vat_country(code), tax_category::vat_country(code));
        }
    }

    #[test]
    fn a_country_has_a_name_in_each_language() {
        assert_eq!(name("AT", Language::De), "Österreich");
        assert_eq!(name("AT", Language::En), "Austria");
        assert_eq!(name("ZZ", Language::En), "ZZ");
        assert!(
            NAMES
                .lines()
                .all(|line| line.split('\t').filter(|part| !part.is_empty()).count() == 3)
        );
    }
}
