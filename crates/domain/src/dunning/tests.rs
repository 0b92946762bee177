use super::*;
use crate::testing::date;

/// A reminder after three days, a notice ten days later, a last one the day after that.
const LEVELS: [Level; 3] = [level(3), level(10), level(0)];

const fn level(days: u16) -> Level {
    Level { days, fee: None }
}

/// For an invoice that was due on 10 January 2026.
fn next(current: u32, last_reminder: Option<&str>, today: &str) -> Option<u32> {
    let due = date("2026-01-10");
    next_level(current, due, last_reminder.map(date), date(today), &LEVELS)
}

#[test]
fn the_first_level_counts_from_the_due_date() {
    assert_eq!(next(0, None, "2026-01-12"), None);
    assert_eq!(next(0, None, "2026-01-13"), Some(1));
    assert_eq!(next(0, None, "2026-03-01"), Some(1));
}

#[test]
fn later_levels_count_from_the_previous_document() {
    assert_eq!(next(1, Some("2026-01-20"), "2026-01-29"), None);
    assert_eq!(next(1, Some("2026-01-20"), "2026-01-30"), Some(2));
    // Long overdue, and yet each level has its own days.
    assert_eq!(next(1, Some("2026-03-01"), "2026-03-02"), None);
}

#[test]
fn where_the_previous_document_has_no_date_the_due_date_counts() {
    assert_eq!(next(1, None, "2026-01-19"), None);
    assert_eq!(next(1, None, "2026-01-20"), Some(2));
}

#[test]
fn an_invoice_is_raised_one_level_a_day() {
    assert_eq!(next(2, Some("2026-01-30"), "2026-01-30"), None);
    assert_eq!(next(2, Some("2026-01-30"), "2026-01-31"), Some(3));
    // A reminder that somebody sent by hand counts too.
    assert_eq!(next(0, Some("2026-01-13"), "2026-01-13"), None);
    assert_eq!(next(0, Some("2026-01-13"), "2026-01-14"), Some(1));
}

#[test]
fn who_can_still_pay_in_time_is_not_reminded() {
    let at_once = [level(0)];
    let on = |today| next_level(0, date("2026-01-10"), None, date(today), &at_once);
    assert_eq!(on("2026-01-09"), None);
    assert_eq!(on("2026-01-10"), None);
    assert_eq!(on("2026-01-11"), Some(1));
}

#[test]
fn behind_the_last_level_there_is_none() {
    assert_eq!(next(3, Some("2026-02-01"), "2026-12-31"), None);
    assert_eq!(next(u32::MAX, None, "2026-12-31"), None);
    assert_eq!(next_level(0, date("2026-01-10"), None, date("2026-12-31"), &[]), None);
}
