//! What both applications share: texts and formats, the API client, components.

pub mod client;
pub mod components;
mod effect;
pub mod i18n;
pub mod methods;
pub mod platform;
pub mod router;

pub use effect::effect;
pub use i18n::texts;
