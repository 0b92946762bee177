//! The console of the merchant's staff.
#![expect(clippy::needless_pass_by_value, reason = "components own what they are given")]
#![allow(
    clippy::large_types_passed_by_value,
    reason = "handles to signals are copied; in a debug build they are large"
)]
#![expect(unreachable_pub, reason = "the component macro writes `pub`")]

mod account;
mod activity;
mod address;
mod api_keys;
mod app;
mod confirm;
mod console;
mod copy;
mod customers;
mod form;
mod frame;
mod home;
mod hosted_pages;
mod icons;
mod load;
mod method_type;
mod page;
mod place;
mod qr;
mod shown_once;
mod sign_in;
mod team;
mod words;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
