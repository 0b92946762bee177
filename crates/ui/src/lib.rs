//! What both applications share: texts and formats, the API client, components.
#![expect(
    clippy::needless_pass_by_value,
    reason = "components own what they are given"
)]

pub mod client;
pub mod components;
pub mod i18n;
pub mod platform;

pub use i18n::texts;
