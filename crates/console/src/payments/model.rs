//! Payment gateways as staff see them and set them up. Pure.

use portico_shared::{gateways::GatewayView, payment_methods::Gateway};
use portico_ui::{
    client::{Body, Value},
    components::Tone,
    texts::{console as t, portal as p},
};

/// The gateways that this page knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Stripe,
    SepaDebit,
    BankTransfer,
    /// Of an installation for tests: there is nothing to set up.
    Testing,
}

impl Kind {
    pub(super) const fn of(gateway: Gateway) -> Option<Self> {
        match gateway {
            Gateway::Stripe => Some(Self::Stripe),
            Gateway::SepaDebit => Some(Self::SepaDebit),
            Gateway::BankTransfer => Some(Self::BankTransfer),
            Gateway::Testing => Some(Self::Testing),
            Gateway::Wallet | Gateway::FakeProvider | Gateway::Paypal | Gateway::GoCardless => None,
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Stripe => t::gateway_stripe(),
            Self::SepaDebit => t::gateway_sepa_debit(),
            Self::BankTransfer => t::gateway_bank_transfer(),
            Self::Testing => t::gateway_testing(),
        }
    }

    /// What it is for.
    pub(super) fn purpose(self) -> &'static str {
        match self {
            Self::Stripe => t::gateway_stripe_text(),
            Self::SepaDebit => t::gateway_sepa_debit_text(),
            Self::BankTransfer => t::gateway_bank_transfer_text(),
            Self::Testing => t::gateway_testing_text(),
        }
    }

    /// The name of what it needs in the API.
    const fn group(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::SepaDebit => "sepaDebit",
            Self::BankTransfer => "bankTransfer",
            Self::Testing => "testing",
        }
    }

    /// What it needs, in the order of the form.
    pub(super) const fn parts(self) -> &'static [Part] {
        match self {
            Self::Stripe => &[Part::PublishableKey, Part::SecretKey, Part::WebhookSecret],
            Self::SepaDebit => &[
                Part::CreditorName,
                Part::CreditorIdentifier,
                Part::CreditorIban,
                Part::CreditorBic,
            ],
            Self::BankTransfer => &[Part::Holder, Part::Iban, Part::Bic, Part::BankName],
            Self::Testing => &[],
        }
    }
}

/// Where a gateway stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Absent,
    On,
    Off,
}

impl State {
    pub(super) const fn of(view: &GatewayView) -> Self {
        match (view.configured, view.enabled) {
            (false, _) => Self::Absent,
            (true, true) => Self::On,
            (true, false) => Self::Off,
        }
    }

    pub(super) fn badge(self) -> (Tone, &'static str) {
        match self {
            Self::Absent => (Tone::Neutral, t::gateway_absent()),
            Self::On => (Tone::Good, t::gateway_on()),
            Self::Off => (Tone::Warning, t::gateway_off()),
        }
    }
}

/// What is left of a gateway that was removed.
pub(super) fn removed(view: GatewayView) -> GatewayView {
    GatewayView {
        configured: false,
        enabled: false,
        stripe: None,
        sepa_debit: None,
        bank_transfer: None,
        secret_key_hint: None,
        methods_elsewhere: 0,
        webhook_secret_set: false,
        last_check: None,
        ..view
    }
}

/// A line of a set-up form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    PublishableKey,
    SecretKey,
    WebhookSecret,
    CreditorName,
    CreditorIdentifier,
    CreditorIban,
    CreditorBic,
    Holder,
    Iban,
    Bic,
    BankName,
}

