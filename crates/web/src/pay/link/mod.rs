//! A mailed link that adds a payment method.

mod model;
mod page;

pub(super) use page::LinkPage;
