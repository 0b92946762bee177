//! What ways to pay are called.

use portico_shared::payment_methods::{PaymentMethodType, PaymentMethodView};
use portico_ui::texts::{console as t, portal as p};

pub(crate) fn name(kind: PaymentMethodType) -> &'static str {
    match kind {
        PaymentMethodType::Card => p::payment_card(),
        PaymentMethodType::SepaDebit => p::payment_sepa(),
        PaymentMethodType::Paypal => p::payment_paypal(),
        PaymentMethodType::BankTransfer => p::payment_transfer(),
        PaymentMethodType::Wallet => p::payment_wallet(),
        PaymentMethodType::FakeProvider => t::payment_fake(),
    }
}

/// What a payment method is called. Before it is complete, nobody has named it.
pub(crate) fn called(method: &PaymentMethodView) -> String {
    if method.name.is_empty() {
        p::payment_unconfirmed(name(method.kind))
    } else {
        method.name.clone()
    }
}
