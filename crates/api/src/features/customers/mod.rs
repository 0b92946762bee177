//! Customers of a merchant.

pub mod checks;
pub mod jobs;
pub mod lifecycle;
pub mod mapping;
pub mod routes;
pub mod service;
pub mod store;

pub use mapping::short;
