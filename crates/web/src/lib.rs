//! The customer's portal, in two programs: the tabs with the way in, and the account.
#![expect(clippy::needless_pass_by_value, reason = "components own what they are given")]
#![allow(
    clippy::large_types_passed_by_value,
    reason = "handles to signals are copied; in a debug build they are large"
)]
#![expect(unreachable_pub, reason = "the component macro writes `pub`")]

mod account;
mod app;
mod footer;
mod frame;
mod links;
mod look;
mod may;
mod outcome;
mod page;
mod place;
mod program;
mod session;
mod sign_in;
mod tabs;

/// The tabs, and the pages that sign in.
pub fn run_portal() {
    leptos::mount::mount_to_body(app::app::<tabs::Portal>);
}

/// The account.
pub fn run_account() {
    leptos::mount::mount_to_body(app::app::<account::Account>);
}
