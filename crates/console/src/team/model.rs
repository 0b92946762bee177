//! What roles are called, and who may change whom.

use portico_shared::operators::{OperatorRole, OperatorView};
use portico_ui::texts::console as t;

pub(crate) fn role(role: OperatorRole) -> &'static str {
    match role {
        OperatorRole::Owner => t::role_owner(),
        OperatorRole::Admin => t::role_admin(),
        OperatorRole::Support => t::role_support(),
        OperatorRole::Viewer => t::role_viewer(),
    }
}

/// What they may, in a sentence.
pub(crate) fn role_hint(role: OperatorRole) -> &'static str {
    match role {
        OperatorRole::Owner => t::role_owner_hint(),
        OperatorRole::Admin => t::role_admin_hint(),
        OperatorRole::Support => t::role_support_hint(),
        OperatorRole::Viewer => t::role_viewer_hint(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Active,
    /// Has no password yet, or has none any more.
    Invited,
    Off,
}

pub(super) fn standing(one: &OperatorView) -> Standing {
    match (&one.disabled_at, one.has_password) {
        (Some(_), _) => Standing::Off,
        (None, false) => Standing::Invited,
        (None, true) => Standing::Active,
    }
}

/// Owners are a matter of owners alone.
pub(super) fn may_change(own: OperatorRole, other: OperatorRole) -> bool {
    own == OperatorRole::Owner || other != OperatorRole::Owner
}

/// The roles that somebody can give, the one with the least first.
pub(super) fn roles_given_by(own: OperatorRole) -> Vec<OperatorRole> {
    let all = [
        OperatorRole::Viewer,
        OperatorRole::Support,
        OperatorRole::Admin,
        OperatorRole::Owner,
    ];
    all.into_iter().filter(|role| may_change(own, *role)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn operator(has_password: bool, disabled_at: Option<&str>) -> OperatorView {
        serde_json::from_value(json!({
            "id": "01930000-0000-7000-8000-000000000001", "email": "eva@acme.example", "name": "Eva", "role": "admin",
            "language": "en", "isCurrent": false, "hasPassword": has_password, "hasTotp": false, "disabledAt": disabled_at,
            "lastLoginAt": null, "createdAt": "2026-11-22T12:00:00Z"
        }))
        .unwrap()
    }

    #[test]
    fn whoever_is_switched_off_is_off_also_before_the_first_password() {
        let day = Some("2026-11-22T12:00:00Z");
        assert_eq!(standing(&operator(true, None)), Standing::Active);
        assert_eq!(standing(&operator(false, None)), Standing::Invited);
        assert_eq!(standing(&operator(false, day)), Standing::Off);
    }

    #[test]
    fn only_owners_make_and_change_owners() {
        assert!(roles_given_by(OperatorRole::Owner).contains(&OperatorRole::Owner));
        assert!(!roles_given_by(OperatorRole::Admin).contains(&OperatorRole::Owner));
        assert!(!may_change(OperatorRole::Admin, OperatorRole::Owner));
        assert!(may_change(OperatorRole::Admin, OperatorRole::Admin));
    }
}
