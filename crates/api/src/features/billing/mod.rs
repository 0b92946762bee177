//! Billing runs: everything that is due, as invoices.

pub mod issue;
pub mod routes;
pub mod run;
pub mod service;
pub mod store;
