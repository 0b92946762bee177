//! A customer's new main address: proof at the new one, notice to the old one, which can undo it.

pub mod routes;
pub mod service;
pub mod store;
