//! Widgets: plain values in, callbacks out. How they look is in `css/`.

mod badge;
pub mod button;
pub mod dialog;
mod facts;
mod icon;
pub mod listing;
pub mod more;
mod notice;
mod states;

pub use badge::{Tone, badge};
pub use button::{Button, Look};
pub use dialog::Dialog;
pub use facts::{fact, fact_with_hint, time, time_short};
pub use icon::{Icon, icon};
pub use listing::Listing;
pub use more::More;
pub use notice::{notice, problem_notice};
pub use states::{empty_state, error_state, skeleton};
