//! Direct debits at the merchant's own bank: announced, put into files, settled on their day, and returned.

mod files;
pub mod jobs;
pub mod routes;
pub mod service;
pub mod store;
