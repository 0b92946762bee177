//! Links: a public lookup id and 256 random bits, stored hashed, with a ledger of each.

pub mod payment;
pub mod routes;
pub mod service;
pub mod store;
