//! Subscriptions: terms, cancelling, the next invoice.

mod checks;
pub mod jobs;
mod mapping;
pub mod routes;
pub mod service;
pub mod store;

pub use mapping::Whole;
