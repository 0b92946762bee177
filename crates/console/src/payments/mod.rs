//! How the merchant reaches payment providers and their own bank, and how what customers owe is collected.

mod card;
mod collection;
mod collection_entry;
mod model;
mod page;
mod set_up;

pub(crate) use page::PaymentsPage;
