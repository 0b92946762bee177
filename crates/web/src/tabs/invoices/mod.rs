//! Invoices.

mod model;
mod page;

pub(super) use page::InvoicesPage;
