//! Typed identifiers: `UUIDv7` on the wire (those of people are random), so that an address never passes for a customer.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        pub struct $name(pub Uuid);

        impl $name {
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        // Keys are ours, never the database's: there is no number to make one from.
        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

ids! {
    /// A merchant: the unit of isolation.
    TenantId,
    CustomerId,
    /// Somebody with a verified e-mail address, who may act for customers.
    PersonId,
    AddressId,
    ContactId,
    DomainId,
    /// A picture that we serve at `/media/{id}`.
    MediaId,
    SubscriptionId,
    SubscriptionItemId,
    PaymentMethodId,
    InvoiceId,
    /// A file of an invoice: whichever is served as its PDF, or as its XML.
    InvoiceFileId,
    /// Many invoices as one file.
    InvoiceExportId,
    InvoiceRecipientId,
    PaymentId,
    RefundId,
    MandateId,
    /// A file of direct debits for the merchant's bank.
    DebitFileId,
    BillingRunId,
    ImportId,
    WebhookId,
    /// Something that happened, for webhooks.
    EventId,
    DeliveryId,
    ApiKeyId,
    LinkId,
    LoginRequestId,
    EmailChangeId,
    /// Somebody of the merchant's staff.
    OperatorId,
    OperatorSessionId,
    OperatorLinkId,
    SessionId,
    MailId,
}
