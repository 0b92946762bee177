//! Money for invoices: collected through a gateway, or recorded.

pub mod collecting;
pub mod giving_up;
pub mod jobs;
pub mod outcomes;
pub mod paying;
pub mod refunded_elsewhere;
pub mod refunding;
pub mod routes;
pub mod service;
pub mod store;
pub mod transfer;
