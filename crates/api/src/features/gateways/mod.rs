//! How merchants reach payment providers and their own bank.

mod accounts;
pub mod checks;
mod notices;
pub mod routes;
pub mod service;
pub mod store;
pub mod testing_page;
