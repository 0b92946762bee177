//! What issued documents say and the files made from it: each is made once, kept under its hash, and handed out by links
//! that expire.

pub mod facts;
pub mod files;
pub mod links;
pub mod routes;
pub mod service;
pub mod snapshot;
pub mod store;
