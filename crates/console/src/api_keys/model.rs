//! What permissions are called, and how a key stands.

use portico_shared::api_keys::ApiKeyView;
use portico_ui::texts::console as t;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Active,
    Expired,
    Revoked,
}

/// `now` is an instant in UTC as the API writes it.
pub(super) fn standing(key: &ApiKeyView, now: &str) -> Standing {
    // To the second: one of the two has a fraction, and a dot sorts before a Z.
    let second = |text: &str| text.get(..19).unwrap_or(text).to_owned();
    let is_past = key
        .expires_at
        .as_ref()
        .is_some_and(|at| second(at.as_str()) <= second(now));
    match key.revoked_at {
        Some(_) => Standing::Revoked,
        None if is_past => Standing::Expired,
        None => Standing::Active,
    }
}

/// Permissions by what they are about, in the order in which they come: `customer`, then `read` and `write`.
pub(super) fn by_resource(permissions: &[String]) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for permission in permissions {
        let (resource, right) = permission.split_once(':').unwrap_or((permission, ""));
        match groups.iter_mut().find(|(name, _)| name == resource) {
            Some((_, rights)) => rights.push(right.to_owned()),
            None => groups.push((resource.to_owned(), vec![right.to_owned()])),
        }
    }
    for (_, rights) in &mut groups {
        rights.sort_by_key(|right| column(right));
    }
    groups
}

/// Where a right stands beside others: looking, changing, anything else.
pub(super) fn column(right: &str) -> u8 {
    match right {
        "read" => 1,
        "write" => 2,
        _ => 3,
    }
}

/// What a permission is about; its own name where a newer server knows more.
pub(super) fn subject(resource: &str) -> String {
    let text = match resource {
        "customer" => t::about_customer(),
        "customer-settings" => t::about_customer_settings(),
        "subscription" => t::about_subscription(),
        "billing-run" => t::about_billing_run(),
        "invoice" => t::about_invoice(),
        "payment-method" => t::about_payment_method(),
        "debit-file" => t::about_debit_file(),
        "contact" => t::about_contact(),
        "import" => t::about_import(),
        "mail" => t::about_mail(),
        "webhook" => t::about_webhook(),
        "domain" => t::about_domain(),
        "link" => t::about_link(),
        "api-key" => t::about_api_key(),
        "operator" => t::about_operator(),
        "audit" => t::about_audit(),
        "session" => t::about_session(),
        "settings" => t::about_settings(),
        _ => return resource.to_owned(),
    };
    text.to_owned()
}

/// What it allows.
pub(super) fn right(name: String) -> String {
    let text = match name.as_str() {
        "read" => t::right_read(),
        "write" => t::right_write(),
        "authenticate" => t::right_authenticate(),
        "add" => t::right_add(),
        "view" => t::right_view(),
        "erase" => t::right_erase(),
        _ => return name,
    };
    text.to_owned()
}

pub(super) fn only_reads(permission: &str) -> bool {
    permission.ends_with(":read")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key(expires_at: Option<&str>, revoked_at: Option<&str>) -> ApiKeyView {
        serde_json::from_value(json!({
            "id": "01930000-0000-7000-8000-000000000001", "name": "ERP", "prefix": "ptc_live_0_", "permissions": [],
            "isCurrent": false, "createdAt": "2026-11-22T12:00:00Z", "expiresAt": expires_at, "lastUsedAt": null,
            "revokedAt": revoked_at
        }))
        .unwrap()
    }

    #[test]
    fn a_key_ends_at_its_instant_and_when_it_is_revoked() {
        let end = Some("2026-11-30T00:00:00Z");
        assert_eq!(standing(&key(end, None), "2026-11-29T23:59:59.999Z"), Standing::Active);
        assert_eq!(standing(&key(end, None), "2026-11-30T00:00:00.000Z"), Standing::Expired);
        assert_eq!(standing(&key(None, None), "2099-01-01T00:00:00.000Z"), Standing::Active);
        assert_eq!(standing(&key(None, end), "2026-11-22T12:00:00.000Z"), Standing::Revoked);
    }

    #[test]
    fn permissions_stand_beside_others_about_the_same() {
        let all = [
            "customer:write",
            "customer:authenticate",
            "invoice:read",
            "customer:read",
        ]
        .map(str::to_owned);
        let groups = by_resource(&all);
        assert_eq!(
            groups[0],
            (
                "customer".into(),
                ["read", "write", "authenticate"].map(str::to_owned).into()
            )
        );
        assert_eq!(groups[1], ("invoice".into(), vec!["read".into()]));
    }

    #[test]
    fn a_permission_of_a_newer_server_has_its_own_name() {
        assert_eq!(subject("lottery"), "lottery");
        assert_eq!(right("win".into()), "win");
    }
}