impl Part {
    /// Its path in the API, and its id in the form.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::PublishableKey => "stripe.publishableKey",
            Self::SecretKey => "stripe.secretKey",
            Self::WebhookSecret => "stripe.webhookSecret",
            Self::CreditorName => "sepaDebit.name",
            Self::CreditorIdentifier => "sepaDebit.creditorIdentifier",
            Self::CreditorIban => "sepaDebit.iban",
            Self::CreditorBic => "sepaDebit.bic",
            Self::Holder => "bankTransfer.accountHolder",
            Self::Iban => "bankTransfer.iban",
            Self::Bic => "bankTransfer.bic",
            Self::BankName => "bankTransfer.bankName",
        }
    }

    fn name(self) -> &'static str {
        self.path().rsplit('.').next().unwrap_or_default()
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::PublishableKey => t::stripe_publishable_key(),
            Self::SecretKey => t::stripe_secret_key(),
            Self::WebhookSecret => t::stripe_webhook_secret(),
            Self::CreditorName => t::creditor_name(),
            Self::CreditorIdentifier => t::creditor_identifier(),
            Self::CreditorIban | Self::Iban => p::payment_iban(),
            Self::CreditorBic | Self::Bic => t::bank_bic(),
            Self::Holder => p::payment_account_holder(),
            Self::BankName => t::bank_name(),
        }
    }

    /// What is stored of it, or where it comes from.
    pub(super) fn hint(self, view: &GatewayView) -> String {
        let text = match (self, &view.secret_key_hint) {
            (Self::SecretKey, Some(hint)) => return t::stripe_secret_stored(hint),
            (Self::PublishableKey, _) => t::stripe_publishable_hint(),
            (Self::SecretKey, None) => t::stripe_secret_hint(),
            (Self::WebhookSecret, _) if view.webhook_secret_set => t::stripe_webhook_stored(),
            (Self::WebhookSecret, _) => t::stripe_webhook_hint(),
            (Self::CreditorName, _) => t::creditor_name_hint(),
            (Self::CreditorIdentifier, _) => t::creditor_identifier_hint(),
            (Self::CreditorIban, _) => t::creditor_iban_hint(),
            _ => "",
        };
        text.to_owned()
    }

    /// Secrets stay with an empty entry; what the gateway can do without is taken away by it.
    const fn is_secret(self) -> bool {
        matches!(self, Self::SecretKey | Self::WebhookSecret)
    }

    pub(super) const fn is_optional(self, view: &GatewayView) -> bool {
        match self {
            Self::SecretKey => view.secret_key_hint.is_some(),
            Self::WebhookSecret | Self::CreditorBic | Self::Bic | Self::BankName => true,
            _ => false,
        }
    }

    fn of(self, view: &GatewayView) -> String {
        let (stripe, creditor, account) = (&view.stripe, &view.sepa_debit, &view.bank_transfer);
        let text = match self {
            Self::PublishableKey => stripe.as_ref().map(|one| one.publishable_key.clone()),
            Self::SecretKey | Self::WebhookSecret => None,
            Self::CreditorName => creditor.as_ref().map(|one| one.name.clone()),
            Self::CreditorIdentifier => creditor.as_ref().map(|one| one.creditor_identifier.clone()),
            Self::CreditorIban => creditor.as_ref().map(|one| one.iban.clone()),
            Self::CreditorBic => creditor.as_ref().and_then(|one| one.bic.clone()),
            Self::Holder => account.as_ref().map(|one| one.account_holder.clone()),
            Self::Iban => account.as_ref().map(|one| one.iban.clone()),
            Self::Bic => account.as_ref().and_then(|one| one.bic.clone()),
            Self::BankName => account.as_ref().and_then(|one| one.bank_name.clone()),
        };
        text.unwrap_or_default()
    }
}

/// What somebody types into a set-up form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    kind: Kind,
    /// Those that may stay empty.
    optional: Vec<Part>,
    texts: Vec<(Part, String)>,
    /// The stored signing secret is to be taken away.
    pub(super) drops_webhook_secret: bool,
}

impl Entry {
    pub(super) fn of(kind: Kind, view: &GatewayView) -> Self {
        let parts = kind.parts().iter().copied();
        Self {
            kind,
            optional: parts.clone().filter(|part| part.is_optional(view)).collect(),
            texts: parts.map(|part| (part, part.of(view))).collect(),
            drops_webhook_secret: false,
        }
    }

    /// As it was typed.
    pub(super) fn text(&self, part: Part) -> &str {
        let found = self.texts.iter().find(|(one, _)| *one == part);
        found.map_or("", |(_, text)| text)
    }

    pub(super) fn set(&mut self, part: Part, typed: String) {
        if let Some((_, text)) = self.texts.iter_mut().find(|(one, _)| *one == part) {
            *text = typed;
        }
    }

    /// What has to be filled in and is not.
    pub(super) fn missing(&self) -> Vec<Part> {
        let empty = self.texts.iter().filter(|(_, text)| text.trim().is_empty());
        let parts = empty.map(|(part, _)| *part);
        parts.filter(|part| !self.optional.contains(part)).collect()
    }

