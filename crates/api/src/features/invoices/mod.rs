//! Invoices, credit notes and cancellations.

mod checks;
pub mod crediting;
pub mod jobs;
mod mapping;
pub mod routes;
pub mod service;
pub mod store;
