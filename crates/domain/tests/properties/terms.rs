use chrono::NaiveDate;
use portico_domain::{
    calendar::{add, add_both},
    terms::Terms,
};
use portico_shared::Period;
use proptest::prelude::*;

use crate::strategies::{date, period, terms};

fn notice_runs_out(declared: NaiveDate, notice: Option<Period>) -> NaiveDate {
    notice.map_or(declared, |notice| add(declared, notice, 1).unwrap())
}

/// The rule of the design by plain counting: every possible end with the notice for it, in order.
fn earliest_by_counting(terms: &Terms, declared: NaiveDate) -> NaiveDate {
    let notice = notice_runs_out(declared, terms.cancellation_period);
    let later_notice = notice_runs_out(declared, terms.later_cancellation_period);
    let Some(first) = terms.contract_period else {
        let anchor = terms.billing_anchor();
        let mut ends = (0..).map(|k| add(anchor, terms.billing_interval, k).unwrap());
        return ends.find(|end| notice < *end && terms.start < *end).unwrap();
    };
    let first_end = add(terms.start, first, 1).unwrap();
    match terms.later_contract_period {
        _ if terms.ends_automatically || notice < first_end => first_end,
        Some(later) => (1..100_000)
            .map(|k| add_both(terms.start, first, later, k).unwrap())
            .find(|end| later_notice < *end)
            .unwrap(),
        None => later_notice.max(first_end).succ_opt().unwrap(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_end_is_what_counting_finds(terms in terms(), declared in date()) {
        let end = terms.earliest_end(declared).end;
        prop_assert_eq!(end, earliest_by_counting(&terms, declared));
    }

    #[test]
    fn no_end_comes_before_the_notice_allows(terms in terms(), declared in date()) {
        let end = terms.earliest_end(declared).end;
        let first_end = terms.contract_period.map(|first| add(terms.start, first, 1).unwrap());
        if !terms.ends_automatically || first_end.is_none() {
            let in_first_term = first_end.is_none_or(|first_end| end == first_end);
            let notice = if in_first_term {
                terms.cancellation_period
            } else {
                terms.later_cancellation_period
            };
            prop_assert!(notice_runs_out(declared, notice) < end);
        }
        if let Some(first_end) = first_end {
            prop_assert!(first_end <= end);
        }
    }

    #[test]
    fn who_declares_later_never_gets_out_earlier(terms in terms(), a in date(), b in date()) {
        let (early, late) = (a.min(b), a.max(b));
        prop_assert!(terms.earliest_end(early).end <= terms.earliest_end(late).end);
        let next = early.succ_opt().unwrap();
        prop_assert!(terms.earliest_end(early).end <= terms.earliest_end(next).end);
    }

    #[test]
    fn the_deadline_is_the_last_day_that_reaches_the_date(terms in terms(), declared in date()) {
        let earliest = terms.earliest_end(declared);
        if let Some(deadline) = earliest.notice_deadline {
            prop_assert!(declared <= deadline);
            prop_assert_eq!(terms.earliest_end(deadline), earliest);
            let too_late = deadline.succ_opt().unwrap();
            prop_assert!(earliest.end < terms.earliest_end(too_late).end);
        } else {
            prop_assert_eq!(terms.automatic_end(), Some(earliest.end));
        }
    }

    #[test]
    fn a_term_contains_its_day(terms in terms(), today in date()) {
        if let Some(end) = terms.term_end(today) {
            prop_assert!(today < end || terms.ends_automatically);
        } else {
            prop_assert!(terms.contract_period.is_none() || terms.later_contract_period.is_none());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_hundred_renewals_do_not_drift(start in date(), first in period(), later in period()) {
        let terms = Terms {
            start,
            contract_period: Some(first),
            later_contract_period: Some(later),
            cancellation_period: None,
            later_cancellation_period: None,
            ends_automatically: false,
            trial_end: None,
            billing_start: None,
            billing_interval: later,
        };
        let mut today = start;
        for renewal in 0..100 {
            let end = terms.term_end(today).unwrap();
            prop_assert_eq!(Some(end), add_both(start, first, later, renewal));
            prop_assert_eq!(terms.term_end(end.pred_opt().unwrap()), Some(end));
            prop_assert_eq!(terms.earliest_end(end.pred_opt().unwrap()).end, end);
            today = end;
        }
    }
}
