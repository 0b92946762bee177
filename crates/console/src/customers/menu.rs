//! The three dots: what can be done for a customer, from a row and from its page.

use std::sync::Arc;

use leptos::{html, prelude::*};
use portico_shared::customers::CustomerView;
use portico_ui::{components::icon, platform, texts::console as t};

use super::{dialogs, model, model::Action};
use crate::{console::Console, icons};

/// `on_change` gets the customer as an action left it.
pub(super) fn menu(customer: &CustomerView, on_change: Callback<CustomerView>) -> AnyView {
    let console = Console::current();
    let actions = Action::offered(customer.status, |permission| console.may(permission));
    // Nobody is left to do anything for.
    if actions.is_empty() || customer.erased_at.is_some() {
        return ().into_any();
    }
    let id = format!("menu-{}", customer.id);
    let button_id = format!("menu-button-{}", customer.id);
    // What the change leads to is built anew: the focus goes back to where it began.
    let on_change = {
        let button_id = button_id.clone();
        Callback::new(move |changed: CustomerView| {
            on_change.run(changed);
            platform::focus_soon(button_id.clone());
        })
    };
    let (button, list) = (NodeRef::<html::Button>::new(), NodeRef::<html::Ul>::new());
    let open = RwSignal::new(None::<Action>);
    let choose = {
        let (id, button_id) = (StoredValue::new(id.clone()), StoredValue::new(button_id.clone()));
        move |action: Action| {
            // The dialog gives the focus back to what has it now.
            id.with_value(|id| platform::close_popover(id));
            button_id.with_value(|id| platform::focus(id));
            open.set(Some(action));
        }
    };
    let entries = actions.into_iter().map(|action| {
        let apart = matches!(action, Action::Suspend | Action::Resume | Action::Unarchive);
        view! {
            <li>
                <button type="button" class="menu-item" class:menu-apart=apart on:click=move |_| choose(action)>
                    {action.label()}
                </button>
            </li>
        }
    });
    let entries = entries.collect_view();
    let customer = Arc::new(customer.clone());
    let label = t::customer_menu(&model::name(&customer));
    let dialog = move || {
        let on_close = Callback::new(move |()| open.set(None));
        open.get()
            .map(|action| dialogs::dialog(action, &customer, on_change, on_close))
    };
    view! {
        <button
            type="button"
            class="quiet menu-button"
            id=button_id
            node_ref=button
            aria-label=label
            popovertarget=id.clone()
            on:click=move |_| place(button, list)
        >
            {icon(icons::DOTS)}
        </button>
        <ul class="row-menu" id=id popover="auto" node_ref=list>
            {entries}
        </ul>
        {dialog}
    }
    .into_any()
}

/// Below its button and flush with its end; above it where the window ends. In the page's measure, so that it scrolls along.
fn place(button: NodeRef<html::Button>, list: NodeRef<html::Ul>) {
    let (Some(button), Some(list)) = (button.get_untracked(), list.get_untracked()) else {
        return;
    };
    let (window, at) = (window(), button.get_bounding_client_rect());
    let number =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let (height, width) = (number(window.inner_height()), f64::from(document_width()));
    let scrolled = window.scroll_y().unwrap_or_default();
    let upwards = at.bottom() > height * 0.6;
    let style = web_sys::HtmlElement::style(&list);
    let set = |name: &str, value: f64| {
        let _ = style.set_property(name, &format!("{value}px"));
    };
    set("--menu-end", width - at.right());
    set("--menu-top", scrolled + if upwards { at.top() } else { at.bottom() });
    let _ = list.class_list().toggle_with_force("menu-up", upwards);
}

fn document_width() -> i32 {
    document().document_element().map_or(0, |root| root.client_width())
}
