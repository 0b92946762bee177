//! Merchants: the unit of isolation.

pub mod service;
pub mod store;
