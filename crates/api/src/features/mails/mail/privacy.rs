//! About data that is to be erased.

use chrono::{DateTime, Utc};
use portico_shared::privacy::{KeptData, KeptKind};

use super::{
    super::{content::Content, render::at},
    About, Mail,
};
use crate::db::entities::{customers, tenants};

impl Mail {
    pub fn erasure_requested(customer: &customers::Model, tenant: &tenants::Model, now: DateTime<Utc>) -> Self {
        let content = Content::ErasureRequested {
            customer: customer.display_name(),
            received: at(tenant, now, customer.language),
        };
        Self::new(customer, content)
    }

    /// Tells the merchant, at the contact address of Hosted Pages; nobody where there is none.
    pub fn erasure_to_do(
        customer: &customers::Model,
        tenant: &tenants::Model,
        is_withdrawn: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, serde_json::Error> {
        let content = Content::ErasureToDo {
            number: customer.number.clone(),
            received: at(tenant, now, tenant.language),
            is_withdrawn,
        };
        Self::to_merchant(tenant, content)
    }

    /// About nobody any more: the address itself is erased once the mail has gone.
    pub fn erasure_carried_out(customer: &customers::Model, kept: &[KeptData]) -> Self {
        let has = |kind| kept.iter().any(|one| one.kind == kind);
        let content = Content::ErasureCarriedOut {
            with_kept_invoices: has(KeptKind::Invoices),
            with_kept_contracts: has(KeptKind::Subscriptions),
        };
        Self {
            about: About::default(),
            ..Self::new(customer, content)
        }
    }
}
