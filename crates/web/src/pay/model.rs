//! What kinds of payment methods and their faults are called.

use portico_shared::payment_methods::{Gateway, PaymentMethodType, RefusalReason};
use portico_ui::{components::Icon, texts::portal as t};

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

/// What it means that one is the default now.
pub(super) fn new_default(kind: PaymentMethodType) -> &'static str {
    match kind {
        PaymentMethodType::BankTransfer => t::payment_is_default_transfer(),
        _ => t::payment_is_default(),
    }
}

/// Why a method or a payment was refused; what is not known was not said.
pub(super) fn refusal(reason: Option<RefusalReason>) -> &'static str {
    match reason {
        None | Some(RefusalReason::Declined) => t::refused_declined(),
        Some(RefusalReason::InsufficientFunds) => t::refused_funds(),
        Some(RefusalReason::Expired) => t::refused_expired(),
        Some(RefusalReason::WrongData) => t::refused_data(),
        Some(RefusalReason::AuthenticationRequired) => t::refused_authentication(),
        Some(RefusalReason::LimitExceeded) => t::refused_limit(),
        Some(RefusalReason::NotAuthorised) => t::refused_mandate(),
        Some(RefusalReason::AccountClosed) => t::refused_closed(),
        Some(RefusalReason::NotSupported) => t::refused_unsupported(),
        Some(RefusalReason::TryAgain) => t::refused_again(),
        Some(RefusalReason::Cancelled) => t::refused_cancelled(),
        Some(RefusalReason::MethodRemoved) => t::refused_removed(),
        Some(RefusalReason::AlreadyThere) => t::refused_there(),
        Some(RefusalReason::GivenUp) => t::refused_given_up(),
        Some(RefusalReason::Refunded) => t::refused_given_back(),
        Some(RefusalReason::Withdrawn) => t::refused_withdrawn(),
        Some(RefusalReason::PaidOtherwise) => t::refused_paid_otherwise(),
    }
}

/// What is wrong with an IBAN, by the code of the violation.
pub(super) fn iban_wrong(code: &str) -> &'static str {
    match code {
        "blank" | "required" => t::field_missing(),
        "iban-character" => t::iban_character(),
        "iban-country" => t::iban_country(),
        "iban-length" => t::iban_length(),
        "iban-check-digits" => t::iban_digits(),
        "iban-structure" => t::iban_structure(),
        "iban-unchanged" => t::iban_unchanged(),
        _ => t::field_wrong(),
    }
}

/// What the provider makes of a method: a mandate of our own, or something on its own page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Mandate,
    Transfer,
    /// In fields of its script.
    Script,
    /// On a page of its own.
    Redirect,
}

impl Way {
    pub(super) const fn of(gateway: Gateway) -> Self {
        match gateway {
            Gateway::SepaDebit => Self::Mandate,
            Gateway::BankTransfer => Self::Transfer,
            Gateway::Stripe => Self::Script,
            Gateway::Wallet | Gateway::FakeProvider | Gateway::Paypal | Gateway::GoCardless | Gateway::Testing => {
                Self::Redirect
            }
        }
    }
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

/// An IBAN in full, in groups of four.
pub(super) fn grouped(iban: &str) -> String {
    let mut out = String::new();
    for (index, letter) in iban.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_shows_what_the_mask_leaves() {
        assert_eq!(iban("DE8937************3000"), ("DE89 37 •••• 3000".into(), "3000"));
        assert_eq!(iban("DE89"), ("DE89".into(), "DE89"));
    }

    #[test]
    fn an_iban_in_full_is_read_in_groups() {
        assert_eq!(grouped("DE89370400440532013000"), "DE89 3704 0044 0532 0130 00");
    }

    #[test]
    fn each_fault_of_an_iban_is_told_in_words_of_its_own() {
        let codes = [
            "blank",
            "iban-character",
            "iban-country",
            "iban-length",
            "iban-check-digits",
            "iban-structure",
            "iban-unchanged",
        ];
        let mut texts: Vec<_> = codes.into_iter().chain(["anything"]).map(iban_wrong).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), 8);
    }

    #[test]
    fn nothing_is_collected_with_a_transfer() {
        let texts = [PaymentMethodType::BankTransfer, PaymentMethodType::Card].map(new_default);
        assert_eq!(texts, [t::payment_is_default_transfer(), t::payment_is_default()]);
    }

    #[test]
    fn each_reason_is_told_in_words_of_its_own() {
        let mut texts: Vec<_> = RefusalReason::ALL.iter().map(|one| refusal(Some(*one))).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), RefusalReason::ALL.len());
    }
}
