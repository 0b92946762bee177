//! When a payment that failed is tried again.

use chrono::{Days, NaiveDate};

/// The day of the next attempt after the `failed`-th one failed on `failed_on`.
///
/// `days` is the merchant's schedule: how many days after the first failed attempt the second
/// comes, after the second the third, and so on. `None` when the schedule is used up, and where
/// nothing has failed.
pub fn next_attempt(days: &[u16], failed: usize, failed_on: NaiveDate) -> Option<NaiveDate> {
    let days = days.get(failed.checked_sub(1)?)?;
    failed_on.checked_add_days(Days::new(u64::from(*days)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::date;

    #[test]
    fn each_failure_has_its_own_number_of_days() {
        let next = |failed, on| next_attempt(&[3, 5, 7], failed, date(on)).map(|day| day.to_string());
        assert_eq!(next(1, "2026-11-30").as_deref(), Some("2026-12-03"));
        assert_eq!(next(2, "2026-12-03").as_deref(), Some("2026-12-08"));
        assert_eq!(next(3, "2026-12-28").as_deref(), Some("2027-01-04"));
    }

    #[test]
    fn a_used_up_schedule_has_no_next_attempt() {
        assert_eq!(next_attempt(&[3, 5, 7], 4, date("2026-11-30")), None);
        assert_eq!(next_attempt(&[3], usize::MAX, date("2026-11-30")), None);
        assert_eq!(next_attempt(&[], 1, date("2026-11-30")), None);
    }

    #[test]
    fn without_a_failure_nothing_is_tried_again() {
        assert_eq!(next_attempt(&[3], 0, date("2026-11-30")), None);
    }

    #[test]
    fn the_end_of_time_does_not_panic() {
        assert_eq!(next_attempt(&[3], 1, NaiveDate::MAX), None);
    }
}
