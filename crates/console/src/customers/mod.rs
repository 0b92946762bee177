//! Customers: finding them, looking after one, and the ways into their portal.

mod dialogs;
mod entry;
mod list;
mod makers;
mod menu;
mod model;
mod page;
mod sections;

pub(crate) use list::CustomersPage;
pub(crate) use makers::Makers;
pub(crate) use page::CustomerPage;
