//! Periods such as `1D`, `2W`, `1M`, `12M`, `1Y`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodUnit {
    Day,
    Week,
    Month,
    Year,
}

/// A calendar period: `^[1-9][0-9]{0,3}[DWMY]$`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
pub struct Period {
    count: u16,
    unit: PeriodUnit,
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Period {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .pattern(Some("^[1-9][0-9]{0,3}[DWMY]$"))
            .examples(["1M", "14D"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Period {}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPeriod;

impl fmt::Display for InvalidPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a period is a number from 1 to 9999 and D, W, M or Y, for example 14D, 1M or 1Y")
    }
}

impl std::error::Error for InvalidPeriod {}

impl Period {
    /// `1M`
    pub const MONTH: Self = Self {
        count: 1,
        unit: PeriodUnit::Month,
    };

    /// # Errors
    /// When `count` is not in 1–9999.
    pub fn new(count: u16, unit: PeriodUnit) -> Result<Self, InvalidPeriod> {
        if (1..=9999).contains(&count) {
            Ok(Self { count, unit })
        } else {
            Err(InvalidPeriod)
        }
    }

    pub const fn count(self) -> u16 {
        self.count
    }

    pub const fn unit(self) -> PeriodUnit {
        self.unit
    }
}

impl FromStr for Period {
    type Err = InvalidPeriod;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (digits, unit) = text.split_at_checked(text.len().wrapping_sub(1)).ok_or(InvalidPeriod)?;
        let unit = match unit {
            "D" => PeriodUnit::Day,
            "W" => PeriodUnit::Week,
            "M" => PeriodUnit::Month,
            "Y" => PeriodUnit::Year,
            _ => return Err(InvalidPeriod),
        };
        if digits.starts_with('0') || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidPeriod);
        }
        Self::new(digits.parse().map_err(|_| InvalidPeriod)?, unit)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            PeriodUnit::Day => 'D',
            PeriodUnit::Week => 'W',
            PeriodUnit::Month => 'M',
            PeriodUnit::Year => 'Y',
        };
        write!(f, "{}{unit}", self.count)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
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
    fn periods_read_back_as_they_were_written() {
        for text in ["1D", "2W", "1M", "12M", "1Y", "9999D"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_but_the_documented_form_is_refused() {
        for text in ["", "M", "0M", "01M", "1m", "P1M", "10000D", "-1D", "1.5M", "1 M", "1é"] {
            assert_eq!(text.parse::<Period>(), Err(InvalidPeriod), "{text}");
        }
    }
}
