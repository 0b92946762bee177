//! Billing addresses of customers.

pub mod mapping;
pub mod routes;
pub mod store;
