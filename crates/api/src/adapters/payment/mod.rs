//! Payment providers.

mod testing;

pub use testing::TestingGateway;
