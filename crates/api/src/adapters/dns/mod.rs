//! The DNS, and one in memory for tests.

mod memory;
mod resolver;

pub use memory::MemoryResolver;
pub use resolver::{DnsResolver, DnsSetup};
