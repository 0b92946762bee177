//! Payment methods.

mod model;
mod page;

pub(super) use page::PaymentMethodsPage;
