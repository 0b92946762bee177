//! Subscriptions: what runs, what it costs next, how it ends.

mod cancel_dialog;
mod card;
mod details;
mod items;
mod model;
mod page;

pub(super) use page::SubscriptionsPage;
