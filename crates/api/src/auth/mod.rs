//! Who asks, what they may, and the proofs they carry.

mod actor;
mod bearer;
pub mod cookies;
pub mod keys;
pub mod passwords;
pub mod permissions;
mod scope;
pub mod secrets;
pub mod tokens;
pub mod totp;

pub use actor::{Actor, Caller, KeyActor, LinkActor, OperatorActor, PersonActor};
pub(crate) use bearer::right;
pub use bearer::{Asked, May, OperatorProofs, Proofs, Right};
pub use scope::Scope;
