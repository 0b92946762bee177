//! Who the merchant is, as documents say it.

mod model;
mod page;
mod rate_entry;
mod rates;

pub(crate) use model::field_label;
pub(crate) use page::CompanyPage;
