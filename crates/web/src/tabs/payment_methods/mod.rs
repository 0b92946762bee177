//! Payment methods.

mod model;
mod page;

pub(super) use model::is_usable;
pub(super) use page::PaymentMethodsPage;
