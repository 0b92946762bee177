//! How a notice period runs: §§ 187 Abs. 1, 188 Abs. 2 and 3 BGB.
//!
//! The day of the declaration does not count; a notice of n declared on d runs out at the end of
//! the day d + n. Weekends and holidays move nothing: § 193 BGB does not apply to notice periods.

use chrono::{Months, NaiveDate};
use portico_shared::Period;

use crate::calendar::{self, Span};

/// The last day of a notice that was declared on `declared`; without notice, that day itself.
/// `None` past [`calendar::LAST_DAY`].
pub fn last_day(declared: NaiveDate, notice: Option<Period>) -> Option<NaiveDate> {
    match notice {
        Some(notice) => calendar::add(declared, notice, 1),
        None => Some(declared).filter(|day| *day <= calendar::LAST_DAY),
    }
}

/// Whether a declaration on `declared` is in time for a contract that ends (exclusively) at `end`.
pub fn is_in_time(declared: NaiveDate, notice: Option<Period>, end: NaiveDate) -> bool {
    last_day(declared, notice).is_some_and(|day| day < end)
}

/// The last day on which a declaration is in time for `end` (exclusive).
///
/// End 2027-01-01, notice `1M`: 2026-11-30. End 2027-03-01, notice `1M`: 2027-01-31, because
/// the notice of the 29th to 31st runs out on the last of February (§ 188 Abs. 3 BGB).
/// `None` when it lies before chrono's first date.
pub fn deadline(end: NaiveDate, notice: Option<Period>) -> Option<NaiveDate> {
    let last = end.pred_opt()?;
    let Some(notice) = notice else {
        return Some(last);
    };
    let mut day = match Span::of(notice) {
        Span::Days(count) => last.checked_sub_days(chrono::Days::new(count.into()))?,
        Span::Months(count) => last.checked_sub_months(Months::new(count))?,
    };
    // At most three days more: the clamped ends of a longer month.
    while let Some(next) = day.succ_opt().filter(|d| is_in_time(*d, Some(notice), end)) {
        day = next;
    }
    Some(day)
}

#[cfg(test)]
mod tests;