    /// What the API gets: the fields that differ. Empty: nothing does.
    pub(super) fn changes(&self, before: &Self) -> Body {
        let said = |entry: &Self, part| Some(entry.text(part).trim().to_owned()).filter(|text| !text.is_empty());
        let parts = self.kind.parts().iter().copied();
        let changed = parts.filter(|part| said(self, *part) != said(before, *part));
        let mut fields: Body = changed.map(|part| (part.name(), said(self, part).into())).collect();
        fields.retain(|(name, value)| {
            let part = self.kind.parts().iter().find(|part| part.name() == *name);
            *value != Value::Null || part.is_none_or(|part| !part.is_secret())
        });
        if self.drops_webhook_secret {
            fields.retain(|(name, _)| *name != Part::WebhookSecret.name());
            fields.push((Part::WebhookSecret.name(), Value::Null));
        }
        if fields.is_empty() {
            return Body::new();
        }
        vec![(self.kind.group(), Value::Object(fields))]
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::gateways::GatewayPatch;
    use serde_json::json;

    use super::*;
    use crate::{gateways::tests::gateway, sent::sent};

    fn bank() -> GatewayView {
        gateway(json!({
            "sepaDebit": {
                "name": "Acme GmbH", "creditorIdentifier": "DE98ZZZ09999999999", "iban": "DE89370400440532013000",
                "bic": "COBADEFFXXX"
            }
        }))
    }

    fn stripe() -> GatewayView {
        gateway(json!({
            "gateway": "stripe", "types": ["card"], "stripe": { "publishableKey": "pk_live_1" },
            "secretKeyHint": "rk_live_…4242", "webhookSecretSet": true
        }))
    }

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn a_gateway_is_absent_on_or_off() {
        assert_eq!(State::of(&bank()), State::On);
        assert_eq!(State::of(&gateway(json!({ "enabled": false }))), State::Off);
        assert_eq!(State::of(&gateway(json!({ "configured": false }))), State::Absent);
        assert_eq!(State::of(&removed(bank())), State::Absent);
    }

    #[test]
    fn only_what_was_changed_is_sent() {
        let before = Entry::of(Kind::SepaDebit, &bank());
        let mut now = before.clone();
        now.set(Part::CreditorIban, " DE89370400440532013000 ".into());
        assert!(now.changes(&before).is_empty(), "blanks around it are no change");
        now.set(Part::CreditorName, "Acme AG".into());
        now.set(Part::CreditorBic, String::new());
        let fields = vec![("name", text("Acme AG")), ("bic", Value::Null)];
        assert_eq!(now.changes(&before), [("sepaDebit", Value::Object(fields))]);
    }

    #[test]
    fn a_secret_stays_until_another_is_given() {
        let before = Entry::of(Kind::Stripe, &stripe());
        let mut now = before.clone();
        assert_eq!(now.missing(), []);
        assert!(now.changes(&before).is_empty());
        now.set(Part::SecretKey, "rk_live_2".into());
        let fields = vec![("secretKey", text("rk_live_2"))];
        assert_eq!(now.changes(&before), [("stripe", Value::Object(fields))]);
    }

    #[test]
    fn the_signing_secret_can_be_taken_away() {
        let before = Entry::of(Kind::Stripe, &stripe());
        let mut now = before.clone();
        now.set(Part::WebhookSecret, "whsec_1".into());
        now.drops_webhook_secret = true;
        let fields = vec![("webhookSecret", Value::Null)];
        assert_eq!(now.changes(&before), [("stripe", Value::Object(fields))]);
    }

    #[test]
    fn the_first_set_up_wants_what_the_gateway_cannot_do_without() {
        let blank = |kind, name: &str| Entry::of(kind, &gateway(json!({ "gateway": name, "configured": false })));
        let stripe = blank(Kind::Stripe, "stripe");
        assert_eq!(stripe.missing(), [Part::PublishableKey, Part::SecretKey]);
        let transfer = blank(Kind::BankTransfer, "bank_transfer");
        assert_eq!(transfer.missing(), [Part::Holder, Part::Iban]);
    }

    #[test]
    fn every_field_is_one_of_the_api() {
        for (kind, name) in [
            (Kind::Stripe, "stripe"),
            (Kind::SepaDebit, "sepa_debit"),
            (Kind::BankTransfer, "bank_transfer"),
        ] {
            let before = Entry::of(kind, &gateway(json!({ "gateway": name, "configured": false })));
            let mut now = before.clone();
            for part in kind.parts() {
                now.set(*part, "x".into());
                assert_eq!(part.path(), format!("{}.{}", kind.group(), part.name()));
            }
            let sent = sent(now.changes(&before));
            assert_eq!(sent[kind.group()].as_object().unwrap().len(), kind.parts().len());
            assert!(serde_json::from_value::<GatewayPatch>(sent).is_ok(), "{kind:?}");
        }
    }
}
