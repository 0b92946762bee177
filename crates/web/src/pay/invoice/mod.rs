//! Paying an invoice.

mod model;
mod page;
mod transfer;

pub(super) use model::{GAPS, Invoice};
pub(super) use page::InvoicePage;
