//! Short spellings for tests.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::Period;
use rust_decimal::Decimal;

use crate::terms::Terms;

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Terms without any term, billed monthly: the tests add what they are about.
pub(crate) fn open_ended(start: &str) -> Terms {
    Terms {
        start: date(start),
        contract_period: None,
        later_contract_period: None,
        cancellation_period: None,
        later_cancellation_period: None,
        ends_automatically: false,
        trial_end: None,
        billing_start: None,
        billing_interval: period("1M"),
    }
}

/// A first term and the same renewals, with one notice for all.
pub(crate) fn renewing(start: &str, first: &str, later: &str, notice: &str) -> Terms {
    Terms {
        contract_period: Some(period(first)),
        later_contract_period: Some(period(later)),
        cancellation_period: Some(period(notice)),
        later_cancellation_period: Some(period(notice)),
        ..open_ended(start)
    }
}
