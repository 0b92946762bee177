//! Who the merchant is, as documents say it.

mod model;
mod page;

pub(crate) use model::field_label;
pub(crate) use page::CompanyPage;
