//! Who asks, what they may, and the proofs they carry.

mod actor;
mod bearer;
pub mod cookies;
pub mod keys;
pub mod permissions;
mod scope;
pub mod secrets;
pub mod tokens;

pub use actor::{Actor, Caller, KeyActor, PersonActor};
pub(crate) use bearer::right;
pub use bearer::{Asked, May, Proofs, Right};
pub use scope::Scope;
