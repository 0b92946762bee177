//! `/invoices/{id}`: an invoice to read, also without the PDF.

mod model;
mod page;
mod parts;
mod payments;
mod related;

pub(crate) use page::ReaderPage;
