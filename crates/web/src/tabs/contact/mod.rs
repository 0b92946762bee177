//! The customer's personal contact at the merchant.

mod model;
mod page;

pub(super) use page::ContactPage;
