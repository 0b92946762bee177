//! Adding periods to dates, and where a local day begins.

use chrono::{DateTime, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use portico_shared::{Period, PeriodUnit};

/// The first day that is computed with, 1 January of the year 1.
pub const FIRST_DAY: NaiveDate = day(1, 1, 1);

/// The last day that is computed with: the last that `YYYY-MM-DD` and RFC 3339 can write.
/// Ends that would lie behind it count as this day.
pub const LAST_DAY: NaiveDate = day(9999, 12, 31);

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MAX,
    }
}

/// A period in the two units that calendars know: months have no fixed number of days.
#[derive(Clone, Copy)]
pub(crate) enum Span {
    Days(u32),
    Months(u32),
}

impl Span {
    pub(crate) fn of(period: Period) -> Self {
        let count = u32::from(period.count());
        match period.unit() {
            PeriodUnit::Day => Self::Days(count),
            PeriodUnit::Week => Self::Days(count * 7),
            PeriodUnit::Month => Self::Months(count),
            PeriodUnit::Year => Self::Months(count * 12),
        }
    }

    fn times(self, times: u32) -> Option<Self> {
        match self {
            Self::Days(count) => count.checked_mul(times).map(Self::Days),
            Self::Months(count) => count.checked_mul(times).map(Self::Months),
        }
    }

    fn after(self, anchor: NaiveDate) -> Option<NaiveDate> {
        let date = match self {
            Self::Days(count) => anchor.checked_add_days(Days::new(count.into())),
            Self::Months(count) => anchor.checked_add_months(Months::new(count)),
        };
        date.filter(|date| *date <= LAST_DAY)
    }
}

/// `anchor + times × period`. Months and years count from the anchor and clamp to the month's
/// last day (§ 188 Abs. 3 BGB): 31 January + `1M` is 28 or 29 February, + 2 × `1M` is 31 March.
///
/// `None` past [`LAST_DAY`].
pub fn add(anchor: NaiveDate, period: Period, times: u32) -> Option<NaiveDate> {
    Span::of(period).times(times)?.after(anchor)
}

/// `anchor + first + times × later`, without drift: where both are months (or both are days) they
/// are added up before they are counted from the anchor, so 31 January + `1M` + 1 × `1M` is
/// 31 March. Days and months mixed: the later periods count from `anchor + first`.
///
/// `None` past [`LAST_DAY`].
pub fn add_both(anchor: NaiveDate, first: Period, later: Period, times: u32) -> Option<NaiveDate> {
    let renewals = Span::of(later).times(times)?;
    match (Span::of(first), renewals) {
        (Span::Days(a), Span::Days(b)) => Span::Days(a.checked_add(b)?).after(anchor),
        (Span::Months(a), Span::Months(b)) => Span::Months(a.checked_add(b)?).after(anchor),
        (first, renewals) => renewals.after(first.after(anchor)?),
    }
}

/// The day after; [`LAST_DAY`] stays itself.
pub fn next_day(date: NaiveDate) -> NaiveDate {
    date.succ_opt().map_or(LAST_DAY, |next| next.min(LAST_DAY))
}

/// The last day of a range that ends (exclusively) at `end`, as people read it.
pub fn last_day_before(end: NaiveDate) -> NaiveDate {
    end.pred_opt().unwrap_or(end)
}

/// The smallest index, from `lowest` on, for which `holds`; once true it must stay true.
/// Ends after 32 looks, however short the periods and however far the date.
pub(crate) fn first_index(lowest: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (lowest, u32::MAX);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The first moment of a local day. A midnight that comes twice counts the first time; a day
/// without midnight, because the clocks went forward, begins with its first moment that exists
/// (a day that was left out altogether, with the first moment of the next).
///
/// Days outside the years 1–9999 count as the nearest of them.
pub fn start_of_day<Tz: TimeZone>(day: NaiveDate, zone: &Tz) -> DateTime<Utc> {
    let midnight = day.clamp(FIRST_DAY, LAST_DAY).and_time(NaiveTime::MIN);
    match zone.from_local_datetime(&midnight) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.to_utc(),
        LocalResult::None => end_of_gap(midnight, zone),
    }
}

/// The first instant whose local time is not before `missing`. No zone is a whole day from UTC,
/// so it lies less than a day to either side.
fn end_of_gap<Tz: TimeZone>(missing: NaiveDateTime, zone: &Tz) -> DateTime<Utc> {
    const DAY: u32 = 86_400;
    let from = missing - TimeDelta::days(1);
    let at = |seconds: u32| from + TimeDelta::seconds(seconds.into());
    let mut bounds = (0, 2 * DAY);
    while bounds.0 < bounds.1 {
        let middle = bounds.0 + (bounds.1 - bounds.0) / 2;
        if zone.from_utc_datetime(&at(middle)).naive_local() < missing {
            bounds.0 = middle + 1;
        } else {
            bounds.1 = middle;
        }
    }
    at(bounds.0).and_utc()
}

/// The calendar day on which an instant falls in a zone, within the years 1–9999.
pub fn local_date<Tz: TimeZone>(instant: DateTime<Utc>, zone: &Tz) -> NaiveDate {
    let first = FIRST_DAY.and_time(NaiveTime::MIN);
    let last = LAST_DAY.and_time(NaiveTime::MIN) + TimeDelta::hours(24);
    let within = instant.naive_utc().clamp(first, last);
    zone.from_utc_datetime(&within).date_naive().clamp(FIRST_DAY, LAST_DAY)
}

#[cfg(test)]
mod tests;
