//! What ways to pay are called.

use portico_shared::payment_methods::PaymentMethodType;
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
