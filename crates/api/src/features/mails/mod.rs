//! Mails to customers: put into the outbox with the change they tell of, sent afterwards.

mod render;
pub mod service;

use chrono::{DateTime, NaiveDate, Utc};
use portico_domain::{calendar, cancellation::Cancellation};
use portico_shared::{Money, customers::Language};
use serde::{Deserialize, Serialize};

use crate::{
    db::entities::{customers, invoices, tenants},
    features::{sessions::service::masked, subscriptions},
};

pub use render::{Rendered, render};

/// A mail with all it says: a snapshot of the moment it tells of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mail {
    pub to: String,
    pub language: Language,
    pub content: Content,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// The link is minted while sending; it never rests in the outbox.
    LoginLink {
        link: String,
        minutes: u32,
    },
    /// Content, date and time of receipt, and end, as § 312k (4) BGB asks for.
    CancellationConfirmed {
        subscription: Named,
        received: String,
        last_day: Option<NaiveDate>,
        /// False: the merchant declared it, or took it by telephone.
        by_customer: bool,
    },
    CancellationRevoked {
        subscription: Named,
        received: String,
    },
    /// An invoice is overdue.
    Reminder {
        number: String,
        date: NaiveDate,
        due: NaiveDate,
        /// What is open, fees included.
        open: Money,
        /// What this reminder adds; 0 when it is free.
        fee: Money,
    },
    /// To the address that was replaced, so that nobody is moved away in silence.
    EmailChanged {
        customer: String,
        /// Masked: the old address need not learn the new one.
        new_email: String,
        received: String,
    },
    DefaultPaymentMethodChanged {
        customer: String,
        /// None: there is no default any more.
        method: Option<String>,
        received: String,
    },
}

/// What a subscription is called.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    pub number: String,
}

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
            received: received(whole, tenant, now),
            last_day,
            by_customer: whole.row.cancelled_by_customer,
        };
        Self::to_customer(whole, content)
    }

    /// Reminds of an invoice; `fee` is what this reminder costs.
    pub fn reminder(invoice: &invoices::Model, customer: &customers::Model, fee: i64) -> Self {
        let content = Content::Reminder {
            number: invoice.number.clone().unwrap_or_default(),
            date: invoice.creation_date,
            due: invoice.due_date.unwrap_or(invoice.creation_date),
            open: Money::new(invoice.open_amount, invoice.currency),
            fee: Money::new(fee, invoice.currency),
        };
        Self {
            to: customer.invoice_email.clone().unwrap_or_else(|| customer.email.clone()),
            language: customer.language,
            content,
        }
    }

    pub fn cancellation_revoked(whole: &subscriptions::Whole, tenant: &tenants::Model, now: DateTime<Utc>) -> Self {
        let content = Content::CancellationRevoked {
            subscription: named(whole),
            received: received(whole, tenant, now),
        };
        Self::to_customer(whole, content)
    }

    /// Tells the holder of the address that was replaced.
    pub fn email_changed(
        before: &customers::Model,
        after: &customers::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::EmailChanged {
            customer: before.display_name(),
            new_email: masked(&after.email),
            received: at(tenant, now, before.language),
        };
        Self {
            to: before.email.clone(),
            language: before.language,
            content,
        }
    }

    pub fn default_payment_method_changed(
        customer: &customers::Model,
        method: Option<String>,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::DefaultPaymentMethodChanged {
            customer: customer.display_name(),
            method,
            received: at(tenant, now, customer.language),
        };
        Self {
            to: customer.email.clone(),
            language: customer.language,
            content,
        }
    }

    fn to_customer(whole: &subscriptions::Whole, content: Content) -> Self {
        Self {
            to: whole.customer.email.clone(),
            language: whole.customer.language,
            content,
        }
    }
}

fn named(whole: &subscriptions::Whole) -> Named {
    Named {
        name: whole.row.name.clone(),
        number: whole.row.number.clone(),
    }
}

fn received(whole: &subscriptions::Whole, tenant: &tenants::Model, now: DateTime<Utc>) -> String {
    at(tenant, now, whole.customer.language)
}

/// An instant as people of the tenant read it.
fn at(tenant: &tenants::Model, now: DateTime<Utc>, language: Language) -> String {
    let local = now.with_timezone(&tenant.zone());
    format!(
        "{}, {}",
        render::day(local.date_naive(), language),
        local.format("%H:%M %Z")
    )
}
