//! Paying an invoice.

mod model;
mod page;
mod transfer;

pub(super) use model::GAPS;
pub(super) use page::InvoicePage;
