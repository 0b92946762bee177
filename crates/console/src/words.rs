//! What the API's codes are called in the console.

use portico_shared::{ErrorCode, Violation};
use portico_ui::texts::{console as t, portal as p};

/// The console's own texts for errors; for all others the common ones do.
pub(crate) fn error(code: ErrorCode) -> Option<&'static str> {
    Some(match code {
        ErrorCode::LoginFailed => t::error_login_failed(),
        ErrorCode::TotpRequired => t::error_totp_required(),
        ErrorCode::LinkInvalid => t::error_link_invalid(),
        ErrorCode::Forbidden => t::error_forbidden(),
        ErrorCode::CustomerNotActive => t::error_customer_not_active(),
        ErrorCode::LastOwner => t::error_last_owner(),
        ErrorCode::OperatorExists => t::error_operator_exists(),
        ErrorCode::TotpActive => t::error_totp_active(),
        ErrorCode::PaymentMethodNotUsable => t::error_payment_method_not_usable(),
        _ => return None,
    })
}

/// What is wrong with a field of the API, by the code of the rule (`docs/errors.md`): its message is in English, for programs.
pub(crate) fn violation(violation: &Violation) -> &'static str {
    match violation.code.as_str() {
        "required" | "blank" => p::field_missing(),
        "too-long" => t::wrong_too_long(),
        "too-short" => t::wrong_too_short(),
        "out-of-range" if is_past_day(&violation.property_path) => t::wrong_future(),
        "out-of-range" => t::wrong_out_of_range(),
        "control-character" => t::wrong_characters(),
        "guessable" => t::wrong_guessable(),
        "contradiction" => t::wrong_contradiction(),
        "repeated" => t::wrong_repeated(),
        "unknown" => t::wrong_unknown(),
        "iban-character" => t::wrong_iban_character(),
        "iban-country" => t::wrong_iban_country(),
        "iban-length" => t::wrong_iban_length(),
        "iban-check-digits" => t::wrong_iban_digits(),
        "iban-structure" => t::wrong_iban_structure(),
        "iban-unchanged" => p::iban_unchanged(),
        "creditor-check-digits" => t::wrong_creditor_digits(),
        "incomplete-file" => t::wrong_pdf_incomplete(),
        "encrypted-file" => t::wrong_pdf_encrypted(),
        "not-permitted" => not_permitted(&violation.property_path),
        // The form comes from another release than the server.
        "unknown-field" | "unknown-value" | "wrong-type" | "read-only" => t::wrong_release(),
        _ => form_of(&violation.property_path),
    }
}

/// A day on which something was, of a rate or of money: today at the latest.
fn is_past_day(path: &str) -> bool {
    path == "paidOn" || path.ends_with("].date")
}

/// What is right in itself and not possible here.
fn not_permitted(path: &str) -> &'static str {
    match path {
        "sepaDebit.iban" => t::wrong_iban_sepa(),
        "redirectUrl" => t::wrong_redirect(),
        _ => t::error_forbidden(),
    }
}

/// The form that a field has to have; `hosts[0]` is one of `hosts`.
fn form_of(path: &str) -> &'static str {
    match path.split('[').next().unwrap_or_default() {
        "email" | "invoiceEmail" | "contactEmail" => p::sign_in_email_wrong(),
        "vatId" => t::wrong_vat_id(),
        "externalId" => t::wrong_key(),
        "accentColour" => t::wrong_colour(),
        "imprintUrl" | "privacyUrl" | "termsUrl" => t::wrong_url(),
        "returnHosts" => t::wrong_host(),
        "redirectUrl" => t::wrong_redirect(),
        "buyerReference" => t::wrong_leitweg_id(),
        "exchangeRates" => t::wrong_currency(),
        "(body)" => t::wrong_pdf(),
        "stripe.publishableKey" => t::wrong_publishable_key(),
        "stripe.secretKey" => t::wrong_secret_key(),
        "stripe.webhookSecret" => t::wrong_webhook_secret(),
        "sepaDebit.creditorIdentifier" => t::wrong_creditor(),
        "sepaDebit.bic" | "bankTransfer.bic" => t::wrong_bic(),
        "sepaDebit.iban" | "bankTransfer.iban" => t::wrong_iban_digits(),
        _ => p::field_wrong(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str, code: &str) -> &'static str {
        violation(&Violation {
            property_path: path.into(),
            message: String::new(),
            code: code.into(),
        })
    }

    #[test]
    fn a_day_to_come_is_said_to_be_one() {
        for path in ["exchangeRates[0].date", "paidOn"] {
            assert_eq!(text(path, "out-of-range"), t::wrong_future());
        }
        assert_eq!(text("exchangeRates[0].units", "out-of-range"), t::wrong_out_of_range());
    }

    #[test]
    fn every_rule_that_a_form_can_break_says_how_to_keep_it() {
        for code in [
            "required",
            "unknown-field",
            "wrong-type",
            "unknown-value",
            "blank",
            "too-short",
            "too-long",
            "control-character",
            "guessable",
            "out-of-range",
            "contradiction",
            "read-only",
            "repeated",
            "unknown",
            "not-permitted",
            "iban-character",
            "iban-country",
            "iban-length",
            "iban-check-digits",
            "iban-structure",
            "iban-unchanged",
            "creditor-check-digits",
            "incomplete-file",
            "encrypted-file",
        ] {
            assert_ne!(text("name", code), p::field_wrong(), "{code}");
        }
        for path in [
            "email",
            "vatId",
            "externalId",
            "accentColour",
            "termsUrl",
            "returnHosts[2]",
            "redirectUrl",
            "buyerReference",
            "exchangeRates[0].base",
            "(body)",
            "stripe.publishableKey",
            "stripe.secretKey",
            "stripe.webhookSecret",
            "sepaDebit.creditorIdentifier",
            "sepaDebit.bic",
            "bankTransfer.bic",
            "bankTransfer.iban",
        ] {
            assert_ne!(text(path, "invalid"), p::field_wrong(), "{path}");
        }
    }
}
