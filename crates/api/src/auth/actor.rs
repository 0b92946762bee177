//! The actors that a proof can name.

use chrono::{DateTime, Utc};
use portico_shared::{
    ApiKeyId, CustomerId, LinkId, PersonId, SessionId, TenantId, customers::MemberRole, settings::PortalSettings,
};

use super::{Scope, permissions::Permission};
use crate::http::{ApiError, ApiResult};

/// Somebody who has proved who they are.
#[derive(Debug, Clone)]
pub enum Actor {
    Key(KeyActor),
    Person(Box<PersonActor>),
    /// The house itself: a job, or the command line.
    System {
        tenant: TenantId,
        name: &'static str,
    },
}

/// An actor and where they ask from: what the audit log keeps.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    /// Shortened.
    pub client_address: Option<String>,
}

impl Caller {
    pub fn system(tenant: TenantId, name: &'static str) -> Self {
        Self {
            actor: Actor::System { tenant, name },
            client_address: None,
        }
    }

    pub fn scope(&self) -> Scope {
        self.actor.scope()
    }

    /// A `customer` filter: customers may name themselves alone.
    ///
    /// # Errors
    /// 404 for another customer, like for one that does not exist.
    pub fn own_customer(&self, asked: Option<CustomerId>) -> ApiResult<Option<CustomerId>> {
        match self.actor.person() {
            Some(person) if asked.is_some_and(|asked| asked != person.customer) => Err(ApiError::not_found()),
            _ => Ok(asked),
        }
    }
}

/// A developer's program with an API key.
#[derive(Debug, Clone)]
pub struct KeyActor {
    pub id: ApiKeyId,
    pub tenant: TenantId,
    pub permissions: Vec<Permission>,
}

/// A person acting for a customer, in a session.
#[derive(Debug, Clone)]
pub struct PersonActor {
    pub tenant: TenantId,
    pub person: PersonId,
    pub customer: CustomerId,
    pub session: SessionId,
    pub link: Option<LinkId>,
    pub role: MemberRole,
    pub pages: PortalSettings,
    /// Until when the person's mailbox counts as freshly proved.
    pub fresh_until: Option<DateTime<Utc>>,
}

impl Actor {
    pub fn tenant(&self) -> TenantId {
        match self {
            Self::Key(key) => key.tenant,
            Self::Person(person) => person.tenant,
            Self::System { tenant, .. } => *tenant,
        }
    }

    pub fn scope(&self) -> Scope {
        match self {
            Self::Key(key) => Scope::of_tenant(key.tenant),
            Self::Person(person) => Scope::of_customer(person.tenant, person.customer),
            Self::System { tenant, .. } => Scope::of_tenant(*tenant),
        }
    }

    pub fn person(&self) -> Option<&PersonActor> {
        match self {
            Self::Person(person) => Some(person),
            Self::Key(_) | Self::System { .. } => None,
        }
    }

    /// Who a stored answer belongs to: a person's name and the customer they act for.
    pub fn identity(&self) -> String {
        match self {
            Self::Person(person) => format!("{}/{}", self.name(), person.customer),
            Self::Key(_) | Self::System { .. } => self.name(),
        }
    }

    /// For the audit log, the ledger of links and idempotency: `api:{key}`, `person:{id}`, `system:{name}`.
    pub fn name(&self) -> String {
        match self {
            Self::Key(key) => format!("api:{}", key.id),
            Self::Person(person) => format!("person:{}", person.person),
            Self::System { name, .. } => format!("system:{name}"),
        }
    }
}
