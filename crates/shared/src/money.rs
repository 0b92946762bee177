//! Money: integer minor units with a currency. Floats never.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 4217 code, three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[A-Z]{3}$", example = "EUR"))]
pub struct Currency([u8; 3]);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCurrency;

impl fmt::Display for InvalidCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a currency is a code of three capital letters (ISO 4217), for example EUR")
    }
}

impl std::error::Error for InvalidCurrency {}

impl Currency {
    pub const EUR: Self = Self(*b"EUR");
    pub const USD: Self = Self(*b"USD");
    pub const CHF: Self = Self(*b"CHF");

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Digits after the decimal point (ISO 4217 "minor unit"): 2 but for these exceptions.
    pub fn minor_digits(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = InvalidCurrency;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(InvalidCurrency),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// An amount in minor units (cents for EUR): `{"amount": 4900, "currency": "EUR"}` is 49.00 EUR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub amount: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// In major units with a point, as programs read it: `-12.05`.
    #[must_use]
    pub fn to_decimal(self) -> String {
        let digits = self.currency.minor_digits() as usize;
        let sign = if self.amount < 0 { "-" } else { "" };
        let text = format!("{:0>width$}", self.amount.unsigned_abs(), width = digits + 1);
        let (whole, rest) = text.split_at(text.len() - digits);
        if rest.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest}")
        }
    }
}

/// A decimal number as text: at most 12 digits before the point and 6 behind it, for unit prices
/// and quantities. Text, because a JSON number (and a SQLite decimal) would pass through a float.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$", example = "49.90"))]
pub struct DecimalText(String);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidDecimal;

impl fmt::Display for InvalidDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a decimal number as text, at most 12 digits before the point and 6 behind it, for example \"49.90\"",
        )
    }
}

impl std::error::Error for InvalidDecimal {}

impl DecimalText {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DecimalText {
    type Err = InvalidDecimal;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits =
            |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if all_digits(whole, 12) && all_digits(fraction, 6) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidDecimal)
        }
    }
}

impl fmt::Display for DecimalText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DecimalText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_has_as_many_places_as_the_currency() {
        let text = |amount, code: &str| Money::new(amount, code.parse().unwrap()).to_decimal();
        assert_eq!(text(-1205, "EUR"), "-12.05");
        assert_eq!((text(5, "EUR"), text(0, "EUR")), ("0.05".into(), "0.00".into()));
        assert_eq!((text(1205, "JPY"), text(1205, "KWD")), ("1205".into(), "1.205".into()));
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!("EUR".parse(), Ok(Currency::EUR));
        for wrong in ["eur", "EU", "EURO", "E1R", ""] {
            assert_eq!(wrong.parse::<Currency>(), Err(InvalidCurrency), "{wrong}");
        }
    }

    #[test]
    fn a_decimal_has_at_most_six_places_and_no_exponent() {
        for right in ["0", "49.90", "-1.5", "0.000001", "123456789012.5"] {
            assert!(right.parse::<DecimalText>().is_ok(), "{right}");
        }
        for wrong in ["", ".5", "1.", "1e3", "0.0000001", "1,5", "+1", "1234567890123", "--1"] {
            assert!(wrong.parse::<DecimalText>().is_err(), "{wrong}");
        }
    }
}
