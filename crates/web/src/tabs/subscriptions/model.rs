//! What a subscription's card says. Pure: the server gave every date, and said what is today.

use std::sync::Arc;

use portico_shared::{
    Date, Period,
    addresses::AddressView,
    customers::Language,
    payment_methods::PaymentMethodView,
    subscriptions::{CancellationPreview, ContractDetails, ReasonLabels, SubscriptionStatus, SubscriptionView},
};
use portico_ui::{
    components::{Choice, Tone},
    texts::portal as t,
};

use crate::{
    methods::is_usable,
    tabs::addresses::{for_invoices, place, short},
};

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
                if subscription.contract_details.contract_start_day > *today {
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
    RunsOn,
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
        None => Next::RunsOn,
    }
}

/// The last day that a cancellation of today would reach, and until when it would.
pub(super) fn earliest(subscription: &SubscriptionView, stage: Stage) -> Option<(Date, Option<Date>)> {
    let details = &subscription.contract_details;
    let shown = stage.can_still_end() && !details.ends_automatically;
    let day = details.earliest_cancellation_last_day.clone().filter(|_| shown)?;
    Some((day, details.notice_deadline.clone()))
}

/// What a cancellation means for somebody who reads its preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum After {
    /// It runs until the last day, and can be taken back until then.
    Usual,
    AtOnce,
    /// The trial is cut short; it would have run until this day.
    TrialAtOnce(Date),
    /// The trial runs to its end, on this day, and no further.
    TrialEnd(Date),
}

pub(super) fn after(subscription: &SubscriptionView, preview: &CancellationPreview) -> After {
    let trial = subscription.trial_last_day.clone().filter(|_| subscription.is_in_trial);
    match trial {
        Some(day) if preview.immediate => After::TrialAtOnce(day),
        Some(day) if preview.cancellation_last_day.as_ref() == Some(&day) => After::TrialEnd(day),
        _ if preview.immediate => After::AtOnce,
        _ => After::Usual,
    }
}

pub(super) fn reason_label(labels: &ReasonLabels, language: Language) -> &str {
    match language {
        Language::De => &labels.de,
        Language::En => &labels.en,
    }
}

/// The default first, and which one that is; an empty value stands for it.
pub(super) fn address_choices(all: &[Arc<AddressView>]) -> Vec<Choice> {
    let default = default_choice(for_invoices(all).map(short));
    let each = all.iter().map(|one| Choice {
        value: one.id.to_string(),
        label: short(one),
        hint: place(one),
    });
    [default].into_iter().chain(each).collect()
}

/// Those that can be collected with, and the one that is chosen (`now`) in any case.
pub(super) fn method_choices(all: &[Arc<PaymentMethodView>], today: &Date, now: &str) -> Vec<Choice> {
    let default = default_choice(default_method(all));
    let each = all
        .iter()
        .map(|one| (one, one.id.to_string()))
        .filter(|(one, id)| (is_usable(one, today) && one.future_usage_allowed) || id == now)
        .map(|(one, value)| Choice {
            value,
            label: one.name.clone(),
            hint: String::new(),
        });
    [default].into_iter().chain(each).collect()
}

pub(super) fn default_method(all: &[Arc<PaymentMethodView>]) -> Option<String> {
    all.iter().find(|one| one.default).map(|one| one.name.clone())
}

fn default_choice(which: Option<String>) -> Choice {
    Choice {
        value: String::new(),
        label: default_text(which.as_deref(), true),
        hint: t::choose_default_hint().to_owned(),
    }
}

/// Which one the default is, as soon as all are known.
pub(super) fn default_text(which: Option<&str>, is_known: bool) -> String {
    match which {
        Some(name) => t::choose_default_which(name),
        None if is_known => t::choose_default_none().to_owned(),
        None => t::choose_default().to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
