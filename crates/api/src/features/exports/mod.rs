//! Exports: everything that an import can take over, in the same files.

pub mod records;
pub mod run;
mod sink;
pub mod store;
