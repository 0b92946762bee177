//! From rows to views.

use portico_shared::{
    PaymentMethodId,
    payment_methods::{CardView, PaymentMethodShort, PaymentMethodView, PaypalView, SepaDebitView},
};
use serde::{Deserialize, Serialize};

use crate::{db::entities::payment_methods, http::ApiError};

/// What is stored about the account behind a method: only what may be shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    pub card: Option<CardView>,
    pub sepa_debit: Option<SepaDebitView>,
    pub paypal: Option<PaypalView>,
}

/// # Errors
/// When the stored details are not of our form.
pub fn view(row: payment_methods::Model, default: Option<PaymentMethodId>) -> Result<PaymentMethodView, ApiError> {
    let Details {
        card,
        sepa_debit,
        paypal,
    } = serde_json::from_value(row.details).map_err(ApiError::internal)?;
    Ok(PaymentMethodView {
        id: row.id,
        gateway_name: row.gateway,
        kind: row.kind,
        default: default == Some(row.id),
        status: row.status,
        source: row.source,
        enabled: row.enabled,
        name: row.name,
        creation_date: row.created_at.into(),
        expiration_date: row.expiration_date.map(Into::into),
        card,
        sepa_debit,
        paypal,
    })
}

pub fn short(row: &payment_methods::Model, default: Option<PaymentMethodId>) -> PaymentMethodShort {
    PaymentMethodShort {
        id: row.id,
        gateway_name: row.gateway,
        kind: row.kind,
        default: default == Some(row.id),
        status: row.status,
        name: row.name.clone(),
    }
}
