//! Terms: when they end, and the earliest end that a declaration reaches.
//!
//! All ends count from the contract's start: E0 = start + first term, Ek = E0 + k renewals
//! (no drift). A trial counts into the term, a pause moves nothing.

use chrono::NaiveDate;
use portico_shared::Period;

use crate::{
    calendar::{self, LAST_DAY},
    notice,
};

/// What was agreed about a contract's duration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// First day of the contract.
    pub start: NaiveDate,
    /// The first term. Without it there is no term at all, whatever the later ones say.
    pub contract_period: Option<Period>,
    /// Each renewal after the first term.
    pub later_contract_period: Option<Period>,
    /// Notice in the first term, and where there is no term.
    pub cancellation_period: Option<Period>,
    /// Notice in later terms and after a first term that nothing renews.
    pub later_cancellation_period: Option<Period>,
    /// Ends with the first term by itself; renewals are then without meaning.
    pub ends_automatically: bool,
    /// First day after the trial, before which nothing is billed.
    pub trial_end: Option<NaiveDate>,
    /// From when billing periods count, where that is not the contract's start: the contract came
    /// from another system, or a pause ended ([`crate::billing::resume`]).
    pub billing_start: Option<NaiveDate>,
    /// Where there is no term, a contract ends with a billing period.
    pub billing_interval: Period,
}

/// The earliest possible end for a declaration on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earliest {
    /// First day after the contract.
    pub end: NaiveDate,
    /// The last day on which a declaration still reaches this end; `None` when it comes anyway.
    pub notice_deadline: Option<NaiveDate>,
}

impl Earliest {
    const fn by_itself(end: NaiveDate) -> Self {
        Self {
            end,
            notice_deadline: None,
        }
    }

    fn with_notice(end: NaiveDate, notice: Option<Period>) -> Self {
        Self {
            end,
            notice_deadline: notice::deadline(end, notice),
        }
    }
}

/// What happens at the end of the first term.
enum Course {
    NoTerm,
    /// Ends by itself at this date.
    Ends(NaiveDate),
    /// Runs on without a term from this date.
    RunsOn(NaiveDate),
    Renews {
        first: Period,
        later: Period,
    },
}

impl Terms {
    fn course(&self) -> Course {
        let Some(first) = self.contract_period else {
            return Course::NoTerm;
        };
        let first_end = calendar::add(self.start, first, 1).unwrap_or(LAST_DAY);
        match self.later_contract_period {
            _ if self.ends_automatically => Course::Ends(first_end),
            None => Course::RunsOn(first_end),
            Some(later) => Course::Renews { first, later },
        }
    }

    /// From when billing periods count: the billing start, else the trial's end, else the
    /// contract's start (Fynn: "Billing start defaults to contract start and sets the billing
    /// interval; on migration it can differ"). No trial is billed: a billing start before its end
    /// gives way to it.
    pub fn billing_anchor(&self) -> NaiveDate {
        let start = self.billing_start.unwrap_or(self.start);
        self.trial_end
            .filter(|trial_end| self.start < *trial_end)
            .map_or(start, |trial_end| start.max(trial_end))
    }

    /// Whether the trial still runs on `today` (a contract that has not begun counts as in trial).
    pub fn is_in_trial(&self, today: NaiveDate) -> bool {
        self.trial_end
            .is_some_and(|trial_end| self.start < trial_end && today < trial_end)
    }

    /// Where the contract ends without anybody's declaration; `None` when it does not.
    pub fn automatic_end(&self) -> Option<NaiveDate> {
        match self.course() {
            Course::Ends(end) => Some(end),
            Course::NoTerm | Course::RunsOn(_) | Course::Renews { .. } => None,
        }
    }

    /// The end (exclusive) of the term that contains `today`, the first term's before the start;
    /// `None` when the contract is open-ended on that day.
    pub fn term_end(&self, today: NaiveDate) -> Option<NaiveDate> {
        match self.course() {
            Course::NoTerm => None,
            Course::Ends(end) => Some(end),
            Course::RunsOn(end) => Some(end).filter(|end| today < *end),
            Course::Renews { first, later } => {
                let end = |k| calendar::add_both(self.start, first, later, k);
                first_after(today, 0, end).or(Some(LAST_DAY))
            }
        }
    }

    /// The earliest end that a declaration on `declared` reaches: the first term end Ek with
    /// declared + notice < Ek, where the notice is that of the term which Ek ends.
    ///
    /// - Ends automatically: the first term's end, which needs no declaration.
    /// - A first term and no renewal: its end with the first term's notice. Otherwise the contract
    ///   has run on, a day at least, and ends the day after declared + later notice
    ///   (§ 309 Nr. 9 lit. b BGB).
    /// - No term: the end of the first billing period for which the notice is in time. What lies
    ///   before the first, a trial or what another system billed, is a period too (in doubt for the
    ///   customer, § 305c Abs. 2 BGB).
    ///
    /// Ends past the year 9999 are [`LAST_DAY`], without a deadline.
    pub fn earliest_end(&self, declared: NaiveDate) -> Earliest {
        match self.course() {
            Course::NoTerm => self.end_of_billing_period(declared),
            Course::Ends(end) => Earliest::by_itself(end),
            Course::RunsOn(end) => self.end_after_running_on(declared, end),
            Course::Renews { first, later } => self.end_of_term(declared, first, later),
        }
    }

    fn end_of_billing_period(&self, declared: NaiveDate) -> Earliest {
        let anchor = self.billing_anchor();
        let end = |k| calendar::add(anchor, self.billing_interval, k);
        // A contract does not end before it has begun.
        let lowest = calendar::first_index(0, |k| end(k).is_none_or(|date| date > self.start));
        boundary(declared, self.cancellation_period, lowest, end)
    }

    fn end_after_running_on(&self, declared: NaiveDate, first_end: NaiveDate) -> Earliest {
        if notice::is_in_time(declared, self.cancellation_period, first_end) {
            return Earliest::with_notice(first_end, self.cancellation_period);
        }
        match notice::last_day(declared, self.later_cancellation_period) {
            Some(last_day) if last_day.max(first_end) < LAST_DAY => Earliest::with_notice(
                calendar::next_day(last_day.max(first_end)),
                self.later_cancellation_period,
            ),
            _ => Earliest::by_itself(LAST_DAY),
        }
    }

    fn end_of_term(&self, declared: NaiveDate, first: Period, later: Period) -> Earliest {
        let end = |k| calendar::add_both(self.start, first, later, k);
        match end(0) {
            Some(e0) if notice::is_in_time(declared, self.cancellation_period, e0) => {
                Earliest::with_notice(e0, self.cancellation_period)
            }
            _ => boundary(declared, self.later_cancellation_period, 1, end),
        }
    }
}

/// The first boundary, from `lowest` on, for which a declaration is in time.
fn boundary(
    declared: NaiveDate,
    notice: Option<Period>,
    lowest: u32,
    at: impl Fn(u32) -> Option<NaiveDate>,
) -> Earliest {
    notice::last_day(declared, notice)
        .and_then(|last_day| first_after(last_day, lowest, at))
        .map_or(Earliest::by_itself(LAST_DAY), |end| Earliest::with_notice(end, notice))
}

/// The first boundary, from `lowest` on, that lies after `day`.
fn first_after(day: NaiveDate, lowest: u32, at: impl Fn(u32) -> Option<NaiveDate>) -> Option<NaiveDate> {
    at(calendar::first_index(lowest, |k| at(k).is_none_or(|date| date > day)))
}

#[cfg(test)]
mod tests;
