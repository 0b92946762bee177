//! API keys: shown once, stored as a hash.

pub mod routes;
pub mod service;
pub mod store;
