//! Which payment gateways are set up, for pages whose offers depend on it.

use leptos::{prelude::*, task::spawn_local};
use portico_shared::{
    Data,
    gateways::GatewayView,
    payment_methods::{Gateway, PaymentMethodType},
};
use portico_ui::client::Abort;

use crate::console::Console;

#[derive(Clone, Copy)]
pub(crate) struct Gateways(RwSignal<Option<Vec<GatewayView>>>);

impl Gateways {
    /// Asks once for a page. Without the permission, and until the answer, nothing is known of them.
    pub(crate) fn load() -> Self {
        let gateways = Self(RwSignal::new(None));
        let (console, abort) = (Console::current(), Abort::on_cleanup());
        if console.may("settings:read") {
            spawn_local(async move {
                if let Ok(all) = console
                    .client
                    .get::<Data<GatewayView>>("/payment-gateways", abort)
                    .await
                {
                    // The page may be gone by now.
                    gateways.0.try_set(Some(all.data));
                }
            });
        }
        gateways
    }

    /// Whether the merchant collects at their own bank; none where that is not known.
    pub(crate) fn own_bank(self) -> Option<bool> {
        self.0
            .with(|all| all.as_ref().map(|all| is_on(all, Gateway::SepaDebit)))
    }

    /// Whether there is an account that customers can transfer to; none where that is not known.
    pub(crate) fn transfers(self) -> Option<bool> {
        self.0
            .with(|all| all.as_ref().map(|all| is_on(all, Gateway::BankTransfer)))
    }
}

fn is_on(all: &[GatewayView], gateway: Gateway) -> bool {
    all.iter()
        .any(|one| one.gateway == gateway && one.configured && one.enabled)
}

/// What customers can add with what is set up and switched on, each once.
pub(crate) fn types(all: &[GatewayView]) -> Vec<PaymentMethodType> {
    let on = all.iter().filter(|one| one.configured && one.enabled);
    let mut types: Vec<_> = on.flat_map(|one| one.types.iter().copied()).collect();
    // Credit is nothing that one adds, and nobody pays with the one for tests.
    types.retain(|kind| !matches!(kind, PaymentMethodType::Wallet | PaymentMethodType::FakeProvider));
    types.sort_unstable();
    types.dedup();
    types
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;

    pub(crate) fn gateway(changes: serde_json::Value) -> GatewayView {
        let mut value = json!({
            "gateway": "sepa_debit", "types": ["sepa_debit"], "configured": true, "enabled": true, "stripe": null,
            "sepaDebit": null, "bankTransfer": null, "secretKeyHint": null, "webhookSecretSet": false,
            "webhookUrl": null, "lastCheck": null, "methodsElsewhere": 0, "updatedAt": null
        });
        if let (Some(value), Some(changes)) = (value.as_object_mut(), changes.as_object()) {
            value.extend(changes.clone());
        }
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn only_what_is_set_up_and_switched_on_counts() {
        assert!(is_on(&[gateway(json!({}))], Gateway::SepaDebit));
        assert!(!is_on(&[gateway(json!({ "enabled": false }))], Gateway::SepaDebit));
        assert!(!is_on(&[gateway(json!({ "configured": false }))], Gateway::SepaDebit));
        assert!(!is_on(&[gateway(json!({ "gateway": "stripe" }))], Gateway::SepaDebit));
    }

    #[test]
    fn each_type_is_offered_once() {
        let all = [
            gateway(json!({})),
            gateway(json!({ "gateway": "stripe", "types": ["card", "sepa_debit", "wallet"] })),
            gateway(json!({ "gateway": "paypal", "types": ["paypal"], "enabled": false })),
        ];
        assert_eq!(types(&all), [PaymentMethodType::SepaDebit, PaymentMethodType::Card]);
    }
}
