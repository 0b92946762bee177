//! About contracts.

use chrono::{DateTime, NaiveDate, Utc};
use portico_domain::{calendar, cancellation::Cancellation, reminding::Renewal};

use super::{
    super::{
        content::{Content, FirstInvoice, Named},
        render::at,
    },
    Mail,
};
use crate::{db::entities::tenants, features::subscriptions};

impl Mail {
    pub fn cancellation_confirmed(
        whole: &subscriptions::Whole,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
        cancellation: Cancellation,
    ) -> Self {
        let last_day = (!cancellation.immediate).then(|| calendar::last_day_before(cancellation.effective));
        let content = Content::CancellationConfirmed {
            subscription: named(whole),
            received: at(tenant, now, whole.customer.language),
            last_day,
            by_customer: whole.row.cancelled_by_customer,
        };
        Self::about_subscription(whole, content)
    }

    pub fn cancellation_revoked(whole: &subscriptions::Whole, tenant: &tenants::Model, now: DateTime<Utc>) -> Self {
        let content = Content::CancellationRevoked {
            subscription: named(whole),
            received: at(tenant, now, whole.customer.language),
        };
        Self::about_subscription(whole, content)
    }

    /// Of a renewal that can still be prevented, once.
    pub fn renewal_reminder(whole: &subscriptions::Whole, renewal: Renewal) -> Self {
        let content = Content::RenewalReminder {
            subscription: named(whole),
            deadline: renewal.deadline,
            renews_on: renewal.renews_on,
            last_day: renewal.last_day,
        };
        let mut mail = Self::about_subscription(whole, content);
        mail.about.once = Some(format!("renewal {} {}", whole.row.id, renewal.renews_on));
        mail
    }

    /// Of the end of a trial, once.
    pub fn trial_reminder(
        whole: &subscriptions::Whole,
        last_day: NaiveDate,
        first_invoice: Option<FirstInvoice>,
    ) -> Self {
        let content = Content::TrialReminder {
            subscription: named(whole),
            last_day,
            first_invoice,
        };
        let mut mail = Self::about_subscription(whole, content);
        mail.about.once = Some(format!("trial {} {last_day}", whole.row.id));
        mail
    }
}

fn named(whole: &subscriptions::Whole) -> Named {
    Named {
        name: whole.row.name.clone(),
        number: whole.row.number.clone(),
    }
}
