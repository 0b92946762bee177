//! Mails to customers: a row and its work in the outbox are written with the change that they tell of, sent afterwards.

mod arguments;
mod content;
mod facts;
pub mod jobs;
mod mail;
pub mod mapping;
pub mod render;
pub mod routes;
pub mod sending;
pub mod service;
pub mod store;

pub use content::{Collection, Content, Creditor, Ending, FirstInvoice, Mandate, Named, Owed};
pub use mail::{About, Mail};
pub use render::{Letterhead, Rendered, render};
