//! Direct debits at the merchant's own bank: what waits for the next file, and the files that were made.

mod files;
mod make_dialog;
mod model;
mod page;
mod waiting;

pub(crate) use page::DebitsPage;
