//! The real world behind the ports.

pub mod clock;
pub mod dns;
pub mod mail;
pub mod payment;
pub mod random;
pub mod tls;
pub mod vat;
pub mod webhook;
