//! Ownership as a type: whose rows a query may touch.

use portico_shared::{CustomerId, TenantId};

/// A tenant, or one customer of it. Every store function takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    tenant: TenantId,
    customer: Option<CustomerId>,
}

impl Scope {
    /// All rows of a tenant: for keys, operators and jobs.
    pub const fn of_tenant(tenant: TenantId) -> Self {
        Self { tenant, customer: None }
    }

    /// One customer's rows.
    pub const fn of_customer(tenant: TenantId, customer: CustomerId) -> Self {
        Self {
            tenant,
            customer: Some(customer),
        }
    }

    pub const fn tenant(self) -> TenantId {
        self.tenant
    }

    pub const fn customer(self) -> Option<CustomerId> {
        self.customer
    }
}
