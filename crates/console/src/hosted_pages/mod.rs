//! Hosted Pages: what the portal shows and lets customers do, how it looks, how long links and sessions live.

mod contrast;
mod editor;
mod fields;
mod logo;
mod model;
mod page;
mod restore_dialog;
mod span;
mod versions;

pub(crate) use model::field_label;
pub(crate) use page::HostedPagesPage;
