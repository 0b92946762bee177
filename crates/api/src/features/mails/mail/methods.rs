//! About what customers pay with.

use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::payment_methods::SepaDebitView;

use super::{
    super::{content::Content, render::at},
    Mail,
};
use crate::db::entities::{customers, mandates, tenants};

impl Mail {
    pub fn mandate_given(
        customer: &customers::Model,
        (mandate, is_recurrent): (&SepaDebitView, bool),
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::MandateGiven {
            customer: customer.display_name(),
            mandate: mandate.mandate_reference.clone(),
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

    pub fn payment_method_ended(
        customer: &customers::Model,
        method: String,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::PaymentMethodEnded {
            customer: customer.display_name(),
            method,
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    pub fn payment_method_changed(
        customer: &customers::Model,
        method: Option<String>,
        tenant: &tenants::Model,
        now: DateTime<Utc>,
    ) -> Self {
        let content = Content::PaymentMethodChanged {
            customer: customer.display_name(),
            method,
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }
}
