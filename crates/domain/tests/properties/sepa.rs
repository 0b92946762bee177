use chrono::{Datelike, Days, Weekday};
use portico_domain::sepa::{is_target_day, parse_creditor_identifier, target_days_after, to_sepa_text};
use proptest::prelude::*;

use crate::strategies::date;

fn is_in_the_character_set(letter: char) -> bool {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ".contains(letter)
}

/// Anything, and often letters of Latin script with accents, also such that stand alone.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~\u{a0}-\u{24f}\u{300}-\u{310}\u{2010}-\u{2030}€]{0,40}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn target_days_are_never_at_weekends(day in date()) {
        prop_assert!(!is_target_day(day) || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    }

    #[test]
    fn target_never_closes_for_more_than_four_days(day in date()) {
        // Over Easter, and where 25 December is a Friday or a Monday.
        prop_assert!((0..5).any(|days| is_target_day(day + Days::new(days))));
    }

    #[test]
    fn so_many_target_days_lie_between(day in date(), n in 0_u16..40) {
        let end = target_days_after(day, n);
        let from = target_days_after(day, 0);
        prop_assert!(is_target_day(end) && is_target_day(from) && day <= from);
        let between = from.iter_days().skip(1).take_while(|day| *day <= end).filter(|day| is_target_day(*day));
        prop_assert_eq!(between.count(), usize::from(n));
    }

    #[test]
    fn a_text_has_only_sepas_characters_and_is_never_too_long(text in text(), max in 0_usize..150) {
        let folded = to_sepa_text(&text, max);
        prop_assert!(folded.chars().all(is_in_the_character_set), "{folded:?}");
        prop_assert!(folded.chars().count() <= max);
        prop_assert_eq!(folded.trim(), folded.as_str());
        prop_assert_eq!(to_sepa_text(&folded, max), folded);
    }

    #[test]
    fn a_changed_digit_of_a_creditor_identifier_is_always_refused(place in 7_usize..18, digit in 0_u32..10) {
        let right = "DE98ZZZ09999999999";
        let mut changed = right.to_owned();
        changed.replace_range(place..=place, &digit.to_string());
        prop_assert_eq!(parse_creditor_identifier(&changed).is_ok(), changed == right);
    }

    #[test]
    fn a_creditor_identifier_reads_back_as_it_is_stored(
        text in prop_oneof![any::<String>(), "(AT61ZZZ|DE98[A-Z]{3})[0-9 ]{0,13}", "FR72[A-Z]{3}123456"],
    ) {
        if let Ok(identifier) = parse_creditor_identifier(&text) {
            let parts = (identifier.country(), identifier.business_code(), identifier.national_id());
            prop_assert_eq!(parts.0.len() + 2 + parts.1.len() + parts.2.len(), identifier.as_str().len());
            prop_assert_eq!(parse_creditor_identifier(identifier.as_str()), Ok(identifier.clone()));
        }
    }
}
