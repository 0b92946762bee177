//! The one request that opens the portal, and the merchant's colours.

pub mod routes;
mod service;
