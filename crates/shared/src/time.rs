//! Calendar dates and instants as text. Only the server computes with them (feature `chrono`);
//! the browser shows them, so that no calendar code travels in the WASM bundle.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A calendar date in the tenant's zone, `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = "date", example = "2026-11-22"))]
pub struct Date(String);

/// An instant, RFC 3339 in UTC: `2026-11-22T13:00:00Z`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = "date-time", example = "2026-11-22T13:00:00Z"))]
pub struct Timestamp(String);

macro_rules! text_newtype {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        #[cfg(not(feature = "chrono"))]
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }

        #[cfg(feature = "chrono")]
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}

text_newtype!(Date);
text_newtype!(Timestamp);

#[cfg(feature = "chrono")]
mod computed {
    use std::str::FromStr;

    use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

    use super::{Date, Timestamp};

    impl From<NaiveDate> for Date {
        fn from(date: NaiveDate) -> Self {
            Self(date.format("%Y-%m-%d").to_string())
        }
    }

    impl From<DateTime<Utc>> for Timestamp {
        fn from(instant: DateTime<Utc>) -> Self {
            Self(instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        }
    }

    impl FromStr for Date {
        type Err = &'static str;
        fn from_str(text: &str) -> Result<Self, Self::Err> {
            // chrono also reads "2026-1-5"; one spelling is enough.
            let exact = text.len() == 10;
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| exact);
            date.map(Self::from).ok_or("a calendar date that exists, as YYYY-MM-DD")
        }
    }

    impl FromStr for Timestamp {
        type Err = &'static str;
        fn from_str(text: &str) -> Result<Self, Self::Err> {
            DateTime::parse_from_rfc3339(text)
                .map(|instant| Self::from(instant.with_timezone(&Utc)))
                .map_err(|_| "an instant as in RFC 3339, for example 2026-11-22T13:00:00Z")
        }
    }

    impl Date {
        /// The date to compute with. Every `Date` was checked when it was made.
        pub fn to_naive(&self) -> NaiveDate {
            NaiveDate::parse_from_str(&self.0, "%Y-%m-%d").unwrap_or_default()
        }
    }

    impl Timestamp {
        /// The instant to compute with. Every `Timestamp` was checked when it was made.
        pub fn to_utc(&self) -> DateTime<Utc> {
            DateTime::parse_from_rfc3339(&self.0)
                .map(|i| i.with_timezone(&Utc))
                .unwrap_or_default()
        }
    }
}

#[cfg(all(test, feature = "chrono"))]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        assert!("2028-02-29".parse::<Date>().is_ok());
        for wrong in ["2026-02-29", "2026-13-01", "2026-1-5", "22.11.2026", ""] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn instants_come_out_in_utc() {
        let instant: Timestamp = "2026-11-22T13:00:00+01:00".parse().unwrap();
        assert_eq!(instant.as_str(), "2026-11-22T12:00:00Z");
    }
}
