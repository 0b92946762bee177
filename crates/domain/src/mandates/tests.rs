use super::*;
use crate::testing::date;

#[test]
fn the_first_debit_of_a_recurrent_mandate_is_frst_then_rcur() {
    assert_eq!(sequence(true, false), SequenceType::First);
    assert_eq!(sequence(true, true), SequenceType::Recurring);
    assert_eq!(sequence(false, false), SequenceType::OneOff);
}

#[test]
fn sequences_are_written_as_iso_20022_writes_them() {
    use SequenceType::{Final, First, OneOff, Recurring};
    assert_eq!(
        [First, Recurring, OneOff, Final].map(SequenceType::as_str),
        ["FRST", "RCUR", "OOFF", "FNAL"]
    );
}

#[test]
fn a_mandate_lapses_36_months_after_its_latest_debit() {
    let lapses = |signed, debit: Option<&str>| lapses_on(date(signed), debit.map(date)).to_string();
    assert_eq!(lapses("2026-01-15", None), "2029-01-15", "never used");
    assert_eq!(lapses("2026-01-15", Some("2026-11-30")), "2029-11-30");
    assert_eq!(lapses("2024-02-29", None), "2027-02-28");
    // A day that cannot be: what was signed later counts.
    assert_eq!(lapses("2026-01-15", Some("2020-01-01")), "2029-01-15");
}

#[test]
fn it_is_lapsed_from_that_day_on() {
    let lapsed = |today| is_lapsed(date("2026-01-15"), Some(date("2026-11-30")), date(today));
    assert!(!lapsed("2026-11-30"));
    assert!(!lapsed("2029-11-29"));
    assert!(lapsed("2029-11-30"));
    assert!(lapsed("2040-01-01"));
}

#[test]
fn it_is_kept_14_months_after_its_latest_debit() {
    let kept = |signed, debit: Option<&str>| keep_until(date(signed), debit.map(date)).to_string();
    assert_eq!(kept("2026-01-15", Some("2026-11-30")), "2028-01-30");
    assert_eq!(kept("2026-01-15", Some("2025-12-31")), "2027-03-15");
    assert_eq!(kept("2026-12-31", None), "2028-02-29");
}

#[test]
fn a_reference_has_up_to_35_characters_of_sepas_set() {
    let longest = "M".repeat(35);
    for text in ["1", "M-2026/000123", "Kunde 4711", "a/b/c", "(+?:.,')", &longest] {
        assert_eq!(check_mandate_reference(text), Ok(()), "{text}");
    }
    let too_long = "M".repeat(36);
    for (text, problem) in [
        ("", ReferenceProblem::Empty),
        (&too_long, ReferenceProblem::TooLong),
        ("Müller", ReferenceProblem::Character('ü')),
        ("M_1", ReferenceProblem::Character('_')),
        ("M|1", ReferenceProblem::Character('|')),
        ("M\n1", ReferenceProblem::Character('\n')),
        (" M1", ReferenceProblem::Character(' ')),
        ("M1 ", ReferenceProblem::Character(' ')),
        ("/M1", ReferenceProblem::Slash),
        ("M1/", ReferenceProblem::Slash),
        ("/", ReferenceProblem::Slash),
        ("M//1", ReferenceProblem::Slash),
    ] {
        assert_eq!(check_mandate_reference(text), Err(problem), "{text:?}");
    }
}

#[test]
fn money_comes_on_the_first_target_day_after_the_announcement_and_the_banks_lead() {
    let earliest = |today, days, lead| earliest_collection(date(today), days, lead).to_string();
    assert_eq!(earliest("2026-11-30", 14, 1), "2026-12-14");
    assert_eq!(
        earliest("2026-11-29", 13, 1),
        "2026-12-14",
        "Saturday moves on to Monday"
    );
    assert_eq!(
        earliest("2026-12-11", 14, 1),
        "2026-12-28",
        "Christmas and a weekend move on"
    );
    assert_eq!(earliest("2026-11-30", 1, 1), "2026-12-01");
    assert_eq!(earliest("2026-11-30", 0, 2), "2026-12-02", "the bank's lead is longer");
    assert_eq!(earliest("2026-12-04", 1, 1), "2026-12-07", "handed in on a Friday");
    assert_eq!(earliest("2026-12-05", 1, 1), "2026-12-08", "on a Saturday");
    assert_eq!(earliest("2026-11-30", 0, 0), "2026-11-30");
}

#[test]
fn the_ends_of_time_do_not_panic() {
    for day in [NaiveDate::MIN, LAST_DAY, NaiveDate::MAX] {
        assert!(lapses_on(day, Some(day)) <= LAST_DAY);
        assert!(earliest_collection(day, u16::MAX, 5) <= LAST_DAY);
    }
}
