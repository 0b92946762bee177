//! When customers are reminded of what happens by itself: a contract renews, a trial ends.

use chrono::{Days, NaiveDate};
use portico_shared::{Period, PeriodUnit};

use crate::{calendar, terms::Terms};

/// Shorter renewals are not worth a mail each time: a monthly contract can be left at any month's end.
const SHORTEST_MONTHS: u16 = 3;

/// A renewal that can still be prevented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewal {
    /// The first day of the new term.
    pub renews_on: NaiveDate,
    /// The last day on which a cancellation prevents it.
    pub deadline: NaiveDate,
    /// The last day of the new term.
    pub last_day: NaiveDate,
}

/// The renewal of which somebody is reminded on `today`: its deadline is at most `days` away and has not passed.
/// `None` with 0 days, for contracts that do not renew or by less than three months, and before their start.
pub fn renewal(terms: &Terms, today: NaiveDate, days: u32) -> Option<Renewal> {
    let renews = terms.contract_period.is_some() && terms.later_contract_period.is_some() && !terms.ends_automatically;
    if days == 0 || !renews || today < terms.start {
        return None;
    }
    let earliest = terms.earliest_end(today);
    let deadline = earliest.notice_deadline?;
    let next_end = terms.term_end(earliest.end)?;
    let is_long = Period::new(SHORTEST_MONTHS, PeriodUnit::Month)
        .ok()
        .and_then(|shortest| calendar::add(earliest.end, shortest, 1))
        .is_some_and(|shortest| next_end >= shortest);
    (is_long && is_near(deadline, today, days)).then(|| Renewal {
        renews_on: earliest.end,
        deadline,
        last_day: calendar::last_day_before(next_end),
    })
}

/// The last day of a trial of which somebody is reminded on `today`: it is at most `days` away and has not passed.
pub fn trial_end(terms: &Terms, today: NaiveDate, days: u32) -> Option<NaiveDate> {
    if days == 0 || today < terms.start || !terms.is_in_trial(today) {
        return None;
    }
    let last_day = calendar::last_day_before(terms.trial_end?);
    is_near(last_day, today, days).then_some(last_day)
}

fn is_near(day: NaiveDate, today: NaiveDate, days: u32) -> bool {
    today <= day
        && today
            .checked_add_days(Days::new(days.into()))
            .is_none_or(|then| day <= then)
}

#[cfg(test)]
mod tests;
