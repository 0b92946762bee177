use chrono::NaiveDate;
use portico_domain::cancellation::{Contract, Refusal, Wish, apply, decide, ends_on, is_due, is_pending, revoke};
use portico_shared::{
    settings::TrialCancellation,
    subscriptions::SubscriptionStatus::{self, Active, Cancelled, Paused},
};
use proptest::{prelude::*, sample::select};

use crate::strategies::{date, terms};

fn contract() -> impl Strategy<Value = Contract> {
    (terms(), select(vec![Active, Paused])).prop_map(|(terms, status)| Contract {
        status,
        terms,
        cancellation: None,
    })
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        Just(Wish::Immediate),
        Just(Wish::NextPossible),
        date().prop_map(Wish::On),
        select(TrialCancellation::ALL).prop_map(Wish::Customer),
    ]
}

fn is_over(status: SubscriptionStatus, end: NaiveDate, today: NaiveDate) -> bool {
    status == Cancelled || end <= today
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn revoking_restores_exactly_what_was(
        contract in contract(),
        wish in wish(),
        today in date(),
        later in date(),
    ) {
        let Ok(decision) = decide(&contract, wish, today) else { return Ok(()) };
        let cancelled = apply(contract.clone(), &decision);
        let end = decision.cancellation.effective;
        let later = today.max(later);
        let revoked = revoke(cancelled.clone(), later);
        if is_over(cancelled.status, end, later) {
            prop_assert_eq!(revoked, Err(Refusal::NotPending));
        } else {
            prop_assert_eq!(revoked, Ok(contract));
        }
    }

    #[test]
    fn a_contract_is_pending_then_due_then_cancelled(
        contract in contract(),
        wish in wish(),
        today in date(),
        later in date(),
    ) {
        let Ok(decision) = decide(&contract, wish, today) else { return Ok(()) };
        let cancelled = apply(contract, &decision);
        let states = [
            is_pending(&cancelled, later),
            is_due(&cancelled, later),
            cancelled.status == Cancelled,
        ];
        prop_assert_eq!(states.into_iter().filter(|state| *state).count(), 1);
        prop_assert_eq!(ends_on(&cancelled), Some(decision.cancellation.effective));
        prop_assert_eq!(decide(&cancelled, wish, today), Err(Refusal::AlreadyCancelled));
    }

    #[test]
    fn what_is_decided_is_what_was_wished(contract in contract(), wish in wish(), today in date()) {
        let automatic = contract.terms.automatic_end();
        let in_trial = contract.terms.is_in_trial(today);
        let next_possible = contract.terms.earliest_end(today).end;
        let decided = decide(&contract, wish, today);
        match wish {
            Wish::On(day) if day < today => prop_assert_eq!(decided, Err(Refusal::InThePast)),
            Wish::On(day) if automatic.is_some_and(|end| end < day) => {
                prop_assert!(matches!(decided, Err(Refusal::AfterAutomaticEnd(_))));
            }
            _ => {
                let wished = match wish {
                    Wish::On(day) => day,
                    Wish::Customer(TrialCancellation::EndOfTrial) if in_trial => {
                        contract.terms.trial_end.unwrap()
                    }
                    Wish::NextPossible => next_possible,
                    Wish::Customer(_) if !in_trial => next_possible,
                    Wish::Immediate | Wish::Customer(_) => today,
                };
                let cancellation = decided.unwrap().cancellation;
                let expected = automatic.map_or(wished, |end| end.min(wished));
                prop_assert_eq!(cancellation.effective, expected);
                prop_assert_eq!(cancellation.immediate, cancellation.effective <= today);
            }
        }
    }

    #[test]
    fn a_decisions_deadline_is_the_last_day_for_its_date(
        contract in contract(),
        wish in wish(),
        today in date(),
    ) {
        let Ok(decision) = decide(&contract, wish, today) else { return Ok(()) };
        if let Some(deadline) = decision.notice_deadline {
            prop_assert_eq!(decide(&contract, wish, deadline), Ok(decision));
            let too_late = decide(&contract, wish, deadline.succ_opt().unwrap()).unwrap();
            prop_assert!(decision.cancellation.effective < too_late.cancellation.effective);
        }
    }
}
