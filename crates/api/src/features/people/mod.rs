//! People and memberships: an address that was proved, and the customers it may act for.

pub mod mapping;
pub mod routes;
pub mod service;
pub mod store;
