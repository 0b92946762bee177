//! Payment methods of customers.

pub mod adding;
pub mod checks;
pub mod jobs;
pub mod linked;
pub mod mapping;
pub mod news;
mod options;
pub mod removing;
pub mod routes;
pub mod service;
pub mod store;
pub mod telling;
