//! About what customers pay with.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::payment_methods::SepaDebitView;

use super::{
    super::{
        content::{Content, Creditor, Ending, Mandate},
        render::at,
    },
    Mail,
};
use crate::db::entities::{customers, mandates, tenants};

impl From<&mandates::Model> for Creditor {
    fn from(mandate: &mandates::Model) -> Self {
        Self {
            name: mandate.creditor_name.clone(),
            identifier: mandate.creditor_identifier.clone(),
        }
    }
}

impl From<&mandates::Model> for Mandate {
    fn from(mandate: &mandates::Model) -> Self {
        Self {
            reference: mandate.reference.clone(),
            iban: mandate.iban_masked.clone(),
            creditor: Some(mandate.into()),
        }
    }
}

impl Mail {
    /// `creditor`: who debits under it, where that is us and no provider.
    pub fn mandate_given(
        customer: &customers::Model,
        (mandate, creditor, is_recurrent): (&SepaDebitView, Option<Creditor>, bool),
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::MandateGiven {
            customer: customer.display_name(),
            mandate: mandate.mandate_reference.clone(),
            creditor,
            iban: mandate.iban.clone(),
            received: at(tenant, now, customer.language),
            is_recurrent,
        };
        Self::new(customer, content)
    }

    pub fn account_changed(
        customer: &customers::Model,
        mandate: &mandates::Model,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::MandateAmended {
            customer: customer.display_name(),
            mandate: mandate.reference.clone(),
            creditor: Some(mandate.into()),
            iban: mandate.iban_masked.clone(),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    pub fn payment_method_expires(customer: &customers::Model, method: String, last_day: NaiveDate) -> Self {
        let content = Content::PaymentMethodExpires {
            customer: customer.display_name(),
            method,
            last_day,
        };
        Self::new(customer, content)
    }

    /// `subscriptions`: how many are collected with it, and need another.
    pub fn payment_method_ended(
        customer: &customers::Model,
        (method, mandate): (String, Option<Mandate>),
        (ending, subscriptions): (Ending, usize),
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::PaymentMethodEnded {
            customer: customer.display_name(),
            method,
            ending,
            mandate,
            subscriptions,
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    pub fn payment_method_changed(
        customer: &customers::Model,
        (method, mandate): (Option<String>, Option<Mandate>),
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::PaymentMethodChanged {
            customer: customer.display_name(),
            method,
            mandate,
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }
}
