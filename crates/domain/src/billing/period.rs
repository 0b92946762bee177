//! Billing periods, counted from the anchor.

use chrono::NaiveDate;

use super::Item;
use crate::calendar::{self, LAST_DAY};

/// A stretch of service that is billed on its first day (BT-134, BT-135).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillingPeriod {
    pub start: NaiveDate,
    /// First day after the period.
    pub end: NaiveDate,
    /// How many periods came before it since the anchor.
    pub ordinal: u32,
}

impl BillingPeriod {
    /// The last day that belongs to the period.
    pub fn last_day(self) -> NaiveDate {
        calendar::last_day_before(self.end)
    }
}

/// The next period of an item: [anchor + n·interval, anchor + (n+1)·interval) for the first n
/// that was not billed. Nothing that was billed before the anchor counts.
///
/// Where `billed_to` falls inside a period (billing that another system began), the next one runs
/// a whole interval from there: no day is billed twice, none is given away.
/// Past the year 9999 the period is empty: it starts and ends on [`LAST_DAY`].
pub fn next_period(item: &Item, anchor: NaiveDate) -> BillingPeriod {
    let begin = |ordinal| calendar::add(anchor, item.interval, ordinal);
    let open = item.billed_to.unwrap_or(anchor).clamp(anchor, LAST_DAY.max(anchor));
    let ordinal = calendar::first_index(0, |n| begin(n).is_none_or(|start| start >= open));
    let end = if begin(ordinal) == Some(open) {
        ordinal.checked_add(1).and_then(begin)
    } else {
        calendar::add(open, item.interval, 1)
    };
    let start = open.min(LAST_DAY);
    BillingPeriod {
        start,
        end: end.unwrap_or(LAST_DAY),
        ordinal,
    }
}
