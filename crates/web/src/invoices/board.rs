//! What the list and the page of one invoice share.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::InvoiceId;
use portico_ui::{client::List, platform};

use super::model::{Filter, InvoiceRow, Selection};
use crate::session::Session;

/// The list as it was left.
struct Kept {
    filter: Filter,
    items: Vec<Arc<InvoiceRow>>,
    next: Option<String>,
    selection: Selection,
}

/// Lives as long as the document: who comes back from an invoice finds the list as it was.
#[derive(Clone, Copy)]
pub(super) struct Memory {
    list: StoredValue<Option<Kept>>,
    opened: StoredValue<Option<InvoiceId>>,
    /// Of the list that was shown last.
    filter: StoredValue<Filter>,
}

pub(crate) fn provide() {
    provide_context(Memory {
        list: StoredValue::new(None),
        opened: StoredValue::new(None),
        filter: StoredValue::new(Filter::default()),
    });
}

impl Memory {
    pub(super) fn current() -> Self {
        expect_context()
    }

    /// Puts back what was left with this filter, and the focus to the invoice that was read.
    pub(super) fn put_back(self, filter: &Filter, list: List<InvoiceRow>, selection: RwSignal<Selection>) {
        self.filter.set_value(filter.clone());
        let kept = self.list.try_update_value(Option::take).flatten();
        let opened = self.opened.try_update_value(Option::take).flatten();
        let Some(kept) = kept.filter(|kept| kept.filter == *filter) else {
            return;
        };
        list.hold(kept.items, kept.next);
        selection.set(kept.selection);
        if let Some(id) = opened {
            platform::focus_soon(link_id(id));
        }
    }

    pub(super) fn keep(self, filter: Filter, list: List<InvoiceRow>, selection: RwSignal<Selection>) {
        let (Some((items, next)), Some(selection)) = (list.held(), selection.try_get_untracked()) else {
            return;
        };
        self.list.set_value(Some(Kept {
            filter,
            items,
            next,
            selection,
        }));
    }

    pub(super) fn open(self, id: Option<InvoiceId>) {
        self.opened.set_value(id);
    }

    /// The address of the list with the filter that it was left with.
    pub(super) fn way_back(self) -> String {
        self.filter.with_value(Filter::address)
    }
}

/// The element of the link to an invoice.
pub(super) fn link_id(id: InvoiceId) -> String {
    format!("invoice-{id}")
}

/// Whether whoever is signed in may pay here.
pub(super) fn may_pay(session: Session) -> bool {
    let is_offered = session
        .portal
        .with_untracked(|portal| portal.as_ref().is_some_and(|one| one.settings.manage_payment_methods));
    session.may().manage && is_offered
}
