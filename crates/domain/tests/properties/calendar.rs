use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::{
    America::{Havana, Sao_Paulo, St_Johns},
    Asia::{Beirut, Kolkata},
    Australia::Lord_Howe,
    Europe::Berlin,
    Pacific::Auckland,
    Tz,
};
use portico_domain::calendar::{add, add_both, local_date, start_of_day};
use portico_shared::{Period, PeriodUnit};
use proptest::{prelude::*, sample::select};

use crate::strategies::{date, period};

const ZONES: [Tz; 8] = [
    Havana, Sao_Paulo, St_Johns, Beirut, Kolkata, Lord_Howe, Berlin, Auckland,
];

proptest! {
    #[test]
    fn a_day_begins_when_the_day_before_is_over(day in date(), zone in select(ZONES.to_vec())) {
        let begin = start_of_day(day, &zone);
        prop_assert_eq!(local_date(begin, &zone), day);
        prop_assert_eq!(local_date(begin - TimeDelta::seconds(1), &zone), day.pred_opt().unwrap());
    }

    #[test]
    fn months_keep_the_anchors_day_or_the_months_last(
        anchor in date(),
        months in 1_u16..=36,
        times in 0_u32..100,
    ) {
        let period = Period::new(months, PeriodUnit::Month).unwrap();
        let end = add(anchor, period, times).unwrap();
        let in_next_month = end.succ_opt().unwrap().day() == 1;
        prop_assert!(end.day() == anchor.day() || (end.day() < anchor.day() && in_next_month));
        let month = |date: NaiveDate| date.year() * 12 + date.month0().cast_signed();
        let passed = month(end) - month(anchor);
        prop_assert_eq!(passed, i32::from(months) * times.cast_signed());
    }

    #[test]
    fn each_further_period_ends_later(
        anchor in date(),
        first in period(),
        later in period(),
        times in 0_u32..100,
    ) {
        prop_assert!(add(anchor, later, times) < add(anchor, later, times + 1));
        let end = |times| add_both(anchor, first, later, times);
        prop_assert!(end(times) < end(times + 1));
        prop_assert_eq!(end(0), add(anchor, first, 1));
        prop_assert_eq!(add_both(anchor, first, first, times), add(anchor, first, times + 1));
    }
}
