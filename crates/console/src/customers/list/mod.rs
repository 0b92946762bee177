mod model;
mod page;

pub(crate) use page::CustomersPage;
