//! Payment methods of customers.

pub mod mapping;
pub mod routes;
pub mod store;
