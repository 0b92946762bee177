//! Who gets a customer's invoices by mail beside the customer, once they have proved the address.

pub mod routes;
pub mod service;
pub mod store;
