//! Imports: files of another system are checked whole, then written in batches.
//!
//! `source` finds the files, `archive` unpacks a ZIP, `lines` reads them, `plan` says what a batch of lines comes to,
//! and `run` does the two passes. A line that is the same as last time changes nothing, so an import that was cut off
//! is resumed by running it again.

pub mod archive;
pub mod fields;
pub mod jobs;
pub mod lines;
mod plan;
pub mod report;
pub mod routes;
pub mod run;
pub mod service;
pub mod source;
pub mod store;
