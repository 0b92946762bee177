//! The currency that VAT is told in, whatever an invoice's is (Art. 91 and 230 of Directive 2006/112/EC, § 16 (6)
//! `UStG`).

use portico_shared::{Currency, settings::ExchangeRate};
use rust_decimal::Decimal;

use crate::{billing::round_to_minor, tax_category::vat_country, vat_id::is_member_state};

/// That of a member state (ISO 3166-1 alpha-2); the law elsewhere is not known here.
pub fn of(country: &str) -> Option<Currency> {
    let code = match vat_country(country) {
        "CZ" => "CZK",
        "DK" => "DKK",
        "HU" => "HUF",
        "PL" => "PLN",
        "RO" => "RON",
        "SE" => "SEK",
        country if is_member_state(country) => "EUR",
        _ => return None,
    };
    code.parse().ok()
}

/// `amount` in minor units of the second currency, whichever of the two `by` has as its base. `None` where it is a rate
/// between others.
pub fn converted(amount: i64, (from, to): (Currency, Currency), by: &ExchangeRate) -> Option<i64> {
    let amount = Decimal::new(amount, from.minor_digits());
    let (units, rate) = (Decimal::from(by.units), by.rate.as_str().parse().ok()?);
    let major = if (by.base, by.quote) == (from, to) {
        amount.checked_mul(rate)?.checked_div(units)?
    } else if (by.quote, by.base) == (from, to) {
        amount.checked_mul(units)?.checked_div(rate)?
    } else {
        return None;
    };
    let minor = major.checked_mul(Decimal::from(10_i64.pow(to.minor_digits())))?;
    Some(round_to_minor(minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_member_state_has_its_currency() {
        let of = |country| of(country).map(|currency| currency.to_string());
        assert_eq!(of("DE").as_deref(), Some("EUR"));
        assert_eq!(of("SE").as_deref(), Some("SEK"));
        assert_eq!(of("MC").as_deref(), Some("EUR"), "as France");
        assert_eq!((of("CH"), of("US")), (None, None));
    }

    /// `100 JPY = 2.4512 PLN`
    fn rate(text: &str) -> ExchangeRate {
        let mut words = text.split(' ');
        let mut word = || words.next().unwrap();
        let (units, base) = (word().parse().unwrap(), word().parse().unwrap());
        assert_eq!(word(), "=");
        ExchangeRate {
            base,
            units,
            rate: word().parse().unwrap(),
            quote: word().parse().unwrap(),
            date: "2026-10-31".parse().unwrap(),
        }
    }

    #[track_caller]
    fn assert_converted(from: &str, amount: i64, by: &str, to: &str, expected: Option<i64>) {
        let currencies = (from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(converted(amount, currencies, &rate(by)), expected);
    }

    #[test]
    fn rates_are_taken_as_central_banks_publish_them() {
        // The European Central Bank: what one euro is.
        assert_converted("USD", 1_900, "1 EUR = 1.0843 USD", "EUR", Some(1_752));
        assert_converted("USD", -1_900, "1 EUR = 1.0843 USD", "EUR", Some(-1_752));
        assert_converted("JPY", 1_000, "1 EUR = 160.5 JPY", "EUR", Some(623));
        // Those of Poland, Hungary and Denmark: what the other currency is.
        assert_converted("EUR", 10_000, "1 EUR = 4.2615 PLN", "PLN", Some(42_615));
        assert_converted("EUR", 100_000, "1 EUR = 395.21 HUF", "HUF", Some(39_521_000));
        assert_converted("JPY", 10_000, "100 JPY = 2.4512 PLN", "PLN", Some(24_512));
        assert_converted("EUR", 10_000, "100 EUR = 746.05 DKK", "DKK", Some(74_605));
    }

    #[test]
    fn a_rate_between_others_or_of_nothing_converts_nothing() {
        assert_converted("USD", 1_900, "1 EUR = 4.2615 PLN", "PLN", None);
        assert_converted("USD", 1_900, "1 EUR = 0 USD", "EUR", None);
        assert_converted("USD", 1_900, "0 USD = 1 EUR", "EUR", None);
    }
}
