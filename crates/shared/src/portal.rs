//! The one request that opens the portal.

use serde::{Deserialize, Serialize};

use crate::{
    Date, Page,
    contacts::ContactView,
    customers::{CustomerShort, Language},
    settings::HostedPages,
    subscriptions::SubscriptionView,
};

/// `GET /portal`: settings, customer, language, and the first tab's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PortalView {
    /// The merchant's name.
    pub merchant: String,
    pub customer: CustomerShort,
    /// Company name, else first and last name, else the e-mail address.
    pub customer_name: String,
    /// Of the person who is signed in.
    pub email: String,
    pub language: Language,
    /// Today in the merchant's time zone; the browser's clock is not asked.
    pub today: Date,
    pub settings: HostedPages,
    /// Null when there is none, or when it is not shown.
    pub contact: Option<ContactView>,
    /// The first page; null when the section is switched off.
    pub subscriptions: Option<Page<SubscriptionView>>,
}
