//! Subscriptions: terms, cancelling, the next invoice.

pub mod checks;
pub mod jobs;
pub mod mapping;
pub mod routes;
pub mod service;
pub mod store;

pub use mapping::Whole;
