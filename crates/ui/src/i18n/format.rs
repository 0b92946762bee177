//! Values as people read them, in the language on screen.

use portico_shared::{Currency, Date, DecimalText, Money, Timestamp};

use super::{decimal::decimal, intl, intl::Kind};

pub fn money(money: Money) -> String {
    let text = decimal(money.amount, money.currency.minor_digits());
    intl::number(Kind::Money(money.currency), &text)
}

/// A price for one piece, with all the places that it has.
pub fn unit_price(price: &DecimalText, currency: Currency) -> String {
    intl::number(Kind::Price(currency), price.as_str())
}

pub fn number(number: &DecimalText) -> String {
    intl::number(Kind::Number, number.as_str())
}

/// Basis points: 1900 is 19 %.
pub fn percent(basis_points: u32) -> String {
    intl::number(Kind::Percent, &decimal(basis_points.into(), 4))
}

/// For example `1. Januar 2026`.
pub fn day(date: &Date) -> String {
    unbroken(&intl::day(Kind::Day, date.as_str()))
}

/// For example `01.01.2026`.
pub fn short_day(date: &Date) -> String {
    intl::day(Kind::ShortDay, date.as_str())
}

/// The day of an instant where the reader is.
pub fn day_of(instant: &Timestamp) -> String {
    unbroken(&intl::day(Kind::LocalDay, instant.as_str()))
}

/// The same for tables.
pub fn short_day_of(instant: &Timestamp) -> String {
    intl::day(Kind::ShortLocalDay, instant.as_str())
}

/// A date stays on one line.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// An IBAN in full, in groups of four as on paper (ISO 13616).
pub fn iban(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// The name of a country by its ISO code.
pub fn country(code: &str) -> String {
    intl::region(code)
}

/// Codes and names of countries, in the order of the alphabet.
pub fn countries(codes: &[&str]) -> Vec<(String, String)> {
    intl::regions(codes)
}

/// Day and time of an instant in a zone that it names, for example `22. November 2026 um 14:00 MEZ`.
pub fn moment(instant: &Timestamp, zone: &str) -> String {
    intl::moment(instant.as_str(), Some(zone)).unwrap_or_else(|| instant.as_str().to_owned())
}

/// The same where the reader is.
pub fn moment_here(instant: &Timestamp) -> String {
    intl::moment(instant.as_str(), None).unwrap_or_else(|| instant.as_str().to_owned())
}

/// Day and minute of an instant where the reader is, for example `22.11.2026, 14:00`.
pub fn short_moment(instant: &Timestamp) -> String {
    intl::short_moment(instant.as_str()).unwrap_or_else(|| instant.as_str().to_owned())
}
