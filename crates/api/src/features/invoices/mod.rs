//! Invoices, credit notes and cancellations.

mod checks;
mod mapping;
pub mod routes;
pub mod service;
pub mod store;
