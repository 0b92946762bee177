//! Mandates for direct debits at the merchant's own bank.

pub mod changing;
pub mod checks;
pub mod document;
pub mod jobs;
pub mod routes;
pub mod service;
pub mod store;
mod texts;
