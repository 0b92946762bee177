//! Money for invoices: collected through a gateway, or recorded.

pub mod collecting;
pub mod routes;
pub mod service;
pub mod store;
