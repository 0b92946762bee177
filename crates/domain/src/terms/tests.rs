use super::*;
use crate::testing::{date, open_ended, period, renewing};

/// End and deadline for a declaration, as `2027-01-01 by 2026-11-30`.
fn earliest(terms: &Terms, declared: &str) -> String {
    let Earliest { end, notice_deadline } = terms.earliest_end(date(declared));
    notice_deadline.map_or(format!("{end} by itself"), |day| format!("{end} by {day}"))
}

#[test]
fn the_worked_example_a_year_with_a_month_of_notice() {
    let terms = renewing("2026-01-01", "12M", "12M", "1M");
    assert_eq!(earliest(&terms, "2026-03-01"), "2027-01-01 by 2026-11-30");
    assert_eq!(earliest(&terms, "2026-11-30"), "2027-01-01 by 2026-11-30");
    assert_eq!(earliest(&terms, "2026-12-01"), "2028-01-01 by 2027-11-30");
}

#[test]
fn the_first_term_and_later_ones_have_their_own_length_and_notice() {
    let terms = Terms {
        later_contract_period: Some(period("1M")),
        later_cancellation_period: Some(period("14D")),
        ..renewing("2026-01-01", "12M", "12M", "1M")
    };
    assert_eq!(earliest(&terms, "2026-11-30"), "2027-01-01 by 2026-11-30");
    assert_eq!(earliest(&terms, "2026-12-01"), "2027-02-01 by 2027-01-17");
    assert_eq!(earliest(&terms, "2027-01-17"), "2027-02-01 by 2027-01-17");
    assert_eq!(earliest(&terms, "2027-01-18"), "2027-03-01 by 2027-02-14");
}

#[test]
fn terms_from_the_31st_end_with_the_month_without_drift() {
    let terms = renewing("2026-01-31", "1M", "1M", "1D");
    let end = |today| terms.term_end(date(today)).unwrap();
    assert_eq!(end("2026-02-01"), date("2026-02-28"));
    assert_eq!(end("2026-02-28"), date("2026-03-31"));
    assert_eq!(end("2026-03-31"), date("2026-04-30"));
    assert_eq!(end("2028-02-01"), date("2028-02-29"));
    assert_eq!(end("2028-02-29"), date("2028-03-31"));
}

#[test]
fn a_contract_from_a_leap_day_ends_on_leap_days_where_there_are_any() {
    let terms = renewing("2028-02-29", "12M", "1Y", "1M");
    assert_eq!(earliest(&terms, "2028-12-01"), "2029-02-28 by 2029-01-27");
    assert_eq!(earliest(&terms, "2031-12-01"), "2032-02-29 by 2032-01-28");
}

#[test]
fn without_notice_the_last_day_of_the_term_is_in_time() {
    let terms = Terms {
        cancellation_period: None,
        later_cancellation_period: None,
        ..renewing("2026-01-01", "1M", "1M", "1M")
    };
    assert_eq!(earliest(&terms, "2026-01-31"), "2026-02-01 by 2026-01-31");
    assert_eq!(earliest(&terms, "2026-02-01"), "2026-03-01 by 2026-02-28");
}

#[test]
fn a_declaration_before_the_start_reaches_the_first_term_or_misses_it() {
    let terms = renewing("2026-06-01", "1M", "1M", "3M");
    assert_eq!(earliest(&terms, "2026-03-31"), "2026-07-01 by 2026-03-31");
    assert_eq!(earliest(&terms, "2026-04-01"), "2026-08-01 by 2026-04-30");
    assert_eq!(terms.term_end(date("2026-01-01")), Some(date("2026-07-01")));
}

#[test]
fn a_first_term_that_nothing_renews_runs_on() {
    let terms = Terms {
        later_contract_period: None,
        ..renewing("2026-01-01", "12M", "12M", "1M")
    };
    assert_eq!(earliest(&terms, "2026-11-30"), "2027-01-01 by 2026-11-30");
    assert_eq!(earliest(&terms, "2026-12-01"), "2027-01-02 by 2026-12-01");
    assert_eq!(earliest(&terms, "2027-03-10"), "2027-04-11 by 2027-03-10");
    assert_eq!(earliest(&terms, "2027-01-29"), "2027-03-01 by 2027-01-31");
    assert_eq!(terms.term_end(date("2026-12-31")), Some(date("2027-01-01")));
    assert_eq!(terms.term_end(date("2027-01-01")), None);
}

#[test]
fn who_misses_the_first_terms_notice_stays_beyond_its_end() {
    let terms = Terms {
        later_contract_period: None,
        later_cancellation_period: None,
        ..renewing("2026-01-01", "12M", "12M", "1M")
    };
    assert_eq!(earliest(&terms, "2026-11-30"), "2027-01-01 by 2026-11-30");
    assert_eq!(earliest(&terms, "2026-12-01"), "2027-01-02 by 2027-01-01");
    assert_eq!(earliest(&terms, "2027-03-10"), "2027-03-11 by 2027-03-10");
}

