//! Hosted Pages: what the portal shows and lets customers do.

use serde::{Deserialize, Serialize};

use crate::macros::wire_enum;

wire_enum! {
    /// When a cancellation during the trial takes effect.
    #[derive(Default)]
    TrialCancellation {
        Immediately = "immediately",
        #[default]
        EndOfTrial = "end_of_trial",
    }
}

/// The switches of the portal. What is off is absent there and answers 403 to customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches, each on its own")]
pub struct HostedPages {
    pub show_contact_person: bool,
    pub show_invoices: bool,
    pub manage_billing_address: bool,
    pub manage_payment_methods: bool,
    pub view_subscriptions: bool,
    pub cancel_subscriptions: bool,
    pub trial_cancellation: TrialCancellation,
}

impl Default for HostedPages {
    fn default() -> Self {
        Self {
            show_contact_person: true,
            show_invoices: true,
            manage_billing_address: true,
            manage_payment_methods: true,
            view_subscriptions: true,
            cancel_subscriptions: true,
            trial_cancellation: TrialCancellation::default(),
        }
    }
}
