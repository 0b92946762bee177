//! What belongs to a customer, a section each.

mod activity;
mod addresses;
mod cancel_dialog;
mod contact;
mod edit_dialog;
mod ending;
mod erase_dialog;
mod invoices;
mod links;
mod model;
mod overview;
mod payment_methods;
mod people;
mod sessions;
mod subscriptions;

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::customers::CustomerView;
use portico_ui::platform;

pub(super) use model::Section;

/// `on_change` gets the customer as a change left it.
pub(super) fn show(section: Section, customer: &Arc<CustomerView>, on_change: Callback<CustomerView>) -> AnyView {
    let id = customer.id;
    match section {
        Section::Overview => overview::overview(customer, on_change),
        Section::Subscriptions => subscriptions::subscriptions(id),
        Section::Invoices => invoices::invoices(customer),
        Section::Addresses => addresses::addresses(customer),
        Section::PaymentMethods => payment_methods::payment_methods(customer),
        Section::Contact => contact::contact(customer, on_change),
        Section::People => people::people(id),
        Section::Links => links::links(id),
        Section::Sessions => sessions::sessions(id),
        Section::Activity => activity::activity(id),
    }
}

/// A section with its heading, and what can be done there beside it.
fn section(title: &'static str, actions: AnyView, content: AnyView) -> AnyView {
    view! {
        <section class="chapter">
            <div class="chapter-head">
                <h2 id="section-title" tabindex="-1">
                    {title}
                </h2>
                {actions}
            </div>
            {content}
        </section>
    }
    .into_any()
}

/// After a change, what it was done with is built anew: the focus goes to where the section begins.
fn focus_title() {
    platform::focus_soon("section-title".into());
}

/// In place of a list without entries.
fn nothing(text: &'static str) -> AnyView {
    view! { <p class="nothing">{text}</p> }.into_any()
}
