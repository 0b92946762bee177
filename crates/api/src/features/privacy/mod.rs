//! What customers may ask of the data about them: a copy of all, and that they be erased.

pub mod erasure;
pub mod export;
pub mod jobs;
pub mod routes;
pub mod store;
