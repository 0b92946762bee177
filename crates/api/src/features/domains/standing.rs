//! What an answer of the DNS makes of a domain.

use chrono::{DateTime, TimeDelta, Utc};
use portico_shared::domains::{DomainError, DomainStatus};

use crate::db::entities::domains::Model;

/// For how long a proved domain may lack its record: DNS servers are moved, and records lost with it.
const GRACE: TimeDelta = TimeDelta::days(3);

/// What stands where the proof should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    Proved,
    Missing,
    /// Other texts than ours.
    Different(Vec<String>),
    NoAnswer(String),
}

impl Finding {
    pub const fn error(&self) -> Option<DomainError> {
        match self {
            Self::Proved => None,
            Self::Missing => Some(DomainError::RecordMissing),
            Self::Different(_) => Some(DomainError::RecordDifferent),
            Self::NoAnswer(_) => Some(DomainError::NoAnswer),
        }
    }
}

pub const fn is_proved(status: DomainStatus) -> bool {
    matches!(status, DomainStatus::Verified | DomainStatus::Active)
}

/// The domain after the DNS was asked. Only an answer that says "not there" counts against it, and only
/// one that still says so days after the first.
pub fn after(before: &Model, finding: &Finding, now: DateTime<Utc>) -> Model {
    let checked = Model {
        version: before.version + 1,
        last_checked_at: Some(now),
        last_error: finding.error(),
        ..before.clone()
    };
    match finding {
        Finding::Proved if is_proved(before.status) => Model {
            missing_since: None,
            ..checked
        },
        Finding::Proved => Model {
            status: DomainStatus::Verified,
            verified_at: Some(now),
            missing_since: None,
            ..checked
        },
        Finding::Missing | Finding::Different(_) if is_proved(before.status) => {
            let since = before.missing_since.unwrap_or(now);
            let status = if now - since >= GRACE {
                DomainStatus::Failed
            } else {
                before.status
            };
            Model {
                status,
                missing_since: Some(since),
                ..checked
            }
        }
        Finding::NoAnswer(_) | Finding::Missing | Finding::Different(_) => checked,
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::{DomainId, TenantId};
    use uuid::Uuid;

    use super::*;

    fn day(day: u32) -> DateTime<Utc> {
        format!("2026-11-{day:02}T12:00:00Z").parse().unwrap()
    }

    fn domain(status: DomainStatus) -> Model {
        Model {
            tenant_id: TenantId(Uuid::nil()),
            id: DomainId(Uuid::nil()),
            version: 1,
            host: "kunden.example".into(),
            token: "t".into(),
            status,
            created_at: day(1),
            verified_at: None,
            last_checked_at: None,
            last_error: None,
            missing_since: None,
        }
    }

    #[test]
    fn a_proof_verifies_what_is_pending_or_failed_and_leaves_the_rest() {
        use DomainStatus::{Active, Failed, Pending, Verified};
        for (before, expected) in [
            (Pending, Verified),
            (Failed, Verified),
            (Verified, Verified),
            (Active, Active),
        ] {
            assert_eq!(after(&domain(before), &Finding::Proved, day(2)).status, expected);
        }
    }

    #[test]
    fn a_lost_record_fails_a_domain_after_three_days_and_not_before() {
        let mut row = domain(DomainStatus::Active);
        for (at, expected) in [
            (10, DomainStatus::Active),
            (12, DomainStatus::Active),
            (13, DomainStatus::Failed),
        ] {
            row = after(&row, &Finding::Missing, day(at));
            assert_eq!(row.status, expected, "on the {at}th");
        }
        assert_eq!(row.missing_since, Some(day(10)));
    }

    #[test]
    fn a_record_that_comes_back_ends_the_grace() {
        let lost = after(&domain(DomainStatus::Active), &Finding::Missing, day(10));
        let back = after(&lost, &Finding::Proved, day(12));
        assert_eq!(back.missing_since, None);
        let lost_again = after(&back, &Finding::Different(vec!["x".into()]), day(14));
        assert_eq!(
            (lost_again.status, lost_again.missing_since),
            (DomainStatus::Active, Some(day(14)))
        );
    }

    #[test]
    fn silence_says_nothing_about_a_record() {
        let silence = Finding::NoAnswer("timed out".into());
        let mut row = domain(DomainStatus::Active);
        for at in 1..30 {
            row = after(&row, &silence, day(at));
        }
        assert_eq!((row.status, row.missing_since), (DomainStatus::Active, None));
    }
}
