//! What a payment method is called and what is wrong with it.

use portico_shared::{
    Date,
    payment_methods::{CardView, PaymentMethodStatus, PaymentMethodType, PaymentMethodView},
};
use portico_ui::{
    components::{Icon, Tone},
    texts::portal as t,
};

/// Only what needs attention gets a badge: a method that works says nothing.
pub(super) fn warning(method: &PaymentMethodView, today: &Date) -> Option<(Tone, &'static str)> {
    match method.status {
        PaymentMethodStatus::Expired => Some((Tone::Bad, t::payment_expired())),
        PaymentMethodStatus::Revoked => Some((Tone::Bad, t::payment_revoked())),
        PaymentMethodStatus::ActionRequired => Some((Tone::Warning, t::payment_action())),
        PaymentMethodStatus::GatewayUnconfigured => Some((Tone::Warning, t::payment_unconfigured())),
        PaymentMethodStatus::Active if method.expiration_date.as_ref().is_some_and(|day| day < today) => {
            Some((Tone::Bad, t::payment_expired()))
        }
        PaymentMethodStatus::Active if !method.enabled => Some((Tone::Neutral, t::payment_disabled())),
        PaymentMethodStatus::Active => None,
    }
}

/// Whether money can be collected with it.
pub(crate) fn is_usable(method: &PaymentMethodView, today: &Date) -> bool {
    warning(method, today).is_none()
}

pub(super) fn kind(kind: PaymentMethodType) -> (Icon, &'static str) {
    match kind {
        PaymentMethodType::Card => (Icon::Card, t::payment_card()),
        PaymentMethodType::SepaDebit => (Icon::Bank, t::payment_sepa()),
        PaymentMethodType::Paypal => (Icon::Mail, t::payment_paypal()),
        PaymentMethodType::BankTransfer => (Icon::Bank, t::payment_transfer()),
        PaymentMethodType::Wallet => (Icon::Card, t::payment_wallet()),
        PaymentMethodType::FakeProvider => (Icon::Card, t::payment_other()),
    }
}

/// The brand as people know it, from how the gateway spells it.
pub(super) fn brand(card: &CardView) -> String {
    match card.brand.as_str() {
        "visa" => "Visa".into(),
        "mastercard" => "Mastercard".into(),
        "amex" | "american_express" => "American Express".into(),
        "diners" => "Diners Club".into(),
        "jcb" => "JCB".into(),
        "unionpay" => "UnionPay".into(),
        other => other.into(),
    }
}

/// Month and year, as on the card.
pub(super) fn valid_until(card: &CardView) -> String {
    format!("{:02}/{}", card.exp_month, card.exp_year)
}

/// A masked IBAN as people read it, however long its mask is; and its last digits.
pub(super) fn iban(masked: &str) -> (String, &str) {
    let Some((head, rest)) = masked.split_once('*') else {
        return (masked.to_owned(), masked);
    };
    let last = rest.trim_start_matches('*');
    let (country, bank) = head.split_at_checked(4).unwrap_or((head, ""));
    (format!("{country} {bank} •••• {last}"), last)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn method(status: &str, expires: Option<&str>) -> PaymentMethodView {
        let value = json!({
            "id": "01930000-0000-7000-8000-000000000001", "gatewayName": "stripe", "type": "card",
            "default": true, "status": status, "source": "api", "enabled": true, "name": "Visa (4242)",
            "creationDate": "2026-01-01T00:00:00Z", "expirationDate": expires,
            "card": null, "sepaDebit": null, "paypal": null
        });
        serde_json::from_value(value).unwrap()
    }

    fn tone(status: &str, expires: Option<&str>) -> Option<Tone> {
        let today = serde_json::from_value(json!("2026-11-22")).unwrap();
        warning(&method(status, expires), &today).map(|(tone, _)| tone)
    }

    #[test]
    fn a_method_that_works_says_nothing() {
        assert_eq!(tone("active", None), None);
        assert_eq!(tone("active", Some("2026-11-22")), None, "the last day is still valid");
    }

    #[test]
    fn a_card_past_its_date_is_expired_whatever_its_status_says() {
        assert_eq!(tone("active", Some("2026-11-21")), Some(Tone::Bad));
        assert_eq!(tone("expired", None), Some(Tone::Bad));
    }

    #[test]
    fn what_can_still_be_mended_warns() {
        assert_eq!(tone("action_required", None), Some(Tone::Warning));
    }

    #[test]
    fn an_iban_shows_what_the_mask_leaves() {
        assert_eq!(iban("DE8937************3000"), ("DE89 37 •••• 3000".into(), "3000"));
        assert_eq!(iban("DE89"), ("DE89".into(), "DE89"));
    }

    #[test]
    fn a_card_is_shown_as_it_is_printed() {
        let card = json!({"brand": "visa", "last4": "4242", "expMonth": 8, "expYear": 2027, "cardHolder": null});
        let card: CardView = serde_json::from_value(card).unwrap();
        assert_eq!(
            (brand(&card).as_str(), valid_until(&card).as_str()),
            ("Visa", "08/2027")
        );
    }
}
