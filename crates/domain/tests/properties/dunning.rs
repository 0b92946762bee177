use chrono::Days;
use portico_domain::dunning::{Level, next_level};
use proptest::prelude::*;

use crate::strategies::date;

fn levels() -> impl Strategy<Value = Vec<Level>> {
    prop::collection::vec((0_u16..20).prop_map(|days| Level { days, fee: None }), 0..5)
}

proptest! {
    #[test]
    fn a_daily_run_goes_through_the_levels_with_their_days_between(due in date(), levels in levels()) {
        let (mut level, mut last) = (0, None);
        for day in 0..150 {
            let today = due + Days::new(day);
            if let Some(next) = next_level(level, due, last, today, &levels) {
                let wait = u64::from(levels[level as usize].days).max(1);
                prop_assert_eq!(next, level + 1);
                prop_assert_eq!(today, last.unwrap_or(due) + Days::new(wait));
                prop_assert_eq!(next_level(next, due, Some(today), today, &levels), None);
                (level, last) = (next, Some(today));
            }
        }
        prop_assert_eq!(level as usize, levels.len());
    }
}
