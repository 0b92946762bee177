//! What somebody may change here. The API decides; this keeps buttons away that it would refuse.

use portico_shared::{customers::MemberRole, portal::PortalView};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct May {
    /// Cancel contracts, let people in, change the main address.
    pub(crate) own: bool,
    /// Keep addresses and payment methods, and pay with them.
    pub(crate) manage: bool,
    /// What everybody may for themselves: end sessions, choose a language, take their data along.
    pub(crate) act: bool,
}

impl May {
    pub(crate) const fn of(portal: &PortalView) -> Self {
        Self::by(portal.role, portal.is_view)
    }

    const fn by(role: MemberRole, is_view: bool) -> Self {
        Self {
            own: !is_view && matches!(role, MemberRole::Owner),
            manage: !is_view && !matches!(role, MemberRole::Viewer),
            act: !is_view,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_sees_the_buttons_that_the_api_obeys() {
        let pairs = MemberRole::ALL.iter().map(|role| (*role, May::by(*role, false)));
        for (role, may) in pairs {
            assert_eq!(may.own, role == MemberRole::Owner, "{role}");
            assert_eq!(may.manage, role != MemberRole::Viewer, "{role}");
            assert!(may.act, "{role}");
        }
    }

    #[test]
    fn whoever_only_looks_is_offered_nothing() {
        for role in MemberRole::ALL {
            assert_eq!(May::by(*role, true), May::default(), "{role}");
        }
    }
}
