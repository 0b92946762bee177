//! Widgets: plain values in, callbacks out. How they look is in `css/`.

mod badge;
pub mod button;
pub mod dialog;
pub mod ending;
mod facts;
mod field;
mod handler;
mod icon;
pub mod listing;
mod live;
pub mod more;
mod notice;
mod states;

pub use badge::{Tone, badge};
pub use button::{Button, Look, submit_button};
pub use dialog::{Dialog, close, close_or_ask, form_actions, save_actions};
pub use ending::Ending;
pub use facts::{fact, fact_with_hint, time, time_short};
pub use field::{Choice, Field, check_field, choices, code_input, select_field, text_field};
pub use handler::handler;
pub use icon::{Icon, icon};
pub use listing::Listing;
pub use live::live;
pub use more::More;
pub use notice::{failure_line, notice, problem_notice, problem_with_retry};
pub use states::{empty_state, empty_state_with, error_state, skeleton};
