//! The merchant's staff: signing in with a password and a second factor, the team, their sessions.

pub mod account;
mod mapping;
pub mod routes;
pub mod session_routes;
pub mod sessions;
pub mod store;
pub mod team;
