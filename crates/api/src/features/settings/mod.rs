//! Settings that a customer inherits from the tenant, and the tenant from the system.

mod group;
pub mod routes;
pub mod service;
mod store;
