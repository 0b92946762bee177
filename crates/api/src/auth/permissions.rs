//! Two closed sets: what keys may, and what people may for their customer. `docs/permissions.md`
//! holds the same table.

use portico_shared::{customers::MemberRole, settings::PortalSettings};
use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $text)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

permissions! {
    /// Of API keys (and, later, of operators).
    Permission {
        CustomerRead = "customer:read",
        CustomerWrite = "customer:write",
        CustomerAuthenticate = "customer:authenticate",
        SubscriptionRead = "subscription:read",
        SubscriptionWrite = "subscription:write",
        InvoiceRead = "invoice:read",
        InvoiceWrite = "invoice:write",
        PaymentMethodRead = "payment-method:read",
        PaymentMethodWrite = "payment-method:write",
        ContactRead = "contact:read",
        ContactWrite = "contact:write",
        LinkRead = "link:read",
        LinkWrite = "link:write",
        SettingsWrite = "settings:write",
        BillingRunRead = "billing-run:read",
        BillingRunWrite = "billing-run:write",
        SettingsRead = "settings:read",
        CustomerSettingsWrite = "customer-settings:write",
        ImportRead = "import:read",
        ImportWrite = "import:write",
        MailRead = "mail:read",
        MailWrite = "mail:write",
        WebhookRead = "webhook:read",
        WebhookWrite = "webhook:write",
        DomainRead = "domain:read",
        DomainWrite = "domain:write",
    }
}

permissions! {
    /// Of people acting for a customer.
    CustomerPermission {
        Portal = "customer:portal:read",
        SubscriptionRead = "customer:subscription:read",
        SubscriptionCancel = "customer:subscription:cancel",
        AddressRead = "customer:address:read",
        AddressWrite = "customer:address:write",
        PaymentMethodRead = "customer:payment-method:read",
        SubscriptionAddress = "customer:subscription:invoice-address",
        SubscriptionMethod = "customer:subscription:payment-method",
        InvoiceRead = "customer:invoice:read",
        Session = "customer:session:write",
    }
}

impl CustomerPermission {
    /// Whether a role holds it.
    pub const fn held_by(self, role: MemberRole) -> bool {
        match role {
            MemberRole::Owner => true,
            MemberRole::Billing => !matches!(self, Self::SubscriptionCancel),
            MemberRole::Viewer => !matches!(
                self,
                Self::SubscriptionCancel | Self::AddressWrite | Self::SubscriptionAddress | Self::SubscriptionMethod
            ),
        }
    }

    /// Whether the merchant's Hosted Pages let customers use it.
    pub const fn switched_on(self, pages: &PortalSettings) -> bool {
        match self {
            Self::Portal | Self::Session => true,
            Self::SubscriptionRead => pages.view_subscriptions,
            Self::SubscriptionCancel => pages.view_subscriptions && pages.cancel_subscriptions,
            Self::AddressRead | Self::AddressWrite => pages.manage_billing_address,
            Self::SubscriptionAddress => pages.view_subscriptions && pages.manage_billing_address,
            Self::SubscriptionMethod => pages.view_subscriptions && pages.manage_payment_methods,
            Self::PaymentMethodRead => pages.manage_payment_methods,
            Self::InvoiceRead => pages.show_invoices,
        }
    }
}
