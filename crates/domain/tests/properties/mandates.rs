use chrono::{Days, Months};
use portico_domain::{
    mandates::{check_mandate_reference, earliest_collection, is_lapsed, keep_until, lapses_on},
    retry::next_attempt,
    sepa::{is_target_day, target_days_after},
};
use proptest::{option, prelude::*};

use crate::strategies::date;

proptest! {
    #[test]
    fn a_mandate_lives_36_months_from_its_latest_debit(signed in date(), debit in option::of(date()), days in 0_u64..1500) {
        let latest = debit.map_or(signed, |debit| debit.max(signed));
        let end = lapses_on(signed, debit);
        prop_assert_eq!(end, latest + Months::new(36));
        let today = latest + Days::new(days);
        prop_assert_eq!(is_lapsed(signed, debit, today), end <= today);
        // What can still be debited is kept for longer than the 13 months of § 676b BGB.
        prop_assert!(latest + Months::new(13) < keep_until(signed, debit));
    }

    #[test]
    fn a_debit_keeps_its_mandate_alive(signed in date(), days in 0_u64..1095) {
        let debit = signed + Days::new(days);
        prop_assert!(!is_lapsed(signed, None, debit));
        prop_assert!(lapses_on(signed, None) <= lapses_on(signed, Some(debit)));
    }

    #[test]
    fn a_collection_keeps_both_periods_and_no_earlier_day_would(today in date(), notice in 0_u16..30, lead in 0_u16..10) {
        let keeps = |day| is_target_day(day) && today + Days::new(notice.into()) <= day && target_days_after(today, lead) <= day;
        let earliest = earliest_collection(today, notice, lead);
        prop_assert!(keeps(earliest));
        prop_assert_eq!(today.iter_days().find(|day| keeps(*day)), Some(earliest));
    }

    #[test]
    fn a_reference_that_is_allowed_has_the_form_of_the_scheme(text in prop_oneof![any::<String>(), "[A-Za-z0-9/+?:().,' -]{0,37}"]) {
        let has_form = (1..=35).contains(&text.len())
            && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(letter))
            && text.trim() == text
            && text.trim_matches('/') == text
            && !text.contains("//");
        prop_assert_eq!(check_mandate_reference(&text).is_ok(), has_form);
    }

    #[test]
    fn a_schedule_gives_one_attempt_a_day_number_and_ends(days in prop::collection::vec(0_u16..30, 0..6), first in date()) {
        let mut failed_on = first;
        let mut attempts = 0;
        while let Some(next) = next_attempt(&days, attempts + 1, failed_on) {
            attempts += 1;
            failed_on = next;
        }
        prop_assert_eq!(attempts, days.len());
        prop_assert_eq!(failed_on, first + Days::new(days.iter().copied().map(u64::from).sum()));
    }
}
