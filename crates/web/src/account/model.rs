//! What roles and sessions are called.

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
    match (&session.browser, &session.system) {
        (Some(browser), Some(system)) => t::session_device(browser, system),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) if session.made_by.starts_with("person:") => t::session_unknown().to_owned(),
        (None, None) => t::session_by_merchant().to_owned(),
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
            "madeBy": made_by, "browser": browser, "system": null, "clientAddress": null,
            "createdAt": "2026-11-22T12:00:00Z", "lastActiveAt": "2026-11-22T12:00:00Z", "expiresAt": "2026-11-23T00:00:00Z"
        }))
        .unwrap()
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        assert_eq!(device(&session(Some("Firefox"), "person:1")), "Firefox");
        assert_eq!(device(&session(None, "person:1")), t::session_unknown());
        assert_eq!(device(&session(None, "api:1")), t::session_by_merchant());
    }
}
