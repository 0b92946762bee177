//! Why people cancel: the merchant's own list, offered after the declaration and never required.

pub mod routes;
pub mod service;
pub mod store;
