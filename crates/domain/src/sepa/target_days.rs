//! The days on which euros move between banks: business days of TARGET, the Eurosystem's
//! settlement system (the rulebooks' Inter-Bank Business Days).
//!
//! ECB, "TARGET closing days": Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May,
//! 25 and 26 December. So it is since 2002; earlier years are computed the same way.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::calendar::{LAST_DAY, next_day};

pub fn is_target_day(date: NaiveDate) -> bool {
    let is_weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let is_fixed = matches!((date.month(), date.day()), (1 | 5, 1) | (12, 25 | 26));
    !is_weekend && !is_fixed && !is_at_easter(date)
}

/// The day `n` TARGET days after `date`. A date that is none itself counts as the next that is,
/// as an order counts as received on it (§ 675n Abs. 1 BGB): one TARGET day after a Saturday is
/// Tuesday. With 0 it is the first TARGET day on or after `date`.
///
/// Dates past [`LAST_DAY`] are that day.
pub fn target_days_after(date: NaiveDate, n: u16) -> NaiveDate {
    (0..n).fold(on_or_after(date.min(LAST_DAY)), |day, _| on_or_after(next_day(day)))
}

fn on_or_after(date: NaiveDate) -> NaiveDate {
    let mut day = date;
    while !is_target_day(day) && day < LAST_DAY {
        day = next_day(day);
    }
    day
}

/// Good Friday and Easter Monday.
fn is_at_easter(date: NaiveDate) -> bool {
    easter_sunday(date.year()).is_some_and(|sunday| matches!((date - sunday).num_days(), -2 | 1))
}

/// Of the Gregorian calendar, by Oudin's algorithm: the Sunday after the first full moon, as the
/// church computes it, from 21 March on.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let century = year / 100;
    let golden = year % 19;
    let epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    // Days from 21 March to the full moon.
    let moon = epact - (epact / 28) * (1 - (epact / 28) * (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    let since_1_march = u64::try_from(moon - weekday + 27).ok()?;
    NaiveDate::from_ymd_opt(year, 3, 1)?.checked_add_days(Days::new(since_1_march))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::date;

    #[test]
    fn easter_is_where_the_calendar_has_it() {
        for day in [
            "1818-03-22", // as early as can be
            "1943-04-25", // as late as can be
            "1954-04-18", // the two corrections of Gauss's rule
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
            "2285-03-22",
        ] {
            assert_eq!(easter_sunday(date(day).year()), Some(date(day)));
        }
    }

    #[test]
    fn target_closes_on_six_holidays_and_at_weekends() {
        for closed in [
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-01",
            "2026-12-25",
            "2026-12-26",
            "2026-11-28",
            "2026-11-29",
        ] {
            assert!(!is_target_day(date(closed)), "{closed}");
        }
    }

    #[test]
    fn target_is_open_on_national_holidays() {
        // Maundy Thursday, Ascension, Whit Monday, German unity, Reformation, both Eves.
        for open in [
            "2026-04-02",
            "2026-05-14",
            "2026-05-25",
            "2025-10-03",
            "2025-10-31",
            "2026-12-24",
            "2026-12-31",
        ] {
            assert!(is_target_day(date(open)), "{open}");
        }
    }

    #[test]
    fn days_are_counted_over_weekends_and_holidays() {
        let after = |day, n| target_days_after(date(day), n).to_string();
        assert_eq!(after("2026-11-30", 0), "2026-11-30");
        assert_eq!(after("2026-11-30", 1), "2026-12-01");
        assert_eq!(after("2026-12-04", 1), "2026-12-07", "over a weekend");
        assert_eq!(after("2026-04-02", 1), "2026-04-07", "over Easter");
        assert_eq!(after("2026-12-24", 1), "2026-12-28", "over Christmas");
        assert_eq!(after("2026-12-24", 5), "2027-01-04", "into the next year");
    }

    #[test]
    fn a_day_that_is_none_counts_as_the_next() {
        let after = |day, n| target_days_after(date(day), n).to_string();
        assert_eq!(after("2026-11-28", 0), "2026-11-30");
        assert_eq!(after("2026-11-28", 1), "2026-12-01");
        assert_eq!(after("2026-04-03", 1), "2026-04-08", "Good Friday");
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for day in [NaiveDate::MIN, date("0001-01-01"), LAST_DAY, NaiveDate::MAX] {
            let _ = is_target_day(day);
            assert!(target_days_after(day, 3) <= LAST_DAY);
        }
        assert_eq!(target_days_after(LAST_DAY, u16::MAX), LAST_DAY);
    }
}
