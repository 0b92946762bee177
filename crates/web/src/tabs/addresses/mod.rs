//! Billing addresses.

mod model;
mod page;

pub(super) use page::AddressesPage;
