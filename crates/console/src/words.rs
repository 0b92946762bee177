//! What the API's codes are called in the console.

use portico_shared::ErrorCode;
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
        _ => return None,
    })
}

/// What is wrong with a field, by the code of the rule.
pub(crate) fn violation(code: &str) -> &'static str {
    match code {
        "required" | "blank" => p::field_missing(),
        "too-long" => t::wrong_too_long(),
        "too-short" => t::wrong_too_short(),
        "out-of-range" => t::wrong_out_of_range(),
        _ => p::field_wrong(),
    }
}
