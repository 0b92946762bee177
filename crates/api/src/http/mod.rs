//! HTTP: the router and what every request passes.

pub mod archive;
pub mod body;
pub mod check;
pub mod client;
mod error;
pub mod hosts;
pub mod idempotency;
pub mod limits;
pub mod middleware;
pub mod openapi;
pub mod page;
pub mod query;
mod reference;
mod router;
pub mod statics;
pub mod upload;

pub use error::{ApiError, ApiResult};
pub use router::{api, root};
