//! To the merchant.

use chrono::{DateTime, Utc};

use super::{
    super::{content::Content, render::at},
    Mail,
};
use crate::db::entities::tenants;

impl Mail {
    /// Tells the merchant, at the contact address of Hosted Pages; nobody where there is none.
    pub fn webhook_switched_off(
        tenant: &tenants::Model,
        url: &str,
        last_error: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, serde_json::Error> {
        let endpoint = url
            .parse::<reqwest::Url>()
            .map(|url| url.origin().ascii_serialization());
        let content = Content::WebhookSwitchedOff {
            endpoint: endpoint.unwrap_or_default(),
            last_error,
            at: at(tenant, now, tenant.language),
        };
        Self::to_merchant(tenant, content)
    }
}
