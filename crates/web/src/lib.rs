//! The customer's portal, in four programs: the tabs with the way in, the account with the payment methods, the invoices, and paying.
#![expect(clippy::needless_pass_by_value, reason = "components own what they are given")]
#![allow(
    clippy::large_types_passed_by_value,
    reason = "handles to signals are copied; in a debug build they are large"
)]
#![expect(unreachable_pub, reason = "the component macro writes `pub`")]

mod account;
mod app;
mod change;
mod countries;
mod footer;
mod frame;
mod invoices;
mod links;
mod look;
mod may;
mod methods;
mod outcome;
mod page;
mod pay;
mod place;
mod program;
mod session;
mod sign_in;
mod step_up;
mod tabs;
#[cfg(test)]
mod testing;

/// The tabs, and the pages that sign in.
pub fn run_portal() {
    leptos::mount::mount_to_body(app::app::<tabs::Portal>);
}

/// The account, and the payment methods.
pub fn run_account() {
    leptos::mount::mount_to_body(app::app::<account::Account>);
}

/// The invoices.
pub fn run_invoices() {
    leptos::mount::mount_to_body(app::app::<invoices::Invoices>);
}

/// Adding payment methods, and paying with them.
pub fn run_pay() {
    leptos::mount::mount_to_body(app::app::<pay::Pay>);
}
