//! Webhooks: what happened is told to the merchant's endpoints.
//!
//! `events` writes an event with the change that it tells of, as a consequence of its entry in the audit log. `planning`
//! numbers events after their commit and makes a delivery of each for every endpoint that asked for it; `delivery` sends
//! them, several endpoints side by side.

mod checks;
pub mod delivery;
pub mod events;
pub mod jobs;
mod mapping;
mod planning;
pub mod routes;
mod service;
pub mod signing;
pub mod store;
