//! The three dots of a row or a page, and what they open.

use leptos::{html, prelude::*};
use portico_ui::{components::icon, platform};

use crate::{icons, menu_keys};

/// An entry of the menu.
pub(crate) struct Entry<T> {
    pub(crate) value: T,
    pub(crate) label: &'static str,
    /// Below a line.
    pub(crate) is_apart: bool,
}

/// Its button is `menu-button-{id}`, and has the focus when `on_pick` runs: a dialog gives it back there.
pub(crate) fn row_menu<T: Copy + Send + Sync + 'static>(
    id: &str,
    label: String,
    entries: Vec<Entry<T>>,
    on_pick: Callback<T>,
) -> AnyView {
    let menu_id = format!("menu-{id}");
    let button_id = button_id(id);
    let (button, list) = (NodeRef::<html::Button>::new(), NodeRef::<html::Ul>::new());
    let ids = StoredValue::new((button_id.clone(), menu_id.clone()));
    let choose = move |value: T| {
        ids.with_value(|(button, menu)| {
            platform::close_popover(menu);
            platform::focus(button);
        });
        on_pick.run(value);
    };
    let entries = entries.into_iter().map(|entry| {
        let Entry { value, label, is_apart } = entry;
        view! {
            <li>
                <button type="button" class="menu-item" class:menu-apart=is_apart on:click=move |_| choose(value)>
                    {label}
                </button>
            </li>
        }
    });
    let entries = entries.collect_view();
    view! {
        <button
            type="button"
            class="quiet menu-button"
            id=button_id
            node_ref=button
            aria-label=label
            popovertarget=menu_id.clone()
            on:click=move |_| place(button, list)
            on:keydown=move |event| ids.with_value(|(button, menu)| menu_keys::at_button(&event, button, menu))
        >
            {icon(icons::DOTS)}
        </button>
        <ul
            class="row-menu"
            id=menu_id
            popover="auto"
            node_ref=list
            on:keydown=move |event| ids.with_value(|(button, menu)| menu_keys::in_menu(&event, button, menu))
        >
            {entries}
        </ul>
    }
    .into_any()
}

pub(crate) fn button_id(id: &str) -> String {
    format!("menu-button-{id}")
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
