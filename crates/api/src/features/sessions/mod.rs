//! Signing in: links to sessions, sessions to tokens.

pub mod agent;
pub mod ending;
pub mod handed_out;
pub mod routes;
pub mod service;
pub mod store;
