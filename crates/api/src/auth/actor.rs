//! The actors that a proof can name.

use chrono::{DateTime, Utc};
use portico_shared::{
    ApiKeyId, CustomerId, ErrorCode, InvoiceId, LinkId, OperatorId, OperatorSessionId, PaymentMethodId, PersonId,
    SessionId, TenantId, customers::MemberRole, operators::OperatorRole, payment_methods::PaymentMethodType,
    settings::PortalSettings,
};

use uuid::Uuid;

use super::{Scope, permissions::Permission};
use crate::http::{ApiError, ApiResult};

/// Somebody who has proved who they are.
#[derive(Debug, Clone)]
pub enum Actor {
    Key(KeyActor),
    Operator(OperatorActor),
    Person(Box<PersonActor>),
    /// Whoever holds a link for a payment method.
    Link(Box<LinkActor>),
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

    /// Whether the mailbox of a person was proved a moment ago; keys prove themselves with each request.
    ///
    /// # Errors
    /// 403 `step-up-required` when it was not.
    pub fn check_fresh(&self, now: DateTime<Utc>) -> ApiResult<()> {
        match self.actor.person() {
            Some(person) if person.fresh_until.is_none_or(|until| until <= now) => Err(ApiError::new(
                ErrorCode::StepUpRequired,
                "This asks for a fresh proof: have a code mailed with POST /step-up, and confirm it.",
            )),
            _ => Ok(()),
        }
    }

    /// A `customer` filter: customers may name themselves alone.
    ///
    /// # Errors
    /// 404 for another customer, like for one that does not exist.
    pub fn own_customer(&self, asked: Option<CustomerId>) -> ApiResult<Option<CustomerId>> {
        match self.actor.scope().customer() {
            Some(own) if asked.is_some_and(|asked| asked != own) => Err(ApiError::not_found()),
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
    pub expires_at: Option<DateTime<Utc>>,
}

/// Somebody of the merchant's staff, in a session of the console.
#[derive(Debug, Clone)]
pub struct OperatorActor {
    pub id: OperatorId,
    pub tenant: TenantId,
    pub session: OperatorSessionId,
    pub role: OperatorRole,
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
    /// The session began with a link or code that came by mail, so the person may go over to their other customers.
    pub has_proved_mailbox: bool,
    /// Until when the person's mailbox counts as freshly proved.
    pub fresh_until: Option<DateTime<Utc>>,
    /// Who of the merchant's looks through the person's eyes, and can change nothing.
    pub viewer: Option<String>,
}

/// Whoever holds a link with which one payment method can be added for one customer.
#[derive(Debug, Clone)]
pub struct LinkActor {
    pub tenant: TenantId,
    pub customer: CustomerId,
    pub link: LinkId,
    /// What may be added; empty: what Hosted Pages let customers add.
    pub types: Vec<PaymentMethodType>,
    pub pages: PortalSettings,
    /// Where the page of the link leads on to.
    pub redirect_url: Option<String>,
    /// What was added by it.
    pub payment_method: Option<PaymentMethodId>,
    /// What is collected with it.
    pub invoices: Vec<InvoiceId>,
    pub is_used_up: bool,
    pub used_up_at: Option<DateTime<Utc>>,
}

impl Actor {
    pub fn tenant(&self) -> TenantId {
        match self {
            Self::Key(key) => key.tenant,
            Self::Operator(operator) => operator.tenant,
            Self::Person(person) => person.tenant,
            Self::Link(link) => link.tenant,
            Self::System { tenant, .. } => *tenant,
        }
    }

    pub fn scope(&self) -> Scope {
        match self {
            Self::Key(key) => Scope::of_tenant(key.tenant),
            Self::Operator(operator) => Scope::of_tenant(operator.tenant),
            Self::Person(person) => Scope::of_customer(person.tenant, person.customer),
            Self::Link(link) => Scope::of_customer(link.tenant, link.customer),
            Self::System { tenant, .. } => Scope::of_tenant(*tenant),
        }
    }

    pub fn person(&self) -> Option<&PersonActor> {
        match self {
            Self::Person(person) => Some(person),
            Self::Key(_) | Self::Operator(_) | Self::Link(_) | Self::System { .. } => None,
        }
    }

    pub fn link(&self) -> Option<&LinkActor> {
        match self {
            Self::Link(link) => Some(link),
            Self::Key(_) | Self::Operator(_) | Self::Person(_) | Self::System { .. } => None,
        }
    }

    /// Somebody of the merchant's, or the house: no customer, and nobody that a customer's link was given to.
    pub const fn is_merchant(&self) -> bool {
        matches!(self, Self::Key(_) | Self::Operator(_) | Self::System { .. })
    }

    /// Whether a payment method of this type may be added.
    pub fn may_add(&self, kind: PaymentMethodType) -> bool {
        match self {
            Self::Person(person) => person.pages.allows(kind),
            Self::Link(link) if link.types.is_empty() => link.pages.allows(kind),
            Self::Link(link) => link.types.contains(&kind),
            Self::Key(_) | Self::Operator(_) | Self::System { .. } => true,
        }
    }

    pub fn operator(&self) -> Option<&OperatorActor> {
        match self {
            Self::Operator(operator) => Some(operator),
            Self::Key(_) | Self::Person(_) | Self::Link(_) | Self::System { .. } => None,
        }
    }

    /// The session that it acts in, for the audit log.
    pub fn session(&self) -> Option<Uuid> {
        match self {
            Self::Operator(operator) => Some(operator.session.0),
            Self::Person(person) => Some(person.session.0),
            Self::Key(_) | Self::Link(_) | Self::System { .. } => None,
        }
    }

    /// The role that it acts in, for the audit log.
    pub fn role(&self) -> Option<String> {
        match self {
            Self::Operator(operator) => Some(operator.role.to_string()),
            Self::Person(person) if person.viewer.is_none() => Some(person.role.to_string()),
            Self::Key(_) | Self::Person(_) | Self::Link(_) | Self::System { .. } => None,
        }
    }

    /// Who a stored answer belongs to: a person's name and the customer they act for.
    pub fn identity(&self) -> String {
        match self {
            Self::Person(person) => format!("{}/{}", self.name(), person.customer),
            Self::Key(_) | Self::Operator(_) | Self::Link(_) | Self::System { .. } => self.name(),
        }
    }

    /// What the actor may of what keys may. People hold none of it.
    pub fn permissions(&self) -> Vec<Permission> {
        match self {
            Self::Key(key) => key.permissions.clone(),
            Self::Operator(operator) => {
                let all = Permission::ALL.iter().copied();
                all.filter(|one| one.held_by(operator.role)).collect()
            }
            Self::Person(_) | Self::Link(_) => Vec::new(),
            Self::System { .. } => Permission::ALL.to_vec(),
        }
    }

    /// For the audit log, the ledger of links and idempotency: `api:{key}`, `operator:{id}`, `person:{id}`, `link:{id}`,
    /// `system:{name}`.
    pub fn name(&self) -> String {
        match self {
            Self::Key(key) => format!("api:{}", key.id),
            Self::Operator(operator) => format!("operator:{}", operator.id),
            Self::Person(person) => match &person.viewer {
                Some(viewer) => viewer.clone(),
                None => format!("person:{}", person.person),
            },
            Self::Link(link) => format!("link:{}", link.link),
            Self::System { name, .. } => format!("system:{name}"),
        }
    }
}
