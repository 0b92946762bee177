//! The one request that opens the portal, and what the portal shows before.

use serde::{Deserialize, Serialize};

use crate::{
    CustomerId, Date, Page,
    contacts::ContactView,
    customers::{CustomerShort, Language, MemberRole},
    settings::PortalSettings,
    subscriptions::SubscriptionView,
};

/// `GET /public/portal`: whose portal this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PortalBrand {
    /// The merchant's name.
    pub merchant: String,
    /// Shown in place of the name.
    pub portal_title: Option<String>,
    /// Path of the logo on this host.
    pub logo_url: Option<String>,
    /// What the portal offers; the first where somebody's own is not among them.
    pub languages: Vec<Language>,
    pub contact_email: Option<String>,
    pub contact_phone: Option<String>,
    pub imprint_url: Option<String>,
    pub privacy_url: Option<String>,
    pub terms_url: Option<String>,
}

impl PortalBrand {
    /// What the portal is called: its title, else the merchant's name.
    pub fn title(&self) -> &str {
        self.portal_title.as_deref().unwrap_or(&self.merchant)
    }

    /// The language to speak with somebody who prefers `wanted`.
    pub fn language(&self, wanted: Language) -> Language {
        let offered = self.languages.contains(&wanted);
        self.languages.first().copied().filter(|_| !offered).unwrap_or(wanted)
    }
}

/// `GET /portal`: settings, customer, language, and the first tab's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PortalView {
    pub brand: PortalBrand,
    pub customer: CustomerShort,
    /// Company name, else first and last name, else the e-mail address.
    pub customer_name: String,
    /// The customer's main address.
    pub customer_email: String,
    /// Of the person who is signed in.
    pub email: String,
    /// What the person may do for the customer.
    pub role: MemberRole,
    /// Somebody of the merchant's looks at what the customer sees, for 15 minutes at most: nothing can be changed.
    pub is_view: bool,
    /// All that the person may act for, where they have proved their mailbox and it is more than one.
    pub customers: Vec<PortalCustomer>,
    pub language: Language,
    /// Today in the merchant's time zone; the browser's clock is not asked.
    pub today: Date,
    /// The merchant's (IANA, `Europe/Berlin`): mails and the portal name times in it.
    pub time_zone: String,
    pub settings: PortalSettings,
    /// Null when there is none, or when it is not shown.
    pub contact: Option<ContactView>,
    /// The first page; null when the section is switched off.
    pub subscriptions: Option<Page<SubscriptionView>>,
}

/// A customer that the person who is signed in may act for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PortalCustomer {
    pub id: CustomerId,
    pub customer_number: String,
    /// Company name, else first and last name, else the e-mail address.
    pub name: String,
    pub role: MemberRole,
}

/// What somebody chooses for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalChoice {
    /// One that the portal offers.
    pub language: Language,
}