#[test]
fn a_contract_that_ends_automatically_needs_no_declaration() {
    let terms = Terms {
        ends_automatically: true,
        ..renewing("2026-01-01", "12M", "12M", "1M")
    };
    for day in ["2025-12-01", "2026-12-31", "2027-05-01"] {
        assert_eq!(earliest(&terms, day), "2027-01-01 by itself");
        assert_eq!(terms.term_end(date(day)), Some(date("2027-01-01")));
    }
    assert_eq!(terms.automatic_end(), Some(date("2027-01-01")));
}

#[test]
fn without_a_term_a_contract_ends_with_a_billing_period() {
    let terms = Terms {
        cancellation_period: Some(period("14D")),
        ..open_ended("2026-01-15")
    };
    assert_eq!(earliest(&terms, "2026-02-28"), "2026-03-15 by 2026-02-28");
    assert_eq!(earliest(&terms, "2026-03-01"), "2026-04-15 by 2026-03-31");
    assert_eq!(earliest(&terms, "2025-06-01"), "2026-02-15 by 2026-01-31");
    assert_eq!(terms.term_end(date("2026-02-28")), None);
}

#[test]
fn without_a_term_the_end_of_a_trial_is_the_first_possible_end() {
    let terms = Terms {
        trial_end: Some(date("2026-01-25")),
        ..open_ended("2026-01-15")
    };
    assert_eq!(earliest(&terms, "2026-01-24"), "2026-01-25 by 2026-01-24");
    assert_eq!(earliest(&terms, "2026-01-25"), "2026-02-25 by 2026-02-24");
}

#[test]
fn a_trial_counts_into_the_term() {
    let terms = Terms {
        trial_end: Some(date("2026-01-15")),
        ..renewing("2026-01-01", "12M", "12M", "1M")
    };
    assert_eq!(earliest(&terms, "2026-01-10"), "2027-01-01 by 2026-11-30");
    assert_eq!(terms.billing_anchor(), date("2026-01-15"));
    assert!(terms.is_in_trial(date("2026-01-14")));
    assert!(!terms.is_in_trial(date("2026-01-15")));
}

#[test]
fn billing_may_begin_on_another_day_than_the_contract() {
    let moved = Terms {
        billing_start: Some(date("2026-11-15")),
        ..open_ended("2020-01-01")
    };
    assert_eq!(moved.billing_anchor(), date("2026-11-15"));
    assert_eq!(earliest(&moved, "2026-11-14"), "2026-11-15 by 2026-11-14");
    assert_eq!(earliest(&moved, "2026-11-15"), "2026-12-15 by 2026-12-14");

    let before = Terms {
        billing_start: Some(date("2025-12-15")),
        ..open_ended("2026-01-01")
    };
    assert_eq!(before.billing_anchor(), date("2025-12-15"));
    assert_eq!(earliest(&before, "2025-12-01"), "2026-01-15 by 2026-01-14");
}

#[test]
fn a_trial_is_never_billed_whenever_billing_starts() {
    let with = |billing_start| Terms {
        trial_end: Some(date("2026-01-15")),
        billing_start: Some(date(billing_start)),
        ..open_ended("2026-01-01")
    };
    assert_eq!(with("2026-01-10").billing_anchor(), date("2026-01-15"));
    assert_eq!(with("2026-02-01").billing_anchor(), date("2026-02-01"));
}

#[test]
fn terms_do_not_count_from_the_billing_start() {
    let terms = Terms {
        billing_start: Some(date("2026-03-10")),
        ..renewing("2026-01-01", "12M", "12M", "1M")
    };
    assert_eq!(earliest(&terms, "2026-03-01"), "2027-01-01 by 2026-11-30");
}

#[test]
fn a_trial_that_ends_before_the_contract_begins_is_none() {
    let terms = Terms {
        trial_end: Some(date("2025-12-01")),
        ..open_ended("2026-01-01")
    };
    assert_eq!(terms.billing_anchor(), date("2026-01-01"));
    assert!(!terms.is_in_trial(date("2025-11-01")));
    assert_eq!(earliest(&terms, "2026-01-01"), "2026-02-01 by 2026-01-31");
}

#[test]
fn ends_past_the_year_9999_are_its_last_day() {
    let endless = renewing("2026-01-01", "9999Y", "9999Y", "9999Y");
    let variants = [
        endless.clone(),
        Terms {
            ends_automatically: true,
            ..endless.clone()
        },
        Terms {
            later_contract_period: None,
            ..endless.clone()
        },
        Terms {
            contract_period: None,
            ..endless
        },
    ];
    for terms in variants {
        assert_eq!(earliest(&terms, "2026-05-01"), "9999-12-31 by itself");
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(terms.earliest_end(day).end <= LAST_DAY);
            assert!(terms.term_end(day).is_none_or(|end| end <= LAST_DAY));
        }
    }
}
