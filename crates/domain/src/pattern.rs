//! Formats of numbers and codes.

/// Fits compact capitals and digits into a format: the text with the format's separators, or
/// `None` where it does not fit.
///
/// In a format `9` is a digit, `a` a letter, `x` either, `s` either or `+` or `*`; a space and `-`
/// are separators, which the text does not have; anything else stands for itself.
pub(crate) fn fit(text: &str, format: &str) -> Option<String> {
    let mut rest = text.chars();
    let mut fitted = String::with_capacity(format.len());
    for place in format.chars() {
        let next = match place {
            ' ' | '-' => place,
            _ => rest.next().filter(|letter| is_of(*letter, place))?,
        };
        fitted.push(next);
    }
    rest.next().is_none().then_some(fitted)
}

const fn is_of(letter: char, place: char) -> bool {
    match place {
        '9' => letter.is_ascii_digit(),
        'a' => letter.is_ascii_uppercase(),
        'x' => letter.is_ascii_uppercase() || letter.is_ascii_digit(),
        's' => is_of(letter, 'x') || matches!(letter, '+' | '*'),
        _ => letter == place,
    }
}

/// Capitals without what people put between groups: spaces, dots, dashes.
pub(crate) fn compact(text: &str) -> String {
    let between = |letter: char| letter.is_whitespace() || matches!(letter, '.' | '-' | '\u{2010}'..='\u{2015}');
    text.chars()
        .filter(|letter| !between(*letter))
        .map(|letter| letter.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_letter_by_letter_and_gets_its_separators() {
        assert_eq!(fit("1012AB", "9999 aa").as_deref(), Some("1012 AB"));
        assert_eq!(fit("LV1010", "LV-9999").as_deref(), Some("LV-1010"));
        assert_eq!(fit("A+1", "xs9").as_deref(), Some("A+1"));
        for (text, format) in [
            ("1012", "9999 aa"),
            ("1012ABC", "9999 aa"),
            ("LT1010", "LV-9999"),
            ("", "9"),
        ] {
            assert_eq!(fit(text, format), None, "{text}");
        }
    }

    #[test]
    fn compact_is_without_spaces_dots_and_dashes() {
        assert_eq!(compact(" be 0428.759-497\u{a0}\u{2013}"), "BE0428759497");
    }
}
