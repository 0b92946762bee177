//! Contact persons at the merchant.

pub mod checks;
mod mapping;
pub mod routes;
pub mod service;
pub mod store;

pub use mapping::view;
