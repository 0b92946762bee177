//! `/invoices/{id}`: an invoice to read, also without the PDF.

mod model;
mod page;
mod parts;
mod payments;
mod related;
mod terms;

pub(crate) use page::ReaderPage;
