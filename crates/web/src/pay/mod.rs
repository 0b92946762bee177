//! Payment methods and paying with them: the tab (in the document of the account), adding a method (signed in, or by a link), and
//! paying an invoice.

mod adding;
mod iban_field;
mod invoice;
mod link;
mod methods;
mod model;

use leptos::prelude::*;
use portico_ui::{platform, texts::portal as t};

pub(crate) use self::methods::PaymentMethodsPage;
use crate::{
    page::{Missing, Page},
    place::{Paying, Place},
    program::{Program, WithoutTabs},
    session::Session,
    tabs::{Tab, guarded},
};

/// The program of paying.
pub(crate) struct Pay;

impl Program for Pay {
    type Answer = WithoutTabs;

    fn is_own(path: &str) -> bool {
        share_a_document(Place::at(path), Place::at(&platform::path()))
    }

    fn is_for_link() -> bool {
        Place::at(&platform::path()) == Place::Pay(Paying::Link)
    }

    fn page(place: Place) -> AnyView {
        match place {
            Place::Pay(Paying::Add) => guarded(Tab::PaymentMethods, || {
                for_managers(t::add_title(), || view! { <adding::AddPage /> }.into_any())
            }),
            Place::Pay(Paying::Invoice) => guarded(Tab::Invoices, || {
                guarded(Tab::PaymentMethods, || {
                    for_managers(t::pay_title(), || view! { <invoice::InvoicePage /> }.into_any())
                })
            }),
            Place::Pay(Paying::Link) => view! { <link::LinkPage /> }.into_any(),
            _ => view! { <Missing /> }.into_any(),
        }
    }

    // The tabs ask for themselves, in their own documents.
    fn warm(_: Session, _: Tab) {}
}

/// A document keeps its policy, and its session: a provider's script may run where a method is added, and nowhere else.
fn share_a_document(one: Place, other: Place) -> bool {
    match (one, other) {
        (Place::Pay(one), Place::Pay(other)) => (one == Paying::Link) == (other == Paying::Link),
        _ => false,
    }
}

fn for_managers(title: &'static str, page: impl FnOnce() -> AnyView) -> AnyView {
    if Session::current().may().manage {
        return page();
    }
    view! {
        <Page title>
            <p class="lead">{t::pay_forbidden()}</p>
            <a class="button" href=Tab::PaymentMethods.path()>
                {t::add_back()}
            </a>
        </Page>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_another_policy_or_session_is_another_document() {
        let [tab, add, pay, link] = ["/payment-methods", "/pay/add", "/pay/invoice", "/pay/link"].map(Place::at);
        for (one, other, share) in [
            (tab, tab, false),
            (add, pay, true),
            (link, link, true),
            (tab, add, false),
            (add, tab, false),
            (add, link, false),
            (Place::Home, Place::Home, false),
        ] {
            assert_eq!(share_a_document(one, other), share, "{one:?} {other:?}");
        }
    }
}
