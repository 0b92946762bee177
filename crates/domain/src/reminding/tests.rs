use super::*;
use crate::testing::{date, open_ended, period, renewing};

/// Ends with 2026, notice of a month: the last day to cancel is 30 November.
fn yearly() -> Terms {
    renewing("2026-01-01", "12M", "12M", "1M")
}

#[test]
fn a_renewal_is_told_of_from_so_many_days_before_its_deadline_until_it_passes() {
    let told = |today| renewal(&yearly(), date(today), 30);
    let renews = Renewal {
        renews_on: date("2027-01-01"),
        deadline: date("2026-11-30"),
        last_day: date("2027-12-31"),
    };
    assert_eq!(told("2026-10-30"), None);
    assert_eq!(told("2026-10-31"), Some(renews), "thirty days before");
    assert_eq!(told("2026-11-30"), Some(renews), "on the last day");
    assert_eq!(told("2026-12-01"), None, "it is too late to prevent it");
    assert_eq!(
        told("2027-10-31").map(|one| one.renews_on),
        Some(date("2028-01-01")),
        "and the next one"
    );
}

#[test]
fn without_notice_the_last_day_of_the_term_is_the_deadline() {
    let terms = Terms {
        cancellation_period: None,
        ..yearly()
    };
    assert_eq!(
        renewal(&terms, date("2026-12-31"), 1).map(|one| one.deadline),
        Some(date("2026-12-31"))
    );
}

#[test]
fn what_does_not_renew_or_only_shortly_is_not_told_of() {
    let today = date("2026-11-15");
    let ends = Terms {
        ends_automatically: true,
        ..yearly()
    };
    let runs_on = Terms {
        later_contract_period: None,
        ..yearly()
    };
    for terms in [
        ends,
        runs_on,
        open_ended("2026-01-01"),
        renewing("2026-01-01", "1M", "1M", "14D"),
    ] {
        assert_eq!(renewal(&terms, today, 30), None, "{terms:?}");
    }
    assert_eq!(renewal(&yearly(), today, 0), None, "switched off");
    assert_eq!(
        renewal(&yearly(), date("2025-12-20"), 90),
        None,
        "not before it has begun"
    );
    // A month on trial, and then a year: the first term is short, what it renews by is not.
    let lured = Terms {
        contract_period: Some(period("1M")),
        ..renewing("2026-11-01", "1M", "12M", "14D")
    };
    assert_eq!(
        renewal(&lured, today, 30).map(|one| one.deadline),
        Some(date("2026-11-16"))
    );
}

#[test]
fn the_end_of_a_trial_is_told_of_until_its_last_day() {
    let terms = Terms {
        trial_end: Some(date("2026-12-01")),
        ..renewing("2026-11-17", "12M", "12M", "1M")
    };
    assert_eq!(trial_end(&terms, date("2026-11-26"), 3), None);
    for today in ["2026-11-27", "2026-11-30"] {
        assert_eq!(trial_end(&terms, date(today), 3), Some(date("2026-11-30")), "{today}");
    }
    assert_eq!(trial_end(&terms, date("2026-12-01"), 3), None, "it is over");
    assert_eq!(trial_end(&terms, date("2026-11-29"), 0), None, "switched off");
}
