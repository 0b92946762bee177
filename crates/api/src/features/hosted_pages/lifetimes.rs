//! How long links and sessions live: the tenant's value, else the instance's.

use chrono::TimeDelta;
use portico_shared::settings::HostedPages;
use serde_json::Value;

use crate::config::Auth;

/// For a link that the merchant sent: until the next day.
const SENT_LINK: TimeDelta = TimeDelta::hours(24);
/// For a link to add a payment method.
const PAYMENT_LINK: TimeDelta = TimeDelta::days(7);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Of a login link that the person asked for.
    pub requested_link: TimeDelta,
    /// Of a login link that the merchant sent.
    pub sent_link: TimeDelta,
    /// Of a login link that the API returned.
    pub returned_link: TimeDelta,
    /// Of a link to add a payment method.
    pub payment_link: TimeDelta,
    /// Of a session without activity.
    pub session_idle: TimeDelta,
    /// Of a session in any case.
    pub session_absolute: TimeDelta,
}

impl Lifetimes {
    pub fn of(auth: &Auth, pages: &HostedPages) -> Self {
        let minutes = |set: Option<u32>, standard: u32| TimeDelta::minutes(set.unwrap_or(standard).into());
        let set = |set: Option<u32>, standard| set.map_or(standard, |minutes| TimeDelta::minutes(minutes.into()));
        Self {
            requested_link: minutes(pages.requested_link_minutes, auth.requested_link_minutes),
            sent_link: set(pages.sent_link_minutes, SENT_LINK),
            returned_link: minutes(pages.returned_link_minutes, auth.returned_link_minutes),
            payment_link: set(pages.payment_link_minutes, PAYMENT_LINK),
            session_idle: minutes(pages.session_idle_minutes, auth.idle_minutes),
            session_absolute: TimeDelta::hours(pages.session_absolute_hours.unwrap_or(auth.absolute_hours).into()),
        }
    }
}

/// The one lifetime that each request asks for, out of the stored settings without reading the rest.
pub fn session_absolute(auth: &Auth, stored: &Value) -> TimeDelta {
    let set = stored.get("sessionAbsoluteHours").and_then(Value::as_i64);
    set.and_then(TimeDelta::try_hours)
        .unwrap_or_else(|| TimeDelta::hours(auth.absolute_hours.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenants_value_wins_over_the_instances() {
        let auth = Auth::default();
        let standard = Lifetimes::of(&auth, &HostedPages::default());
        assert_eq!(standard.requested_link, TimeDelta::minutes(15));
        assert_eq!(standard.sent_link, TimeDelta::hours(24));
        assert_eq!(standard.payment_link, TimeDelta::days(7));
        let pages = HostedPages {
            sent_link_minutes: Some(5),
            session_absolute_hours: Some(1),
            ..HostedPages::default()
        };
        let own = Lifetimes::of(&auth, &pages);
        assert_eq!(
            (own.sent_link, own.session_absolute),
            (TimeDelta::minutes(5), TimeDelta::hours(1))
        );
        let stored = serde_json::to_value(&pages).unwrap();
        assert_eq!(session_absolute(&auth, &stored), own.session_absolute);
        assert_eq!(
            session_absolute(&auth, &serde_json::json!({})),
            standard.session_absolute
        );
    }
}
