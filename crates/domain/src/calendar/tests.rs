use chrono_tz::{
    America::{Havana, Sao_Paulo, St_Johns},
    Europe::Berlin,
    Pacific::Apia,
};

use super::*;
use crate::testing::{date, instant, period};

fn added(anchor: &str, by: &str, times: u32) -> String {
    add(date(anchor), period(by), times).map_or("none".into(), |date| date.to_string())
}

#[test]
fn a_month_end_is_clamped_and_comes_back() {
    assert_eq!(added("2026-01-31", "1M", 1), "2026-02-28");
    assert_eq!(added("2026-01-31", "1M", 2), "2026-03-31");
    assert_eq!(added("2026-01-31", "1M", 3), "2026-04-30");
    assert_eq!(added("2026-01-31", "3M", 1), "2026-04-30");
    assert_eq!(added("2026-02-28", "1M", 1), "2026-03-28");
}

#[test]
fn a_leap_day_is_the_28th_in_common_years() {
    assert_eq!(added("2028-01-31", "1M", 1), "2028-02-29");
    assert_eq!(added("2028-02-29", "1Y", 1), "2029-02-28");
    assert_eq!(added("2028-02-29", "1Y", 4), "2032-02-29");
    assert_eq!(added("2028-02-29", "12M", 4), "2032-02-29");
    assert_eq!(added("2096-02-29", "4Y", 1), "2100-02-28");
}

#[test]
fn days_and_weeks_are_counted_out() {
    assert_eq!(added("2028-02-28", "1D", 2), "2028-03-01");
    assert_eq!(added("2026-12-25", "1W", 1), "2027-01-01");
    assert_eq!(added("2026-03-15", "14D", 0), "2026-03-15");
}

#[test]
fn months_of_first_and_later_periods_are_added_before_they_are_counted() {
    let end = |first, later, times| {
        let end = add_both(date("2026-01-31"), period(first), period(later), times);
        end.unwrap().to_string()
    };
    assert_eq!(end("1M", "1M", 0), "2026-02-28");
    assert_eq!(end("1M", "1M", 1), "2026-03-31");
    assert_eq!(end("1Y", "1M", 2), "2027-03-31");
    assert_eq!(end("1W", "10D", 1), "2026-02-17");
    // Mixed: the later ones count from the end of the first.
    assert_eq!(end("1M", "1D", 1), "2026-03-01");
    assert_eq!(end("30D", "1M", 1), "2026-04-02");
}

#[test]
fn past_the_year_9999_there_is_no_date() {
    assert_eq!(added("9999-12-30", "1D", 1), "9999-12-31");
    assert_eq!(added("9999-12-31", "1D", 1), "none");
    assert_eq!(added("2026-01-01", "9999Y", 1), "none");
    assert_eq!(added("2026-01-01", "9999Y", u32::MAX), "none");
    assert_eq!(added("2026-01-01", "1D", u32::MAX), "none");
    assert_eq!(add(NaiveDate::MAX, period("1D"), 1), None);
    assert_eq!(next_day(NaiveDate::MAX), LAST_DAY);
    assert_eq!(last_day_before(NaiveDate::MIN), NaiveDate::MIN);
}

#[test]
fn days_begin_an_hour_apart_in_summer_and_winter() {
    let begin = |day| start_of_day(date(day), &Berlin);
    assert_eq!(begin("2026-03-29"), instant("2026-03-28T23:00:00Z"));
    assert_eq!(begin("2026-03-30"), instant("2026-03-29T22:00:00Z"));
    assert_eq!(begin("2026-10-25"), instant("2026-10-24T22:00:00Z"));
    assert_eq!(begin("2026-10-26"), instant("2026-10-25T23:00:00Z"));
    assert_eq!(begin("2027-01-01"), instant("2026-12-31T23:00:00Z"));
}

#[test]
fn a_day_without_midnight_begins_with_its_first_moment() {
    let begin = start_of_day(date("2018-11-04"), &Sao_Paulo);
    assert_eq!(begin, instant("2018-11-04T03:00:00Z"));
    assert_eq!(begin.with_timezone(&Sao_Paulo).time().to_string(), "01:00:00");
    assert_eq!(local_date(begin, &Sao_Paulo), date("2018-11-04"));
}

#[test]
fn a_midnight_that_comes_twice_counts_the_first_time() {
    let begin = start_of_day(date("2026-11-01"), &Havana);
    assert_eq!(begin, instant("2026-11-01T04:00:00Z"));
    // Here the clocks went back at 0:01, into the day before.
    let begin = start_of_day(date("2010-11-07"), &St_Johns);
    assert_eq!(begin, instant("2010-11-07T02:30:00Z"));
}

#[test]
fn a_day_that_was_left_out_begins_with_the_next() {
    let left_out = start_of_day(date("2011-12-30"), &Apia);
    assert_eq!(left_out, instant("2011-12-30T10:00:00Z"));
    assert_eq!(left_out, start_of_day(date("2011-12-31"), &Apia));
}

#[test]
fn an_instant_falls_on_the_day_of_the_zone() {
    let late = instant("2026-12-31T23:30:00Z");
    assert_eq!(local_date(late, &Berlin), date("2027-01-01"));
    assert_eq!(local_date(late, &Sao_Paulo), date("2026-12-31"));
    assert_eq!(local_date(late, &Utc), date("2026-12-31"));
}

#[test]
fn the_ends_of_time_do_not_panic() {
    for zone in [Berlin, Apia, Sao_Paulo] {
        for day in [NaiveDate::MIN, FIRST_DAY, LAST_DAY, NaiveDate::MAX] {
            let begin = start_of_day(day, &zone);
            assert_eq!(local_date(begin, &zone), day.clamp(FIRST_DAY, LAST_DAY));
        }
        assert_eq!(local_date(DateTime::<Utc>::MIN_UTC, &zone), FIRST_DAY);
        assert_eq!(local_date(DateTime::<Utc>::MAX_UTC, &zone), LAST_DAY);
    }
}
