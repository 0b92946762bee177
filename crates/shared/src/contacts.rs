//! Contact persons at the merchant.

use serde::{Deserialize, Serialize};

use crate::ContactId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContactView {
    pub id: ContactId,
    pub name: String,
    /// What they do, for example "Account manager".
    pub role: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Where an appointment can be booked.
    pub booking_url: Option<String>,
}
