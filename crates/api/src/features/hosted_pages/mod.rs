//! Hosted Pages: what the portal shows, how it looks, how long links and sessions live. Versioned.

mod checks;
pub mod colour;
mod lifetimes;
pub mod mapping;
pub mod routes;
pub mod service;
pub mod store;
pub mod theme;

pub use checks::{allows_return, normalised};
pub use lifetimes::{Lifetimes, session_absolute};
