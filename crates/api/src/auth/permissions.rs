//! Two closed sets: what keys may, and what people may for their customer. `docs/permissions.md`
//! holds the same table.

use portico_shared::{customers::MemberRole, operators::OperatorRole, settings::PortalSettings};
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
    /// Of API keys and operators.
    Permission {
        CustomerRead = "customer:read",
        CustomerWrite = "customer:write",
        CustomerAuthenticate = "customer:authenticate",
        CustomerView = "customer:view",
        CustomerErase = "customer:erase",
        SubscriptionRead = "subscription:read",
        SubscriptionWrite = "subscription:write",
        InvoiceRead = "invoice:read",
        InvoiceWrite = "invoice:write",
        PaymentMethodRead = "payment-method:read",
        PaymentMethodWrite = "payment-method:write",
        PaymentMethodAdd = "payment-method:add",
        ContactRead = "contact:read",
        ContactWrite = "contact:write",
        LinkRead = "link:read",
        LinkWrite = "link:write",
        SessionRead = "session:read",
        SessionWrite = "session:write",
        DebitFileRead = "debit-file:read",
        DebitFileWrite = "debit-file:write",
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
        ApiKeyRead = "api-key:read",
        ApiKeyWrite = "api-key:write",
        OperatorRead = "operator:read",
        OperatorWrite = "operator:write",
        AuditRead = "audit:read",
    }
}

impl Permission {
    /// Whether a role of the merchant's staff holds it.
    pub fn held_by(self, role: OperatorRole) -> bool {
        let reads = self.as_str().ends_with(":read");
        match role {
            OperatorRole::Owner | OperatorRole::Admin => true,
            OperatorRole::Support => {
                reads
                    || matches!(
                        self,
                        Self::CustomerWrite
                            | Self::CustomerAuthenticate
                            | Self::CustomerView
                            | Self::SubscriptionWrite
                            | Self::ContactWrite
                            | Self::LinkWrite
                            | Self::PaymentMethodAdd
                            | Self::SessionWrite
                            | Self::MailWrite
                    )
            }
            OperatorRole::Viewer => reads,
        }
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
        PaymentMethodWrite = "customer:payment-method:change",
        IbanCheck = "customer:iban:check",
        SubscriptionAddress = "customer:subscription:invoice-address",
        SubscriptionMethod = "customer:subscription:payment-method",
        InvoiceRead = "customer:invoice:read",
        InvoicePay = "customer:invoice:pay",
        InvoicePreferences = "customer:invoice:preferences",
        Session = "customer:session:write",
        Leave = "customer:session:leave",
        UserRead = "customer:user:read",
        UserWrite = "customer:user:write",
        EmailChange = "customer:email:change",
        DataExport = "customer:data:export",
        Erasure = "customer:data:erase",
    }
}

impl CustomerPermission {
    /// Whether a role holds it.
    pub const fn held_by(self, role: MemberRole) -> bool {
        match role {
            MemberRole::Owner => true,
            MemberRole::Billing => !matches!(
                self,
                Self::SubscriptionCancel | Self::UserWrite | Self::EmailChange | Self::Erasure
            ),
            MemberRole::Viewer => !matches!(
                self,
                Self::SubscriptionCancel
                    | Self::PaymentMethodWrite
                    | Self::InvoicePay
                    | Self::InvoicePreferences
                    | Self::AddressWrite
                    | Self::SubscriptionAddress
                    | Self::SubscriptionMethod
                    | Self::UserWrite
                    | Self::EmailChange
                    | Self::Erasure
            ),
        }
    }

    /// Whether somebody of the merchant's may do it who looks through a customer's eyes.
    pub const fn allowed_in_view(self, is_read: bool) -> bool {
        match self {
            // Links for files are made by PUT and an IBAN is checked by POST; neither changes anything.
            Self::Leave | Self::InvoiceRead | Self::IbanCheck => true,
            // A copy is taken away, not looked at.
            Self::DataExport => false,
            _ => is_read,
        }
    }

    /// Whether the merchant's Hosted Pages let customers use it.
    pub const fn switched_on(self, pages: &PortalSettings) -> bool {
        match self {
            Self::Portal | Self::Session | Self::Leave | Self::DataExport | Self::Erasure => true,
            Self::SubscriptionRead => pages.view_subscriptions,
            Self::SubscriptionCancel => pages.view_subscriptions && pages.cancel_subscriptions,
            Self::AddressRead | Self::AddressWrite => pages.manage_billing_address,
            Self::SubscriptionAddress => pages.view_subscriptions && pages.manage_billing_address,
            Self::SubscriptionMethod => pages.view_subscriptions && pages.manage_payment_methods,
            Self::PaymentMethodRead | Self::PaymentMethodWrite | Self::IbanCheck => pages.manage_payment_methods,
            Self::InvoiceRead | Self::InvoicePreferences => pages.show_invoices,
            Self::InvoicePay => pages.show_invoices && pages.manage_payment_methods,
            Self::UserRead | Self::UserWrite => pages.manage_users,
            Self::EmailChange => pages.change_email,
        }
    }
}
