//! Periods in words.

use portico_shared::{Period, PeriodUnit};

use super::texts::portal as t;

/// For example "monthly" or "every 3 months".
pub fn every(period: Period) -> String {
    let count = u32::from(period.count());
    match period.unit() {
        PeriodUnit::Day => t::every_days(count),
        PeriodUnit::Week => t::every_weeks(count),
        PeriodUnit::Month => t::every_months(count),
        PeriodUnit::Year => t::every_years(count),
    }
}

/// What follows a term, for example "then renews for 12 months".
pub fn renews(period: Period) -> String {
    let count = u32::from(period.count());
    match period.unit() {
        PeriodUnit::Day => t::renews_days(count),
        PeriodUnit::Week => t::renews_weeks(count),
        PeriodUnit::Month => t::renews_months(count),
        PeriodUnit::Year => t::renews_years(count),
    }
}
