//! The keys of a menu: arrows go between its entries, Home and End to the first and the last, Escape back to its button.

use leptos::{ev::KeyboardEvent, prelude::*};
use portico_ui::platform;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// For the button with this id, which opens the popover with that one: an arrow opens it as well, and leads into it.
pub(crate) fn at_button(event: &KeyboardEvent, button: &str, menu: &str) {
    if !matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
        return;
    }
    let is_open = document().get_element_by_id(menu);
    let is_open = is_open.is_some_and(|menu| menu.matches(":popover-open").unwrap_or_default());
    if let Some(button) = element(button).filter(|_| !is_open) {
        button.click();
    }
    in_menu(event, button, menu);
}

/// For the popover itself.
pub(crate) fn in_menu(event: &KeyboardEvent, button: &str, menu: &str) {
    let key = event.key();
    if key == "Escape" {
        event.prevent_default();
        platform::close_popover(menu);
        return platform::focus(button);
    }
    let entries = entries(menu);
    let focused = document().active_element();
    let now = entries
        .iter()
        .position(|entry| focused.as_ref() == Some(entry.as_ref()));
    if let Some(to) = next(&key, now, entries.len()) {
        event.prevent_default();
        let _ = entries[to].focus();
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn entries(menu: &str) -> Vec<HtmlElement> {
    let found = document().query_selector_all(&format!("#{menu} .menu-item")).ok();
    let found = found
        .into_iter()
        .flat_map(|found| (0..found.length()).filter_map(move |at| found.item(at)));
    found.filter_map(|node| node.dyn_into().ok()).collect()
}

/// Which entry of `count` has the focus after a key; after the last comes the first.
fn next(key: &str, now: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match (key, now) {
        ("End", _) | ("ArrowUp", None | Some(0)) => Some(last),
        ("ArrowUp", Some(at)) => Some(at - 1),
        ("ArrowDown", Some(at)) if at < last => Some(at + 1),
        ("Home" | "ArrowDown", _) => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_and_other_keys_nowhere() {
        assert_eq!(next("ArrowDown", None, 3), Some(0));
        assert_eq!(next("ArrowDown", Some(0), 3), Some(1));
        assert_eq!(next("ArrowDown", Some(2), 3), Some(0));
        assert_eq!(next("ArrowUp", None, 3), Some(2));
        assert_eq!(next("ArrowUp", Some(0), 3), Some(2));
        assert_eq!(next("ArrowUp", Some(2), 3), Some(1));
        assert_eq!(next("Home", Some(2), 3), Some(0));
        assert_eq!(next("End", Some(0), 3), Some(2));
        assert_eq!(next("Tab", Some(0), 3), None);
        assert_eq!(next("ArrowDown", None, 0), None);
    }
}
