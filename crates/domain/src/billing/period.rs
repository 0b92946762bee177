//! Billing periods, counted from the anchor.

use chrono::NaiveDate;

use super::Item;
use crate::calendar::{self, LAST_DAY};

/// A stretch of service that is billed on its first day (BT-134, BT-135): a whole period, or of
/// an item that prorates a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillingPeriod {
    pub start: NaiveDate,
    /// First day that is not billed with it.
    pub end: NaiveDate,
    /// First day of the period that it is, or is a part of.
    pub whole_start: NaiveDate,
    /// First day after the period that it is, or is a part of.
    pub whole_end: NaiveDate,
}

impl BillingPeriod {
    /// A period that is billed whole.
    pub const fn whole(start: NaiveDate, end: NaiveDate) -> Self {
        Self {
            start,
            end,
            whole_start: start,
            whole_end: end,
        }
    }

    pub fn is_whole(self) -> bool {
        self == Self::whole(self.start, self.end)
    }

    /// How many days are billed.
    pub fn days(self) -> u32 {
        days(self.start, self.end)
    }

    /// How many days the whole period has.
    pub fn whole_days(self) -> u32 {
        days(self.whole_start, self.whole_end)
    }

    /// The last day that is billed.
    pub fn last_day(self) -> NaiveDate {
        calendar::last_day_before(self.end)
    }

    /// The part of it before `end`, which lies after its start.
    pub(super) fn until(self, end: NaiveDate) -> Self {
        Self {
            end: self.end.min(end),
            ..self
        }
    }
}

fn days(start: NaiveDate, end: NaiveDate) -> u32 {
    u32::try_from((end - start).num_days()).unwrap_or(0)
}

/// The next period of an item: [origin + n·interval, origin + (n+1)·interval) for the first n
/// that was not billed. The origin is the item's own billing start, or else the anchor. Nothing
/// before the anchor is billed.
///
/// `billed_to` may fall inside a period. An item that prorates is then billed the rest of it,
/// which keeps its days: after a revoked cancellation both parts make the whole. Any other (its
/// billing began in another system) is billed a whole interval from there. Either way no day is
/// billed twice and none is given away.
/// Past the year 9999 the period is empty: it starts and ends on [`LAST_DAY`].
pub fn next_period(item: &Item, anchor: NaiveDate) -> BillingPeriod {
    let origin = item.billing_start.unwrap_or(anchor);
    let begin = |n| calendar::add(origin, item.interval, n).unwrap_or(LAST_DAY);
    let open = item.billed_to.unwrap_or(origin).max(origin).max(anchor).min(LAST_DAY);
    let next = calendar::first_index(0, |n| begin(n) >= open);
    if begin(next) == open {
        BillingPeriod::whole(open, begin(next.saturating_add(1)))
    } else if item.prorates {
        BillingPeriod {
            start: open,
            end: begin(next),
            whole_start: begin(next.saturating_sub(1)),
            whole_end: begin(next),
        }
    } else {
        BillingPeriod::whole(open, calendar::add(open, item.interval, 1).unwrap_or(LAST_DAY))
    }
}
