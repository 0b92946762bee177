//! Invoices.

mod model;
mod page;

pub(crate) use model::InvoiceRow;
pub(super) use page::InvoicesPage;
