//! From rows to views.

use portico_shared::{
    InvoiceId, PaymentMethodId,
    customers::Language,
    payment_methods::{
        ActionDetails, ActionKind, ActionRequired, CardView, Gateway, PaymentMethodShort, PaymentMethodStatus,
        PaymentMethodType, PaymentMethodView, PaypalView, SepaDebitView,
    },
};
use serde::{Deserialize, Serialize};

use super::adding::Purpose;
use crate::{
    auth::Caller,
    db::entities::payment_methods,
    http::ApiError,
    ports::payment::{AccountDetails, Action, Gateways},
};

/// What is stored about the account behind a method: only what may be shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    pub card: Option<CardView>,
    pub sepa_debit: Option<SepaDebitView>,
    pub paypal: Option<PaypalView>,
}

/// A method as the caller may see it: its name at the provider is the merchant's business.
///
/// # Errors
/// When the stored details are not of our form.
pub fn view_for(
    caller: &Caller,
    row: payment_methods::Model,
    default: Option<PaymentMethodId>,
    gateways: &Gateways,
) -> Result<PaymentMethodView, ApiError> {
    // What no provider keeps has no other name than ours.
    let is_named = !matches!(row.gateway, Gateway::SepaDebit | Gateway::BankTransfer);
    let reference_id = row
        .reference_id
        .clone()
        .filter(|_| is_named && caller.actor.is_merchant());
    Ok(PaymentMethodView {
        reference_id,
        ..view(row, default, gateways)?
    })
}

/// A method as its customer sees it, without its mandate (`mandates::service::tell`).
///
/// # Errors
/// When the stored details are not of our form.
pub fn view(
    row: payment_methods::Model,
    default: Option<PaymentMethodId>,
    gateways: &Gateways,
) -> Result<PaymentMethodView, ApiError> {
    let status = shown(&row, gateways);
    let invoice = bound_to(&row)?;
    let Details {
        card,
        sepa_debit,
        paypal,
    } = serde_json::from_value(row.details).map_err(ApiError::internal)?;
    Ok(PaymentMethodView {
        id: row.id,
        customer: row.customer_id,
        gateway_name: row.gateway,
        kind: row.kind,
        reference_id: None,
        default: default == Some(row.id),
        status,
        source: row.source,
        enabled: row.enabled,
        future_usage_allowed: row.future_usage_allowed,
        invoice,
        name: row.name,
        creation_date: row.created_at.into(),
        expiration_date: row.expiration_date.map(Into::into),
        card,
        sepa_debit,
        paypal,
        sepa_mandate: None,
    })
}

/// The invoice that a method for one payment alone was added for.
///
/// # Errors
/// When what is stored is not of our form.
pub fn bound_to(row: &payment_methods::Model) -> Result<Option<InvoiceId>, ApiError> {
    if row.future_usage_allowed {
        return Ok(None);
    }
    Ok(Purpose::of(row)?.invoice)
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

/// `Visa (4242)`.
pub fn named(kind: PaymentMethodType, details: &AccountDetails, language: Language) -> String {
    let capital = |text: &str| {
        let mut signs = text.chars();
        signs
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
    };
    match details {
        AccountDetails::Card(card) => format!("{} ({})", capital(&card.brand), card.last4),
        AccountDetails::Sepa { iban, .. } => debit_name(iban),
        AccountDetails::Paypal(account) => format!("PayPal ({})", account.email),
        AccountDetails::None => match (kind, language) {
            (PaymentMethodType::BankTransfer, Language::De) => "Überweisung".into(),
            (PaymentMethodType::BankTransfer, Language::En) => "Bank transfer".into(),
            (other, _) => capital(&other.as_str().replace('_', " ")),
        },
    }
}

/// `SEPA (3000)`, from a masked IBAN.
pub fn debit_name(masked: &str) -> String {
    let last = masked.len().saturating_sub(4);
    format!("SEPA ({})", masked.get(last..).unwrap_or(masked))
}
