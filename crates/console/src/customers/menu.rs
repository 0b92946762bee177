//! What can be done for a customer, from a row and from its page.

use std::sync::Arc;

use leptos::prelude::*;
use portico_shared::customers::CustomerView;
use portico_ui::{platform, texts::console as t};

use super::{dialogs, model, model::Action};
use crate::{
    console::Console,
    row_menu::{Entry, button_id, row_menu},
};

/// `on_change` gets the customer as an action left it.
pub(super) fn menu(customer: &CustomerView, on_change: Callback<CustomerView>) -> AnyView {
    let console = Console::current();
    let actions = Action::offered(customer.status, |permission| console.may(permission));
    // Nobody is left to do anything for.
    if actions.is_empty() || customer.erased_at.is_some() {
        return ().into_any();
    }
    let id = customer.id.to_string();
    // What the change leads to is built anew: the focus goes back to where it began.
    let on_change = {
        let button = button_id(&id);
        Callback::new(move |changed: CustomerView| {
            on_change.run(changed);
            platform::focus_soon(button.clone());
        })
    };
    let open = RwSignal::new(None::<Action>);
    let entries = actions.into_iter().map(|action| Entry {
        value: action,
        label: action.label(),
        is_apart: matches!(action, Action::Suspend | Action::Resume | Action::Unarchive),
    });
    let customer = Arc::new(customer.clone());
    let label = t::customer_menu(&model::name(&customer));
    let on_pick = Callback::new(move |action| open.set(Some(action)));
    let dialog = move || {
        let on_close = Callback::new(move |()| open.set(None));
        open.get()
            .map(|action| dialogs::dialog(action, &customer, on_change, on_close))
    };
    view! {
        {row_menu(&id, label, entries.collect(), on_pick)}
        {dialog}
    }
    .into_any()
}
