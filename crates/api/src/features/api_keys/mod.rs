//! API keys: shown once, stored as a hash.

pub mod service;
pub mod store;
