//! Portico's API: HTTP, use cases, storage and jobs. `main` is a thin shell around it.

pub mod adapters;
pub mod auth;
pub mod cli;
pub mod config;
pub mod context;
pub mod db;
pub mod demo;
pub mod features;
pub mod http;
pub mod jobs;
pub mod ports;
pub mod startup;
