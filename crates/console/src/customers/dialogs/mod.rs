//! What the entries of the menu open.

mod link;
mod login_mail;
mod payment_link;
mod standing;
mod view_as;

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::customers::CustomerView;
use portico_ui::components::{Icon, icon};

use super::model::{self, Action};

pub(super) fn dialog(
    action: Action,
    customer: &Arc<CustomerView>,
    on_change: Callback<CustomerView>,
    on_close: Callback<()>,
) -> AnyView {
    match action {
        Action::Link => link::link_dialog(customer, on_close),
        Action::LoginMail => login_mail::login_mail_dialog(customer, on_close),
        Action::PaymentLink => payment_link::payment_link_dialog(customer, on_close),
        Action::View => view_as::view_dialog(customer, on_close),
        Action::Suspend | Action::Resume | Action::Archive | Action::Unarchive => {
            standing::standing_dialog(action, customer, on_change, on_close)
        }
    }
}

/// Whose portal it is about.
fn whom(customer: &CustomerView) -> impl IntoView + use<> {
    view! {
        <p class="card-small dialog-what">
            <span>{model::name(customer)}</span>
            <span>{customer.customer_number.clone()}</span>
        </p>
    }
}

/// Why the way into the portal is closed.
fn closed_notice(reason: &'static str) -> AnyView {
    view! {
        <div class="notice notice-warning">
            {icon(Icon::Alert)} <p>{reason}</p>
        </div>
    }
    .into_any()
}
