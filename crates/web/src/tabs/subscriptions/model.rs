//! What a subscription's card says. Pure: the server gave every date, and said what is today.

use portico_shared::{
    Date, Period, Timestamp,
    subscriptions::{ContractDetails, SubscriptionStatus, SubscriptionView},
};
use portico_ui::{components::Tone, texts::portal as t};

/// Where a subscription stands, in the eyes of its customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Draft,
    Offer,
    /// Agreed, but the contract begins later.
    Upcoming,
    Trial,
    Active,
    Paused,
    /// Cancelled, and still running until its last day.
    Pending,
    Ended,
}

impl Stage {
    pub(super) fn of(subscription: &SubscriptionView, today: &Date) -> Self {
        match subscription.status {
            SubscriptionStatus::Draft => Self::Draft,
            SubscriptionStatus::Offer => Self::Offer,
            SubscriptionStatus::Cancelled | SubscriptionStatus::Terminated => Self::Ended,
            // What ends matters more than what runs or rests.
            _ if subscription.is_cancellation_pending => Self::Pending,
            SubscriptionStatus::Paused => Self::Paused,
            SubscriptionStatus::Active if subscription.is_in_trial => Self::Trial,
            SubscriptionStatus::Active => {
                if begins_after(&subscription.contract_details.contract_start, today) {
                    Self::Upcoming
                } else {
                    Self::Active
                }
            }
        }
    }

    pub(super) fn badge(self) -> (Tone, &'static str) {
        match self {
            Self::Draft => (Tone::Neutral, t::status_draft()),
            Self::Offer => (Tone::Neutral, t::status_offer()),
            Self::Upcoming => (Tone::Info, t::status_upcoming()),
            Self::Trial => (Tone::Info, t::status_trial()),
            Self::Active => (Tone::Good, t::status_active()),
            Self::Paused => (Tone::Warning, t::status_paused()),
            Self::Pending => (Tone::Warning, t::status_pending()),
            Self::Ended => (Tone::Neutral, t::status_ended()),
        }
    }

    /// Whether it makes sense to say when a cancellation would take effect.
    const fn can_still_end(self) -> bool {
        matches!(self, Self::Upcoming | Self::Trial | Self::Active | Self::Paused)
    }
}

/// How the contract ends, or goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// Cancelled: this is the last day.
    LastDay(Date),
    /// It ended, on this day if there is one (at once: none).
    Over(Option<Date>),
    /// The last day of the term, and what comes then.
    Term(Date, Next),
    Open,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    EndsByItself,
    Renews(Period),
    /// Nothing more to say.
    Quiet,
}

pub(super) fn end(subscription: &SubscriptionView, stage: Stage) -> End {
    let details = &subscription.contract_details;
    let cancelled = subscription.cancellation_last_day.clone();
    match (stage, cancelled, details.contract_end_last_day.clone()) {
        (Stage::Pending, Some(day), _) => End::LastDay(day),
        (Stage::Ended, Some(day), _) => End::Over(Some(day)),
        // Cancelled at once there is no last day; run out by itself it is the term's.
        (Stage::Ended, None, day) => End::Over(day.filter(|_| subscription.cancelled_at.is_none())),
        (_, _, Some(day)) => End::Term(day, next(details)),
        (_, _, None) => End::Open,
    }
}

fn next(details: &ContractDetails) -> Next {
    match details.later_contract_period {
        _ if details.ends_automatically => Next::EndsByItself,
        Some(period) => Next::Renews(period),
        None => Next::Quiet,
    }
}

/// The last day that a cancellation of today would reach, and until when it would.
pub(super) fn earliest(subscription: &SubscriptionView, stage: Stage) -> Option<(Date, Option<Date>)> {
    let details = &subscription.contract_details;
    let shown = stage.can_still_end() && !details.ends_automatically;
    let day = details.earliest_cancellation_last_day.clone().filter(|_| shown)?;
    Some((day, details.notice_deadline.clone()))
}

/// Whether the day that begins at `instant` (midnight in the merchant's zone) lies after `today`.
/// In the evening of UTC it is the next day that begins, east of Greenwich.
fn begins_after(instant: &Timestamp, today: &Date) -> bool {
    let Some((day, time)) = instant.as_str().split_once('T') else {
        return false;
    };
    let evening = time >= "12";
    if evening {
        day >= today.as_str()
    } else {
        day > today.as_str()
    }
}

#[cfg(test)]
mod tests;
