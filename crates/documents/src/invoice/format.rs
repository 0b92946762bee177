//! Numbers and dates as the readers of a language write them.

use chrono::NaiveDate;
use portico_shared::{Currency, customers::Language};
use rust_decimal::Decimal;

/// A number keeps its sign and its unit on one line.
const NO_BREAK: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// Minor units: `1.234,56 €`, `€1,234.56`.
pub(super) fn money(minor: i64, currency: Currency, language: Language) -> String {
    let number = Decimal::new(minor, currency.minor_digits());
    with_currency(number, currency, language)
}

/// A price per unit, with as many places as it needs but no fewer than the currency has.
pub(super) fn price(price: Decimal, currency: Currency, language: Language) -> String {
    let mut price = price.normalize();
    if price.scale() < currency.minor_digits() {
        price.rescale(currency.minor_digits());
    }
    with_currency(price, currency, language)
}

fn with_currency(number: Decimal, currency: Currency, language: Language) -> String {
    let symbol = match currency.as_str() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        code => code,
    };
    let digits = digits(number.abs(), language);
    let sign = if number < Decimal::ZERO {
        MINUS.to_string()
    } else {
        String::new()
    };
    match language {
        Language::De => format!("{sign}{digits}{NO_BREAK}{symbol}"),
        Language::En if symbol.is_ascii() && symbol != "$" => format!("{sign}{symbol}{NO_BREAK}{digits}"),
        Language::En => format!("{sign}{symbol}{digits}"),
    }
}

/// With no more places than it needs.
pub(super) fn number(number: Decimal, language: Language) -> String {
    let digits = digits(number.abs().normalize(), language);
    if number < Decimal::ZERO {
        format!("{MINUS}{digits}")
    } else {
        digits
    }
}

/// Basis points: `19 %`, `7.75%`.
pub(super) fn percent(rate: u32, language: Language) -> String {
    let digits = digits(Decimal::new(rate.into(), 2).normalize(), language);
    match language {
        Language::De => format!("{digits}{NO_BREAK}%"),
        Language::En => format!("{digits}%"),
    }
}

/// `30.11.2026`, `30 November 2026`.
pub(super) fn date(date: NaiveDate, language: Language) -> String {
    let shown = match language {
        Language::De => date.format("%d.%m.%Y"),
        Language::En => date.format("%-d %B %Y"),
    };
    shown.to_string()
}

/// From a first to a last day: `01.11.2026 – 30.11.2026`, `1 – 30 November 2026`.
pub(super) fn period(start: NaiveDate, end: NaiveDate, language: Language) -> String {
    let same = |part: &str| start.format(part).to_string() == end.format(part).to_string();
    let first = match language {
        Language::En if same("%Y-%m") => start.format("%-d").to_string(),
        Language::En if same("%Y") => start.format("%-d %B").to_string(),
        Language::En | Language::De => date(start, language),
    };
    format!("{first} – {}", date(end, language))
}

fn digits(number: Decimal, language: Language) -> String {
    let (group, point) = match language {
        Language::De => ('.', ','),
        Language::En => (',', '.'),
    };
    let plain = number.to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut shown = String::with_capacity(plain.len() + whole.len() / 3 + 1);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            shown.push(group);
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push(point);
        shown.push_str(fraction);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_language_does() {
        for (minor, code, german, english) in [
            (123_456, "EUR", "1.234,56\u{a0}€", "€1,234.56"),
            (-5, "EUR", "−0,05\u{a0}€", "−€0.05"),
            (0, "USD", "0,00\u{a0}$", "$0.00"),
            (1_234_567, "JPY", "1.234.567\u{a0}¥", "¥1,234,567"),
            (100_000, "CHF", "1.000,00\u{a0}CHF", "CHF\u{a0}1,000.00"),
            (1_234, "KWD", "1,234\u{a0}KWD", "KWD\u{a0}1.234"),
        ] {
            let currency = code.parse().unwrap();
            assert_eq!(money(minor, currency, Language::De), german);
            assert_eq!(money(minor, currency, Language::En), english);
        }
    }

    #[test]
    fn prices_and_quantities_show_what_they_need() {
        let shown = |text: &str| price(text.parse().unwrap(), Currency::EUR, Language::De);
        assert_eq!(shown("49"), "49,00\u{a0}€");
        assert_eq!(shown("0.012500"), "0,0125\u{a0}€");
        assert_eq!(number("-1234.500000".parse().unwrap(), Language::En), "−1,234.5");
    }

    #[test]
    fn rates_and_dates_are_written_as_the_language_does() {
        let day = "2026-11-03".parse().unwrap();
        assert_eq!(
            (percent(1_900, Language::De), percent(775, Language::En)),
            ("19\u{a0}%".into(), "7.75%".into())
        );
        assert_eq!(date(day, Language::De), "03.11.2026");
        assert_eq!(date(day, Language::En), "3 November 2026");
        let until = |end: &str| period(day, end.parse().unwrap(), Language::En);
        assert_eq!(until("2026-11-30"), "3 – 30 November 2026");
        assert_eq!(until("2026-12-02"), "3 November – 2 December 2026");
        assert_eq!(until("2027-11-02"), "3 November 2026 – 2 November 2027");
        assert_eq!(period(day, day, Language::De), "03.11.2026 – 03.11.2026");
    }
}
