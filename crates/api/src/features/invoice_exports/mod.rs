//! Many invoices as one file: ordered, made ready by a job, written while it is fetched.

pub mod jobs;
pub mod routes;
pub mod service;
pub mod store;
mod table;
pub mod words;
pub mod write;
