//! Subscriptions: what runs, what it costs next, how it ends.

mod cancel_dialog;
mod cancelled;
mod card;
mod choose_dialog;
mod details;
mod items;
mod model;
mod page;

pub(super) use page::SubscriptionsPage;

#[cfg(test)]
pub(crate) use model::tests;
