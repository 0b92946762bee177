//! Initials, and languages.

use portico_shared::customers::Language;
use portico_ui::texts::portal as t;

/// First letters of the first and the last name; the style sheet makes them capital.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).collect()
}

/// For example "German, English": the preferred first.
pub(super) fn spoken(languages: &[Language]) -> String {
    let name = |language: &Language| match language {
        Language::De => t::language_de(),
        Language::En => t::language_en(),
    };
    languages.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_and_last_name() {
        assert_eq!(initials("Jana Maria Özdemir"), "JÖ");
        assert_eq!(initials("Support"), "S");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn the_preferred_language_comes_first() {
        let [german, english] = [t::language_de(), t::language_en()];
        assert_eq!(spoken(&[Language::De, Language::En]), format!("{german}, {english}"));
        assert_eq!(spoken(&[]), "");
    }
}
