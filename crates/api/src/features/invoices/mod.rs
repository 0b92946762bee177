//! Invoices, credit notes and cancellations.

pub mod checks;
pub mod crediting;
pub mod files;
pub mod jobs;
mod mapping;
pub mod routes;
pub mod service;
pub mod store;
