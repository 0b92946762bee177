//! Invoices: the list with its filters, one to read, and their files.

mod balance;
mod board;
mod bulk;
mod download;
mod filters;
mod model;
mod page;
mod reader;
mod row;

use leptos::prelude::*;

use self::{page::InvoicesPage, reader::ReaderPage};
use crate::{
    page::Missing,
    place::Place,
    program::{Program, WithoutTabs},
    session::Session,
    tabs::{Tab, guarded},
};

/// The program of the invoices.
pub(crate) struct Invoices;

impl Program for Invoices {
    type Answer = WithoutTabs;

    fn is_own(path: &str) -> bool {
        matches!(Place::at(path), Place::Invoice | Place::Tab(Tab::Invoices))
    }

    fn provide() {
        board::provide();
    }

    fn page(place: Place) -> AnyView {
        match place {
            Place::Tab(Tab::Invoices) => guarded(Tab::Invoices, || view! { <InvoicesPage /> }.into_any()),
            Place::Invoice => guarded(Tab::Invoices, || view! { <ReaderPage /> }.into_any()),
            _ => view! { <Missing /> }.into_any(),
        }
    }

    // The tabs ask for themselves, in their own documents.
    fn warm(_: Session, _: Tab) {}
}
