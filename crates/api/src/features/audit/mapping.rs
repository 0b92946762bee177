//! Entries of the audit log as the API shows them.

use portico_shared::audit::{Activity, ActivityBy, AuditChange, AuditEntry};
use serde_json::Value;

use crate::{
    auth::PersonActor,
    db::entities::{audit_log, people},
};

pub fn entry(row: audit_log::Model) -> AuditEntry {
    AuditEntry {
        id: row.id,
        at: row.at.into(),
        actor: row.actor,
        role: row.role,
        session: row.session_id,
        link: row.link_id,
        client_address: row.client_address,
        request_id: row.request_id,
        action: row.action,
        subject_kind: row.subject_kind,
        subject: row.subject_id,
        customer: row.customer_id,
        changes: changes(row.before.as_ref(), row.after.as_ref()),
    }
}

fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<AuditChange> {
    let fields = |side: Option<&Value>| side.and_then(Value::as_object).cloned().unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let mut names: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    let all = names.into_iter().map(|field| AuditChange {
        before: before.get(&field).and_then(text),
        after: after.get(&field).and_then(text),
        field,
    });
    all.collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// As a customer may see it: of the merchant's people and programs no more than that it was them.
pub fn activity(row: audit_log::Model, own: &PersonActor, members: &[people::Model]) -> Activity {
    let person = row.actor.strip_prefix("person:");
    // Each session of the customer's began with a link. One without is a token that the merchant's own program asked for.
    let is_handed_out = row.session_id.is_some() && row.link_id.is_none();
    let member = members
        .iter()
        .find(|member| person == Some(member.id.to_string().as_str()));
    let by = match person {
        Some(_) if is_handed_out => ActivityBy::Merchant,
        Some(id) if id == own.person.to_string() => ActivityBy::You,
        Some(_) => ActivityBy::Person,
        None if row.actor.starts_with("link:") => ActivityBy::Link,
        None if row.actor.starts_with("system:") => ActivityBy::System,
        None => ActivityBy::Merchant,
    };
    let is_theirs = !matches!(by, ActivityBy::Merchant | ActivityBy::System);
    Activity {
        id: row.id,
        at: row.at.into(),
        by,
        email: member.filter(|_| is_theirs).map(|member| member.email.clone()),
        client_address: row.client_address.filter(|_| is_theirs),
        action: row.action,
        subject: row.subject_id,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_field_stands_with_both_sides() {
        let all = changes(
            Some(&json!({ "status": "active" })),
            Some(&json!({ "status": "paused", "days": 3 })),
        );
        let row = |field: &str, before: Option<&str>, after: Option<&str>| AuditChange {
            field: field.into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        assert_eq!(
            all,
            [
                row("days", None, Some("3")),
                row("status", Some("active"), Some("paused"))
            ]
        );
        assert_eq!(changes(None, None), []);
    }
}
