//! What the audit log is narrowed to, as the address bar says it, and who its actors are. Pure.

use portico_shared::audit::AuditEntry;
use portico_ui::texts::{console as t, portal as p};

use super::actions;
use crate::address::encoded;

const PATH: &str = "/console/activity";

/// What belongs together, for whoever looks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    Customers,
    Contracts,
    Invoices,
    Portal,
    Settings,
    Team,
}

impl Area {
    pub(super) const ALL: [Self; 6] = [
        Self::Customers,
        Self::Contracts,
        Self::Invoices,
        Self::Portal,
        Self::Settings,
        Self::Team,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Contracts => "contracts",
            Self::Invoices => "invoices",
            Self::Portal => "portal",
            Self::Settings => "settings",
            Self::Team => "team",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Customers => t::area_customers(),
            Self::Contracts => t::area_contracts(),
            Self::Invoices => t::area_invoices(),
            Self::Portal => t::area_portal(),
            Self::Settings => t::area_settings(),
            Self::Team => t::area_team(),
        }
    }

    const fn subjects(self) -> &'static [&'static str] {
        match self {
            Self::Customers => &["customer", "customer_user", "person", "address", "contact"],
            Self::Contracts => &["subscription", "subscription_item", "cancellation_reason"],
            Self::Invoices => &[
                "payment-method",
                "payment-method-link",
                "mandate",
                "payment",
                "debit-file",
                "invoice",
                "invoices",
                "billing_run",
                "number_range",
            ],
            Self::Portal => &["session", "link", "mail"],
            Self::Settings => &[
                "hosted_pages",
                "settings",
                "domain",
                "webhook",
                "import",
                "tenant",
                "payment-gateway",
            ],
            Self::Team => &["operator", "api_key"],
        }
    }

    fn actions(self) -> impl Iterator<Item = &'static str> {
        let all = actions::ALL.iter().copied();
        all.filter(move |action| {
            let subject = action.split('.').next().unwrap_or_default();
            self.subjects().contains(&subject)
        })
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// As the API names actors; empty for everybody.
    pub(super) actor: String,
    /// The name of an area; empty for everything.
    pub(super) area: String,
    /// The first and the last day, as date fields spell them; empty for any.
    pub(super) from: String,
    pub(super) until: String,
    /// An id; empty for all.
    pub(super) customer: String,
}

impl Filter {
    /// From the values of the query string.
    pub(super) fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| value(name).unwrap_or_default();
        Self {
            actor: value("actor"),
            area: value("area"),
            from: value("from"),
            until: value("until"),
            customer: value("customer"),
        }
    }

    /// The address of the page that shows it.
    pub(super) fn address(&self) -> String {
        let parts = [
            ("actor", &self.actor),
            ("area", &self.area),
            ("from", &self.from),
            ("until", &self.until),
            ("customer", &self.customer),
        ];
        let said = parts.into_iter().filter(|(_, value)| !value.is_empty());
        let said = said.map(|(name, value)| format!("{name}={}", encoded(value)));
        below(PATH, &said.collect::<Vec<_>>())
    }

    /// What the API is asked below this path. `instant` gives the first moment of a day, or the one after its last; what is
    /// no day counts as absent.
    pub(super) fn request(&self, path: &str, instant: impl Fn(&str, bool) -> Option<String>) -> String {
        let area = Area::ALL.into_iter().find(|area| area.name() == self.area);
        let actions = area.into_iter().flat_map(Area::actions);
        let mut query: Vec<_> = actions.map(|action| format!("action={action}")).collect();
        let said = |text: &String| Some(encoded(text)).filter(|text| !text.is_empty());
        let others = [
            ("actor", said(&self.actor)),
            ("from", instant(&self.from, false)),
            ("to", instant(&self.until, true)),
            ("customer", said(&self.customer)),
        ];
        for (name, value) in others {
            query.extend(value.map(|value| format!("{name}={value}")));
        }
        below(path, &query)
    }
}

fn below(path: &str, query: &[String]) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{}", query.join("&"))
}

/// Somebody who may have done something: as the API names them, and as people do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Actor {
    pub(super) id: String,
    pub(super) name: String,
}

/// Who it was, by those whose names are known. `id` is as the API names actors.
pub(super) fn who(id: &str, known: &[Actor]) -> String {
    if let Some(actor) = known.iter().find(|actor| actor.id == id) {
        return actor.name.clone();
    }
    let text = match id.split(':').next() {
        Some("operator") => t::actor_operator_unknown(),
        Some("api") => t::actor_key_unknown(),
        Some("person") => t::actor_person(),
        Some("link") => p::activity_by_link(),
        _ => t::actor_system(),
    };
    text.to_owned()
}

