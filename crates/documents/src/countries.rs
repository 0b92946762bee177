//! Names of countries, from the Unicode CLDR as Babel 2.19.0 carries it (Unicode License v3).

use portico_shared::customers::Language;

/// ISO 3166-1 alpha-2, the German name and the English one, parted by tabs.
const NAMES: &str = include_str!("countries.tsv");

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

#[cfg(test)]
mod tests {
    use super::*;

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
