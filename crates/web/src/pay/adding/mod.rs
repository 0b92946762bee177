//! Adding a payment method: which kind, what it needs, and what became of it. The same for who is signed in and for who has a
//! link.

mod choose;
mod entry;
mod flow;
mod mandate_form;
mod model;
mod page;
mod script_form;
mod stripe;
mod transfer;

pub(super) use flow::{Adding, Step};
pub(super) use mandate_form::consent_field;
pub(super) use page::AddPage;
pub(super) use transfer::where_to;
