//! What goes over the wire: the types that the API, the portal and the console agree on.
//!
//! One module per resource. `serde` only, no input or output, builds for `wasm32`.
//! `…View` is what the API answers, `…In` what creates, `…Patch` what changes.

mod field;
mod ids;
mod list;
mod macros;
mod money;
mod period;
mod problem;
mod time;

pub mod addresses;
pub mod api_keys;
pub mod audit;
pub mod billing;
pub mod contacts;
pub mod customers;
pub mod debits;
pub mod documents;
pub mod domains;
pub mod gateways;
pub mod imports;
pub mod invoices;
pub mod mails;
pub mod numbers;
pub mod operators;
pub mod payment_methods;
pub mod people;
pub mod portal;
pub mod privacy;
pub mod sessions;
pub mod settings;
pub mod subscriptions;
pub mod webhooks;

pub use field::Field;
pub use ids::*;
pub use list::{Data, Page, Pagination};
pub use money::{Currency, DecimalText, InvalidCurrency, InvalidDecimal, Money};
pub use period::{InvalidPeriod, Period, PeriodUnit};
pub use problem::{ErrorCode, Problem, Violation};
pub use time::{Date, Timestamp};
