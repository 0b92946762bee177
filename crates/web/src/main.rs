//! The customer's portal.
#![expect(clippy::needless_pass_by_value, reason = "components own what they are given")]
#![expect(unreachable_pub, reason = "the component macro writes `pub`")]

mod account;
mod app;
mod footer;
mod frame;
mod links;
mod outcome;
mod page;
mod place;
mod session;
mod sign_in;
mod tabs;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
