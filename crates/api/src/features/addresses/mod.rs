//! Billing addresses of customers.

pub mod checks;
pub mod mapping;
pub mod routes;
pub mod service;
pub mod store;
