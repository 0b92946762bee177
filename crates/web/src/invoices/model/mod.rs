//! What the pages of invoices say and ask, without the pages.

mod export;
mod filter;
mod row;
mod selection;

pub(super) use export::{Export, ExportState, OnlyId, is_whole, named, path_of};
pub(super) use filter::{Filter, Wanted, day, is_backwards, kind_of, word_of};
pub(super) use row::{InvoiceRow, Standing, Underway, collected_on, is_payable, still_open};
pub(super) use selection::{Count, Selection};
