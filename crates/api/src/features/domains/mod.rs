//! Hosts of the merchants' own. `domains` holds claims and what the DNS last said; the row in `hosts`
//! is the proved claim, one for a host, and what requests are routed by.

pub mod ask;
mod checks;
pub mod jobs;
mod mapping;
pub mod routes;
pub mod service;
mod standing;
pub mod store;
