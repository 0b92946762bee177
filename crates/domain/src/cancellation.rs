//! Cancelling: deciding the date, applying the decision, taking it back.

use chrono::NaiveDate;
use portico_shared::{settings::TrialCancellation, subscriptions::SubscriptionStatus};

use crate::{
    calendar,
    terms::{Earliest, Terms},
};

/// What a cancellation looks at and changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    pub status: SubscriptionStatus,
    pub terms: Terms,
    /// The one that was declared, pending or effective.
    pub cancellation: Option<Cancellation>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancellation {
    /// First day after the contract. Fixed when it is declared.
    pub effective: NaiveDate,
    /// It took effect with its declaration: nothing is pending, nothing can be revoked.
    pub immediate: bool,
}

/// Who wants which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Now; terms and notice do not count (operators).
    Immediate,
    /// As terms and notice allow.
    NextPossible,
    /// The first day after the contract, today or later; terms and notice do not count (operators).
    On(NaiveDate),
    /// A portal customer: as terms and notice allow, and in a trial as the tenant's setting says.
    Customer(TrialCancellation),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub cancellation: Cancellation,
    /// The last day on which the same wish still reaches this end; `None`: no deadline matters.
    pub notice_deadline: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the contract has been cancelled already")]
    AlreadyCancelled,
    #[error("a contract in the state {0} cannot be cancelled")]
    NotActive(SubscriptionStatus),
    #[error("the end lies in the past")]
    InThePast,
    #[error("the contract ends by itself on {0}, before the date that was asked for")]
    AfterAutomaticEnd(NaiveDate),
    #[error("no cancellation is pending")]
    NotPending,
}

/// The end and its notice deadline for a declaration on `today`; changes nothing.
///
/// A contract that ends by itself never ends later than that, whatever is wished.
///
/// # Errors
/// [`Refusal::AlreadyCancelled`] for a second cancellation, [`Refusal::NotActive`] for drafts,
/// offers and terminated contracts (a paused one can be cancelled), and for [`Wish::On`]
/// [`Refusal::InThePast`] before `today`, [`Refusal::AfterAutomaticEnd`] behind the automatic end.
pub fn decide(contract: &Contract, wish: Wish, today: NaiveDate) -> Result<Decision, Refusal> {
    check_cancellable(contract)?;
    let terms = &contract.terms;
    let Earliest { end, notice_deadline } = match wish {
        Wish::Immediate => without_deadline(today),
        Wish::NextPossible => terms.earliest_end(today),
        Wish::On(date) => without_deadline(check_date(terms, date, today)?),
        Wish::Customer(setting) => customers_end(terms, setting, today),
    };
    let (effective, notice_deadline) = match terms.automatic_end() {
        Some(automatic) if automatic <= end => (automatic, None),
        _ => (end, notice_deadline),
    };
    Ok(Decision {
        cancellation: Cancellation {
            effective,
            immediate: effective <= today,
        },
        notice_deadline,
    })
}

/// The contract with a decision applied: cancelled when it is immediate, otherwise as it was,
/// with the cancellation pending.
pub fn apply(contract: Contract, decision: &Decision) -> Contract {
    Contract {
        status: if decision.cancellation.immediate {
            SubscriptionStatus::Cancelled
        } else {
            contract.status
        },
        cancellation: Some(decision.cancellation),
        ..contract
    }
}

/// The contract as it was before its pending cancellation.
///
/// # Errors
/// [`Refusal::NotPending`] when there is none or it has taken effect, whether or not the status
/// says so already.
pub fn revoke(contract: Contract, today: NaiveDate) -> Result<Contract, Refusal> {
    if is_pending(&contract, today) {
        Ok(Contract {
            cancellation: None,
            ..contract
        })
    } else {
        Err(Refusal::NotPending)
    }
}

/// Whether a cancellation has been declared and takes effect after `today`.
pub fn is_pending(contract: &Contract, today: NaiveDate) -> bool {
    is_running(contract.status)
        && contract
            .cancellation
            .is_some_and(|cancellation| today < cancellation.effective)
}

/// Whether the contract still counts as running although its end has come, by a cancellation or
/// by itself: its status is to become `cancelled`.
pub fn is_due(contract: &Contract, today: NaiveDate) -> bool {
    is_running(contract.status) && ends_on(contract).is_some_and(|end| end <= today)
}

/// First day after the contract, as far as it is known: by cancellation or by itself, whichever
/// comes first. Nothing is billed from that day on.
pub fn ends_on(contract: &Contract) -> Option<NaiveDate> {
    let cancelled = contract.cancellation.map(|c| c.effective);
    cancelled.into_iter().chain(contract.terms.automatic_end()).min()
}

const fn is_running(status: SubscriptionStatus) -> bool {
    matches!(status, SubscriptionStatus::Active | SubscriptionStatus::Paused)
}

fn check_cancellable(contract: &Contract) -> Result<(), Refusal> {
    if contract.cancellation.is_some() || contract.status == SubscriptionStatus::Cancelled {
        Err(Refusal::AlreadyCancelled)
    } else if is_running(contract.status) {
        Ok(())
    } else {
        Err(Refusal::NotActive(contract.status))
    }
}

fn check_date(terms: &Terms, date: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    match terms.automatic_end() {
        _ if date < today => Err(Refusal::InThePast),
        Some(end) if end < date => Err(Refusal::AfterAutomaticEnd(end)),
        _ => Ok(date),
    }
}

fn customers_end(terms: &Terms, setting: TrialCancellation, today: NaiveDate) -> Earliest {
    match (setting, terms.trial_end) {
        (TrialCancellation::Immediately, _) if terms.is_in_trial(today) => without_deadline(today),
        (TrialCancellation::EndOfTrial, Some(end)) if terms.is_in_trial(today) => Earliest {
            end,
            notice_deadline: Some(calendar::last_day_before(end)),
        },
        _ => terms.earliest_end(today),
    }
}

const fn without_deadline(end: NaiveDate) -> Earliest {
    Earliest {
        end,
        notice_deadline: None,
    }
}

#[cfg(test)]
mod tests;
