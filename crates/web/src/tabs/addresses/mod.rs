//! Billing addresses: what is on file, and every way to change it.

mod archive_dialog;
mod card;
mod entry;
mod form_dialog;
mod model;
mod page;

pub(crate) use model::lines;
pub(super) use model::{for_invoices, place, short};
pub(super) use page::AddressesPage;
