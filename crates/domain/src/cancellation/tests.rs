use portico_shared::subscriptions::SubscriptionStatus::{Active, Cancelled, Paused};

use super::*;
use crate::testing::{date, renewing};

const IMMEDIATELY: Wish = Wish::Customer(TrialCancellation::Immediately);
const END_OF_TRIAL: Wish = Wish::Customer(TrialCancellation::EndOfTrial);

/// A year from 2026-01-01 with a month of notice, active.
fn contract() -> Contract {
    Contract {
        status: Active,
        terms: renewing("2026-01-01", "12M", "12M", "1M"),
        cancellation: None,
    }
}

fn in_trial_until(trial_end: &str) -> Contract {
    let mut contract = contract();
    contract.terms.trial_end = Some(date(trial_end));
    contract
}

fn ending_by_itself() -> Contract {
    let mut contract = contract();
    contract.terms.ends_automatically = true;
    contract
}

/// As `2027-01-01 by 2026-11-30`, `2026-05-01 at once`, or the refusal.
fn decided(contract: &Contract, wish: Wish, today: &str) -> String {
    match decide(contract, wish, date(today)) {
        Err(refusal) => format!("{refusal:?}"),
        Ok(decision) => {
            let Cancellation { effective, immediate } = decision.cancellation;
            let deadline = decision
                .notice_deadline
                .map_or(String::new(), |day| format!(" by {day}"));
            let at_once = if immediate { " at once" } else { "" };
            format!("{effective}{deadline}{at_once}")
        }
    }
}

fn cancelled(contract: Contract, wish: Wish, today: &str) -> Contract {
    let decision = decide(&contract, wish, date(today)).unwrap();
    apply(contract, &decision)
}

#[test]
fn a_customer_gets_the_next_possible_date() {
    for wish in [Wish::NextPossible, IMMEDIATELY, END_OF_TRIAL] {
        let on = |today| decided(&contract(), wish, today);
        assert_eq!(on("2026-11-30"), "2027-01-01 by 2026-11-30");
        assert_eq!(on("2026-12-01"), "2028-01-01 by 2027-11-30");
    }
}

#[test]
fn in_a_trial_the_setting_decides_for_customers() {
    let contract = in_trial_until("2026-01-15");
    let on = |wish, today| decided(&contract, wish, today);
    assert_eq!(on(IMMEDIATELY, "2026-01-14"), "2026-01-14 at once");
    assert_eq!(on(END_OF_TRIAL, "2026-01-14"), "2026-01-15 by 2026-01-14");
    assert_eq!(on(IMMEDIATELY, "2026-01-15"), "2027-01-01 by 2026-11-30");
    assert_eq!(on(END_OF_TRIAL, "2026-01-15"), "2027-01-01 by 2026-11-30");
}

#[test]
fn the_trial_setting_never_touches_operators() {
    let contract = in_trial_until("2026-01-15");
    let on = |wish| decided(&contract, wish, "2026-01-10");
    assert_eq!(on(Wish::NextPossible), "2027-01-01 by 2026-11-30");
    assert_eq!(on(Wish::Immediate), "2026-01-10 at once");
}

#[test]
fn a_date_of_ones_own_ignores_terms_and_is_today_or_later() {
    let on = |day| decided(&contract(), Wish::On(date(day)), "2026-05-10");
    assert_eq!(on("2026-05-09"), "InThePast");
    assert_eq!(on("2026-05-10"), "2026-05-10 at once");
    assert_eq!(on("2026-05-11"), "2026-05-11");
    assert_eq!(on("2029-02-03"), "2029-02-03");
}

#[test]
fn nothing_outlasts_an_automatic_end() {
    let contract = ending_by_itself();
    let on = |wish, today| decided(&contract, wish, today);
    assert_eq!(on(Wish::NextPossible, "2026-12-31"), "2027-01-01");
    assert_eq!(on(END_OF_TRIAL, "2026-02-01"), "2027-01-01");
    assert_eq!(on(Wish::Immediate, "2026-02-01"), "2026-02-01 at once");
    let after = Wish::On(date("2027-01-02"));
    let refused = decide(&contract, after, date("2026-02-01"));
    assert_eq!(refused, Err(Refusal::AfterAutomaticEnd(date("2027-01-01"))));
    // It has ended already: its own end stays.
    for wish in [Wish::NextPossible, Wish::Immediate, IMMEDIATELY] {
        assert_eq!(on(wish, "2027-03-01"), "2027-01-01 at once");
    }
}

#[test]
fn a_pending_cancellation_changes_no_status_and_can_be_revoked_until_its_date() {
    let pending = cancelled(contract(), Wish::NextPossible, "2026-05-01");
    assert_eq!(pending.status, Active);
    assert!(is_pending(&pending, date("2026-12-31")));
    assert_eq!(revoke(pending.clone(), date("2026-12-31")), Ok(contract()));
    assert!(!is_pending(&pending, date("2027-01-01")));
    assert_eq!(revoke(pending, date("2027-01-01")), Err(Refusal::NotPending));
}

#[test]
fn an_immediate_cancellation_is_final() {
    let ended = cancelled(contract(), Wish::Immediate, "2026-05-01");
    assert_eq!(ended.status, Cancelled);
    assert!(!is_due(&ended, date("2026-05-01")));
    assert_eq!(revoke(ended.clone(), date("2026-05-01")), Err(Refusal::NotPending));
    assert_eq!(decided(&ended, Wish::NextPossible, "2026-05-02"), "AlreadyCancelled");
}

#[test]
fn without_a_cancellation_there_is_nothing_to_revoke() {
    let refused = revoke(contract(), date("2026-05-01"));
    assert_eq!(refused, Err(Refusal::NotPending));
}

#[test]
fn a_second_cancellation_is_refused_whoever_declares_it() {
    let pending = cancelled(contract(), Wish::NextPossible, "2026-05-01");
    for wish in [Wish::Immediate, Wish::NextPossible, IMMEDIATELY] {
        assert_eq!(decided(&pending, wish, "2026-05-02"), "AlreadyCancelled");
    }
}

#[test]
fn only_active_and_paused_contracts_can_be_cancelled() {
    let with = |status| Contract { status, ..contract() };
    for &status in SubscriptionStatus::ALL {
        let answer = decide(&with(status), Wish::NextPossible, date("2026-05-01"));
        match status {
            Active | Paused => assert!(answer.is_ok(), "{status}"),
            Cancelled => assert_eq!(answer, Err(Refusal::AlreadyCancelled)),
            _ => assert_eq!(answer, Err(Refusal::NotActive(status))),
        }
    }
    let paused = cancelled(with(Paused), Wish::NextPossible, "2026-05-01");
    assert_eq!(paused.status, Paused);
}

#[test]
fn a_contract_is_due_on_its_date_and_not_before() {
    let pending = cancelled(contract(), Wish::NextPossible, "2026-05-01");
    assert!(!is_due(&pending, date("2026-12-31")));
    assert!(is_due(&pending, date("2027-01-01")));
    assert!(!is_due(&contract(), date("2099-01-01")));
}

#[test]
fn an_automatic_end_is_due_by_itself() {
    assert!(!is_due(&ending_by_itself(), date("2026-12-31")));
    assert!(is_due(&ending_by_itself(), date("2027-01-01")));
    assert_eq!(ends_on(&ending_by_itself()), Some(date("2027-01-01")));
    let earlier = cancelled(ending_by_itself(), Wish::On(date("2026-06-01")), "2026-05-01");
    assert_eq!(ends_on(&earlier), Some(date("2026-06-01")));
    assert_eq!(ends_on(&contract()), None);
}
