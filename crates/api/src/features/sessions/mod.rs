//! Signing in: links to sessions, sessions to tokens.

pub mod agent;
pub mod routes;
pub mod service;
pub mod store;
