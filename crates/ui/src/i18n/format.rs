//! Values as people read them, in the language on screen.

use portico_shared::{Currency, Date, DecimalText, Money, Timestamp};

use super::{decimal::decimal, intl, intl::Kind};

const HALF_A_DAY: f64 = 12.0 * 60.0 * 60.0 * 1000.0;

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

/// The day that begins at this instant in the merchant's zone, which the browser does not know.
/// Midnight there is at most twelve hours from the same day's midnight in UTC, so that noon of
/// that day in UTC lies within the day for every zone from -12 to +12.
pub fn day_that_begins(instant: &Timestamp) -> String {
    let noon = js_sys::Date::parse(instant.as_str()) + HALF_A_DAY;
    unbroken(&intl::day_at(Kind::Day, noon).unwrap_or_else(|| instant.to_string()))
}

/// A date stays on one line.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// The name of a country by its ISO code.
pub fn country(code: &str) -> String {
    intl::region(code)
}

/// Codes and names of countries, in the order of the alphabet.
pub fn countries(codes: &[&str]) -> Vec<(String, String)> {
    let mut named: Vec<_> = codes.iter().map(|code| ((*code).to_owned(), country(code))).collect();
    named.sort_by(|(_, one), (_, two)| intl::order(one, two));
    named
}

/// Day and time of an instant where the reader is.
pub fn moment(instant: &Timestamp) -> String {
    intl::day(Kind::LocalMoment, instant.as_str())
}
