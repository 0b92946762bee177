//! The tab of the payment methods.

mod account_dialog;
mod card;
mod mandate_dialog;
mod model;
mod page;
mod remove_dialog;
mod rename_dialog;
mod revoke_dialog;

pub(super) use mandate_dialog::{mandate_document, reference};
pub(crate) use page::PaymentMethodsPage;
