//! From rows to views.

use portico_shared::{
    PaymentMethodId,
    payment_methods::{
        ActionDetails, ActionKind, ActionRequired, CardView, PaymentMethodShort, PaymentMethodStatus,
        PaymentMethodView, PaypalView, SepaDebitView,
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    db::entities::payment_methods,
    http::ApiError,
    ports::payment::{Action, Gateways},
};

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
pub fn view(
    row: payment_methods::Model,
    default: Option<PaymentMethodId>,
    gateways: &Gateways,
) -> Result<PaymentMethodView, ApiError> {
    let status = shown(&row, gateways);
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
        status,
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

/// Of a gateway that is not set up, or with another account, a method can do nothing.
fn shown(row: &payment_methods::Model, gateways: &Gateways) -> PaymentMethodStatus {
    let is_kept = || gateways.keeping(row.gateway, row.account.as_deref()).is_some();
    if row.status == PaymentMethodStatus::Active && !is_kept() {
        return PaymentMethodStatus::GatewayUnconfigured;
    }
    row.status
}

/// What a customer has to do. Where the gateway's page is one of ours, it is on the merchant's portal.
pub fn action(action: Action, origin: &str) -> ActionRequired {
    match action {
        Action::Client {
            client_secret,
            publishable_key,
        } => ActionRequired {
            action: ActionKind::ClientSiteAction,
            redirect_url: None,
            details: Some(ActionDetails {
                client_secret,
                publishable_key,
                account_id: None,
            }),
        },
        Action::Redirect { url } => ActionRequired {
            action: ActionKind::Redirect,
            redirect_url: Some(if url.starts_with('/') {
                format!("{origin}{url}")
            } else {
                url
            }),
            details: None,
        },
    }
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
