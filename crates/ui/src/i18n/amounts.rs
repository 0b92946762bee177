//! Amounts as people type them.

use portico_shared::customers::Language;

use super::language;

/// Minor units of what was typed; `digits` after the separator. Both separators are understood: the last one with no more
/// than `digits` after it parts the fraction, others part thousands.
pub fn amount(text: &str, digits: u32) -> Option<i64> {
    let text: String = text.chars().filter(|one| !one.is_whitespace()).collect();
    let (sign, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text.as_str()),
    };
    let places = digits as usize;
    let (whole, fraction) = match text.rsplit_once(['.', ',']) {
        Some((whole, fraction)) if fraction.len() <= places => (whole, fraction),
        _ => (text, ""),
    };
    let whole: String = whole.chars().filter(|one| !matches!(one, '.' | ',' | '\'')).collect();
    let number = format!("{whole}{fraction:0<places$}");
    let is_number = !whole.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let amount: i64 = number.parse().ok().filter(|_| is_number)?;
    Some(sign * amount)
}

/// The same as it would be typed in the language on screen.
pub fn amount_text(amount: i64, digits: u32) -> String {
    let separator = match language() {
        Language::De => ',',
        Language::En => '.',
    };
    with_separator(amount, digits, separator)
}

fn with_separator(amount: i64, digits: u32, separator: char) -> String {
    let places = digits as usize;
    let sign = if amount < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", amount.unsigned_abs(), width = places + 1);
    let (whole, fraction) = text.split_at(text.len() - places);
    if fraction.bytes().all(|byte| byte == b'0') {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{separator}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_understood_in_either_spelling() {
        for (text, digits, minor) in [
            ("50", 2, 5_000),
            ("49,90", 2, 4_990),
            ("49.9", 2, 4_990),
            ("1.234,56", 2, 123_456),
            ("1,234.56", 2, 123_456),
            ("1.234", 2, 123_400),
            (" 1 234 ", 2, 123_400),
            ("-5", 2, -500),
            ("700", 0, 700),
            ("1.5", 3, 1_500),
        ] {
            assert_eq!(amount(text, digits), Some(minor), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["", "-", ",", "ten", "5€", "99999999999999999999", "1e3", "1-2"] {
            assert_eq!(amount(text, 2), None, "{text}");
        }
    }

    #[test]
    fn an_amount_is_written_in_the_language_on_screen() {
        for (language, text) in [(Language::De, "49,90"), (Language::En, "49.90")] {
            crate::i18n::speak(language);
            assert_eq!(amount_text(4_990, 2), text);
        }
    }

    #[test]
    fn an_amount_is_written_as_it_is_typed() {
        assert_eq!(with_separator(4_990, 2, ','), "49,90");
        assert_eq!(with_separator(5_000, 2, '.'), "50");
        assert_eq!(with_separator(-5, 2, '.'), "-0.05");
        assert_eq!(with_separator(700, 0, '.'), "700");
        for minor in [0, 1, 99, 100, 123_456, -1, i64::MAX] {
            assert_eq!(amount(&with_separator(minor, 2, ','), 2), Some(minor));
        }
    }
}
