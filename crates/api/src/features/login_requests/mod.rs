//! Asking for a login mail, and the six-digit code in it for people who read mail on another device.

pub mod routes;
pub mod service;
pub mod store;
