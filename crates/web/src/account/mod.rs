//! `/account`: who is signed in, the customer's main address and people, where they are signed in. Its program shows the tab of
//! the payment methods too.

mod activity;
mod choose;
mod data;
mod email;
mod erasure;
mod invoicing;
mod model;
mod people;
mod recipients;
mod sessions;

use leptos::prelude::*;
use portico_ui::{components::fact, platform, texts::portal as t};

use self::{
    choose::{ChoosePage, customers},
    model::role,
};
use crate::{
    page::{Missing, Page},
    pay::PaymentMethodsPage,
    place::{self, Place},
    program::{Program, WithoutTabs},
    session::Session,
    step_up::StepUp,
    tabs::{Tab, guarded, instead},
};

/// The program of the account and of the payment methods.
pub(crate) struct Account;

impl Program for Account {
    type Answer = WithoutTabs;

    fn is_own(path: &str) -> bool {
        matches!(Place::at(path), Place::Account | Place::Tab(Tab::PaymentMethods))
    }

    fn page(place: Place) -> AnyView {
        match place {
            Place::Account if platform::query("choose").is_some() => view! { <ChoosePage /> }.into_any(),
            Place::Account => view! { <AccountPage /> }.into_any(),
            Place::Tab(Tab::PaymentMethods) => {
                guarded(Tab::PaymentMethods, || view! { <PaymentMethodsPage /> }.into_any())
            }
            _ => view! { <Missing /> }.into_any(),
        }
    }

    // The tabs ask for themselves, in their own documents.
    fn warm(_: Session, _: Tab) {}
}

#[component]
fn AccountPage() -> impl IntoView {
    let session = Session::current();
    let Some(portal) = session.portal.get_untracked() else {
        return instead(place::door(place::SIGN_IN));
    };
    let step_up = StepUp::provide();
    let may = session.may();
    let is_owner = may.own;
    let email = (is_owner && portal.settings.change_email).then(|| email::section(&portal));
    let people = portal.settings.manage_users.then(|| people::section(&portal, is_owner));
    let invoicing = portal
        .settings
        .show_invoices
        .then(|| invoicing::section(&portal, may.manage));
    let others = (may.act && !portal.customers.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2>{t::account_customers()}</h2>
                {customers(&portal, Callback::new(|()| ()))}
            </section>
        }
    });
    view! {
        <Page title=t::account_title()>
            <section class="section">
                <dl class="facts">
                    {fact(t::sign_in_email(), portal.email.clone())}
                    {fact(t::account_customer(), portal.customer_name.clone())}
                    {fact(t::account_role(), role(portal.role))}
                </dl>
            </section>
            {others}
            {email}
            {people}
            {invoicing}
            {sessions::section(&portal)}
            {may.act.then(|| data::section(&portal, is_owner))}
            {activity::section(&portal)}
            {step_up.dialog()}
        </Page>
    }
    .into_any()
}
