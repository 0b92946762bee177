//! Payment gateways: what every one of them has to do, Stripe's own ways, and how merchants set them up.

mod at_once;
mod collecting;
mod confirming;
mod contract;
mod killed;
mod settings;
mod stripe;
