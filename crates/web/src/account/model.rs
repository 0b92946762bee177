//! What roles, sessions and changes are called.

use portico_shared::{customers::MemberRole, sessions::SessionView};
use portico_ui::texts::portal as t;

pub(super) fn role(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => t::role_owner(),
        MemberRole::Billing => t::role_billing(),
        MemberRole::Viewer => t::role_viewer(),
    }
}

pub(super) fn role_hint(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Owner => t::role_owner_hint(),
        MemberRole::Billing => t::role_billing_hint(),
        MemberRole::Viewer => t::role_viewer_hint(),
    }
}

/// "Firefox on Windows", as far as it is known; what was not begun in a browser was begun by the merchant.
pub(super) fn device(session: &SessionView) -> String {
    if session.is_view {
        // It is no device of theirs.
        return t::session_by_merchant().to_owned();
    }
    match (&session.browser, &session.system) {
        (Some(browser), Some(system)) => t::session_device(browser, system),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) if session.made_by.starts_with("person:") => t::session_unknown().to_owned(),
        (None, None) => t::session_by_merchant().to_owned(),
    }
}

/// What happened, in plain words. An action that came later than this list is told by what it happened to.
pub(super) fn words(action: &str) -> &'static str {
    match action {
        "address.created" => t::did_address_add(),
        "address.updated" => t::did_address_change(),
        "address.archived" => t::did_address_remove(),
        "address.default_set" | "address.default_unset" | "address.default_replaced" => t::did_address_default(),
        "customer.created" => t::did_customer_create(),
        "customer.suspended" | "customer.archived" => t::did_customer_close(),
        "customer.unsuspended" | "customer.unarchived" => t::did_customer_open(),
        "customer.vat-id-checked" => t::did_vat_check(),
        "customer.default-payment-method-changed" => t::did_method_default(),
        "customer.authenticated" | "customer.login_link_sent" => t::did_link(),
        "customer.links_ended" | "link.ended" => t::did_link_end(),
        "customer.email_change_asked" => t::did_email_ask(),
        "customer.email_change_withdrawn" => t::did_email_withdraw(),
        "customer.email_change_undone" => t::did_email_undo(),
        "settings.invoicing.changed" => t::did_preferences(),
        "customer.invoice_recipient_asked" => t::did_recipient_ask(),
        "customer.invoice_recipient_confirmed" => t::did_recipient_confirm(),
        "customer.invoice_recipient_removed" => t::did_recipient_remove(),
        "customer_user.invited" | "customer_user.invited_again" => t::did_person_invite(),
        "customer_user.changed" => t::did_person_change(),
        "customer_user.removed" => t::did_person_remove(),
        "customer.data_exported" => t::did_export(),
        "customer.erasure_requested" => t::did_erasure_ask(),
        "customer.erasure_withdrawn" => t::did_erasure_withdraw(),
        "customer.viewed" => t::did_view(),
        "session.started" => t::did_sign_in(),
        "session.switched" => t::did_switch(),
        "session.stepped_up" => t::did_step_up(),
        "session.ended" | "session.replaced" | "customer.sessions_ended" => t::did_sign_out(),
        "session.refresh_token_reused" => t::did_reuse(),
        "subscription.created" => t::did_subscription_create(),
        "subscription.activated" => t::did_subscription_start(),
        "subscription.cancelled" => t::did_cancel(),
        "subscription.cancellation_revoked" => t::did_revoke(),
        "subscription.reason_given" => t::did_reason(),
        "subscription.ended" => t::did_subscription_end(),
        "subscription.paused" => t::did_pause(),
        "subscription.resumed" => t::did_resume(),
        "subscription.trial_extended" => t::did_trial_extend(),
        "subscription.trial_revoked" => t::did_trial_end(),
        "subscription.payment_method_changed" => t::did_subscription_method(),
        "subscription.invoice_address_changed" => t::did_subscription_address(),
        "subscription_item.quantity_changed" => t::did_quantity(),
        "invoice.created" | "invoice.issued" => t::did_invoice(),
        "invoice.cancelled" => t::did_invoice_cancel(),
        "invoice.credited" => t::did_credit(),
        "invoice.paid" | "invoice.payment_recorded" => t::did_pay(),
        "invoice.payment_failed" | "invoice.payment_returned" => t::did_pay_fail(),
        "payment-method.added" => t::did_method_add(),
        "payment-method.removed" => t::did_method_remove(),
        "payment-method.renamed" | "payment-method.expired" | "payment-method.changed-by-provider" => {
            t::did_method_change()
        }
        "mandate.given" => t::did_mandate(),
        "mandate.amended" => t::did_mandate_change(),
        "mandate.revoked" | "mandate.lapsed" => t::did_mandate_end(),
        "invoice.reminded" => t::did_remind(),
        "mail.resent" => t::did_mail(),
        "person.language_changed" => t::did_language(),
        other => match other.split('.').next() {
            Some("subscription") => t::did_subscription_change(),
            Some("invoice") => t::did_invoice_change(),
            _ => t::did_change(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn session(browser: Option<&str>, made_by: &str) -> SessionView {
        let id = "01930000-0000-7000-8000-000000000001";
        serde_json::from_value(json!({
            "id": id, "isCurrent": false, "customer": id, "person": id, "email": "ada@example.com", "role": "owner",
            "madeBy": made_by, "isView": false, "browser": browser, "system": null, "clientAddress": null,
            "createdAt": "2026-11-22T12:00:00Z", "lastActiveAt": "2026-11-22T12:00:00Z", "expiresAt": "2026-11-23T00:00:00Z"
        }))
        .unwrap()
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        assert_eq!(device(&session(Some("Firefox"), "person:1")), "Firefox");
        assert_eq!(device(&session(None, "person:1")), t::session_unknown());
        assert_eq!(device(&session(None, "api:1")), t::session_by_merchant());
        let look = SessionView {
            is_view: true,
            ..session(Some("Firefox"), "merchant")
        };
        assert_eq!(device(&look), t::session_by_merchant(), "no device of one's own");
    }

    #[test]
    fn what_happened_is_told_in_words_also_where_it_is_new() {
        assert_eq!(words("subscription.cancelled"), t::did_cancel());
        assert_eq!(words("subscription.frozen"), t::did_subscription_change());
        assert_eq!(words("invoice.split"), t::did_invoice_change());
        assert_eq!(words("anything"), t::did_change());
    }
}
