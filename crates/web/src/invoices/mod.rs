//! Invoices: the list with its filters, one to read, and their files.

mod balance;
mod board;
mod bulk;
mod download;
mod filters;
mod model;
mod page;
mod reader;
mod row;

pub(crate) use board::provide;
pub(crate) use page::InvoicesPage;
pub(crate) use reader::ReaderPage;