/// Whom or what it was done to, as far as the entry or the names that are known tell.
pub(super) fn whom(entry: &AuditEntry, known: &[Actor]) -> Option<String> {
    let kind = match entry.subject_kind.as_str() {
        "operator" => "operator",
        "api_key" => "api",
        _ => "",
    };
    let id = format!("{kind}:{}", entry.subject);
    if let Some(actor) = known.iter().find(|actor| actor.id == id) {
        return Some(actor.name.clone());
    }
    let named = |field: &&str| {
        let change = entry.changes.iter().find(|change| change.field == **field)?;
        change.after.clone().or_else(|| change.before.clone())
    };
    ["name", "number", "host", "file", "url", "email"]
        .iter()
        .find_map(named)
}

/// What was done; its own name where a newer server knows more.
pub(super) fn what(entry: &AuditEntry) -> String {
    actions::text(&entry.action).map_or_else(|| entry.action.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use portico_shared::audit::AuditChange;
    use serde_json::json;

    use super::*;

    fn entry(actor: &str, action: &str) -> AuditEntry {
        let id = "01930000-0000-7000-8000-000000000001";
        serde_json::from_value(json!({
            "id": id, "at": "2026-11-22T12:00:00Z", "actor": actor, "role": null, "session": null, "link": null,
            "clientAddress": null, "requestId": null, "action": action, "subjectKind": "subscription", "subject": id,
            "customer": null, "changes": []
        }))
        .unwrap()
    }

    #[test]
    fn every_action_belongs_to_one_area() {
        for action in actions::ALL {
            let areas = Area::ALL
                .into_iter()
                .filter(|area| area.actions().any(|one| one == *action));
            assert_eq!(areas.count(), 1, "{action}");
        }
    }

    fn instant(day: &str, is_end: bool) -> Option<String> {
        let time = if is_end { "T24:00:00Z" } else { "T00:00:00Z" };
        (!day.is_empty()).then(|| format!("{day}{time}"))
    }

    #[test]
    fn without_filters_everything_is_asked_for() {
        assert_eq!(Filter::default().request("/audit-log", instant), "/audit-log");
        assert_eq!(Filter::default().address(), PATH);
    }

    #[test]
    fn every_filter_goes_into_the_query() {
        let filter = Filter {
            actor: "operator:1".into(),
            area: "contracts".into(),
            from: "2026-11-01".into(),
            until: "2026-11-30".into(),
            customer: "2".into(),
        };
        let path = filter.request("/audit-log", instant);
        for part in [
            "action=subscription.cancelled",
            "action=cancellation_reason.created",
            "actor=operator%3A1",
            "from=2026-11-01T00:00:00Z",
            "to=2026-11-30T24:00:00Z",
            "customer=2",
        ] {
            assert!(path.split(['?', '&']).any(|one| one == part), "{part} in {path}");
        }
        assert!(!path.contains("action=invoice."));
    }

    #[test]
    fn the_address_bar_says_all_that_is_shown() {
        let address = "/console/activity?actor=operator%3A1&area=contracts&from=2026-11-01";
        let filter = Filter::of(|name| {
            let value = match name {
                "actor" => "operator:1",
                "area" => "contracts",
                "from" => "2026-11-01",
                _ => return None,
            };
            Some(value.to_owned())
        });
        assert_eq!(filter.address(), address);
    }

    #[test]
    fn actors_have_their_names_where_they_are_known() {
        let eva = Actor {
            id: "operator:1".into(),
            name: "Eva".into(),
        };
        let known = [eva];
        assert_eq!(who("operator:1", &known), "Eva");
        assert_eq!(who("operator:2", &known), t::actor_operator_unknown());
        assert_eq!(who("person:1", &known), t::actor_person());
        assert_eq!(who("link:1", &known), p::activity_by_link());
        assert_eq!(who("system:billing", &known), t::actor_system());
    }

    #[test]
    fn whom_it_was_done_to_is_told_by_known_names_then_by_the_entry() {
        let mut invited = entry("system:x", "operator.invited");
        invited.subject_kind = "operator".into();
        invited.changes = vec![AuditChange {
            field: "name".into(),
            before: None,
            after: Some("Eva".into()),
        }];
        assert_eq!(whom(&invited, &[]).as_deref(), Some("Eva"));
        let now = Actor {
            id: format!("operator:{}", invited.subject),
            name: "Eva Lindner".into(),
        };
        assert_eq!(whom(&invited, &[now]).as_deref(), Some("Eva Lindner"));
        assert_eq!(whom(&entry("system:x", "subscription.ended"), &[]), None);
    }

    #[test]
    fn what_has_no_text_says_its_own_name() {
        assert_eq!(
            what(&entry("x", "subscription.cancelled")),
            t::action_subscription_cancelled()
        );
        assert_eq!(what(&entry("x", "lottery.won")), "lottery.won");
    }
}
