//! How customers are invoiced: all of them, and one.

mod model;
mod own_dialog;
mod own_entry;
mod page;
mod section;
mod tenant_entry;

pub(crate) use model::field_label;
pub(crate) use page::InvoicingPage;
pub(crate) use section::invoicing_of;
