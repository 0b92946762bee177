//! The text for every error there is.

use std::cell::Cell;

use portico_shared::ErrorCode;

use super::texts::portal as t;

thread_local! {
    static OWN: Cell<fn(ErrorCode) -> Option<&'static str>> = const { Cell::new(|_| None) };
}

/// An application's own words for some of the errors, before the common ones.
pub fn set_error_texts(own: fn(ErrorCode) -> Option<&'static str>) {
    OWN.set(own);
}

/// What a person reads for `code`. A new code does not compile until it has a text.
pub fn error_text(code: ErrorCode) -> &'static str {
    OWN.get()(code).unwrap_or_else(|| common(code))
}

fn common(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::MalformedRequest => t::error_malformed_request(),
        ErrorCode::ValidationFailed => t::error_validation_failed(),
        // The console says these in its own words.
        ErrorCode::Unauthorized | ErrorCode::LoginFailed | ErrorCode::TotpRequired => t::error_unauthorized(),
        ErrorCode::Forbidden => t::error_forbidden(),
        ErrorCode::SectionDisabled => t::error_section_disabled(),
        ErrorCode::NotFound => t::error_not_found(),
        ErrorCode::MethodNotAllowed => t::error_method_not_allowed(),
        ErrorCode::PayloadTooLarge => t::error_payload_too_large(),
        ErrorCode::UnsupportedMediaType => t::error_unsupported_media_type(),
        ErrorCode::TooManyRequests => t::error_too_many_requests(),
        ErrorCode::LinkInvalid => t::error_link_invalid(),
        ErrorCode::CodeInvalid => t::error_code_invalid(),
        ErrorCode::StepUpRequired => t::error_step_up_required(),
        ErrorCode::ViewOnly => t::error_view_only(),
        ErrorCode::UserExists => t::error_user_exists(),
        ErrorCode::UserIsMain => t::error_user_is_main(),
        ErrorCode::UserLimitReached => t::error_user_limit_reached(),
        ErrorCode::RecipientExists => t::error_recipient_exists(),
        ErrorCode::RecipientLimitReached => t::error_recipient_limit_reached(),
        ErrorCode::AccountFrozen => t::error_account_frozen(),
        ErrorCode::NumberTaken => t::error_number_taken(),
        ErrorCode::ExternalIdTaken => t::error_external_id_taken(),
        ErrorCode::CustomerNotActive => t::error_customer_not_active(),
        ErrorCode::AlreadyCancelled => t::error_already_cancelled(),
        ErrorCode::AlreadyCurrent => t::error_already_current(),
        ErrorCode::NotCancellable => t::error_not_cancellable(),
        ErrorCode::NoCancellationPending => t::error_no_cancellation_pending(),
        ErrorCode::CancellationDateInvalid => t::error_cancellation_date_invalid(),
        ErrorCode::AddressArchived => t::error_address_archived(),
        ErrorCode::AddressIsDefault => t::error_address_is_default(),
        // Those of domains and of the team are answers to the merchant alone: their texts would only weigh in the bundle.
        ErrorCode::DomainUnavailable
        | ErrorCode::DomainExists
        | ErrorCode::DomainLimitReached
        | ErrorCode::DomainRecordMissing
        | ErrorCode::LastOwner
        | ErrorCode::OperatorExists
        | ErrorCode::TotpActive
        | ErrorCode::WrongState => t::error_wrong_state(),
        ErrorCode::NotInTrial => t::error_not_in_trial(),
        ErrorCode::QuantityFixed => t::error_quantity_fixed(),
        ErrorCode::ReasonInUse => t::error_reason_in_use(),
        ErrorCode::CodeTaken => t::error_code_taken(),
        ErrorCode::BillingRunActive => t::error_billing_run_active(),
        ErrorCode::CustomerErased => t::error_customer_erased(),
        ErrorCode::CustomerInUse => t::error_customer_in_use(),
        ErrorCode::ContactInUse => t::error_contact_in_use(),
        ErrorCode::PaymentMethodNotUsable => t::error_payment_method_not_usable(),
        ErrorCode::PaymentMethodInUse => t::error_payment_method_in_use(),
        ErrorCode::PaymentMethodExists => t::error_payment_method_exists(),
        ErrorCode::GatewayNotConfigured => t::error_gateway_not_configured(),
        ErrorCode::MailNotResendable => t::error_mail_not_resendable(),
        ErrorCode::DeliveryNotResendable => t::error_delivery_not_resendable(),
        ErrorCode::WebhookDisabled => t::error_webhook_disabled(),
        ErrorCode::ConcurrentChange => t::error_concurrent_change(),
        ErrorCode::IdempotencyKeyReused => t::error_idempotency_key_reused(),
        ErrorCode::IdempotencyInProgress => t::error_idempotency_in_progress(),
        ErrorCode::Unavailable => t::error_unavailable(),
        ErrorCode::Internal => t::error_internal(),
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::customers::Language;

    use super::*;
    use crate::i18n::speak;

    #[test]
    fn every_error_has_a_text_of_its_own_language() {
        let texts = |language| -> Vec<_> {
            speak(language);
            ErrorCode::ALL.iter().map(|code| error_text(*code)).collect()
        };
        let pairs = texts(Language::En).into_iter().zip(texts(Language::De));
        for (code, (en, de)) in ErrorCode::ALL.iter().zip(pairs) {
            assert!(!en.is_empty() && !de.is_empty() && en != de, "{code}");
        }
    }
}
