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
mod company;
mod confirm;
mod console;
mod copy;
mod countries;
mod customers;
mod debits;
mod fields;
mod form;
mod frame;
mod gateways;
mod guard;
mod home;
mod hosted_pages;
mod icons;
mod invoicing;
mod load;
mod menu_keys;
mod method_type;
mod page;
mod payments;
mod place;
mod qr;
mod row_menu;
#[cfg(test)]
mod sent;
mod settings;
mod shown_once;
mod sign_in;
mod team;
mod words;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
