use super::*;
use crate::testing::{date, period};

fn deadline_for(end: &str, notice: &str) -> String {
    deadline(date(end), Some(period(notice))).unwrap().to_string()
}

#[test]
fn the_day_of_the_declaration_does_not_count() {
    let runs_out = |day, notice| last_day(date(day), Some(period(notice))).unwrap();
    assert_eq!(runs_out("2026-11-01", "1D"), date("2026-11-02"));
    assert_eq!(runs_out("2026-11-30", "1M"), date("2026-12-30"));
    assert_eq!(last_day(date("2026-11-30"), None), Some(date("2026-11-30")));
}

#[test]
fn a_month_before_new_year_is_the_last_of_november() {
    assert_eq!(deadline_for("2027-01-01", "1M"), "2026-11-30");
    assert_eq!(deadline_for("2027-01-01", "3M"), "2026-09-30");
    assert_eq!(deadline_for("2027-01-01", "14D"), "2026-12-17");
    assert_eq!(deadline_for("2027-01-01", "2W"), "2026-12-17");
    assert_eq!(deadline_for("2027-01-01", "1Y"), "2025-12-31");
}

#[test]
fn exactly_on_the_deadline_is_in_time_and_a_day_later_is_not() {
    let (end, notice) = (date("2027-01-01"), Some(period("1M")));
    assert!(is_in_time(date("2026-11-30"), notice, end));
    assert!(!is_in_time(date("2026-12-01"), notice, end));
}

#[test]
fn without_notice_the_last_day_itself_is_in_time() {
    let end = date("2027-01-01");
    assert_eq!(deadline(end, None), Some(date("2026-12-31")));
    assert!(is_in_time(date("2026-12-31"), None, end));
    assert!(!is_in_time(end, None, end));
}

#[test]
fn a_notice_that_would_end_on_30_february_ends_on_the_last_of_february() {
    assert_eq!(deadline_for("2027-03-01", "1M"), "2027-01-31");
    assert_eq!(deadline_for("2028-03-01", "1M"), "2028-01-31");
    // In a leap year the 28th is not yet the month's last day.
    assert_eq!(deadline_for("2028-02-29", "1M"), "2028-01-28");
    assert_eq!(deadline_for("2027-03-31", "1M"), "2027-02-28");
}

#[test]
fn dates_out_of_range_are_never_in_time() {
    assert!(!is_in_time(NaiveDate::MAX, Some(period("1D")), calendar::LAST_DAY));
    assert!(!is_in_time(NaiveDate::MAX, None, NaiveDate::MAX));
    assert_eq!(deadline(NaiveDate::MIN, None), None);
    assert_eq!(deadline(NaiveDate::MIN, Some(period("9999Y"))), None);
}
