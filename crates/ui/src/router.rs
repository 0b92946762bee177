//! Moving between the pages of an application without loading it anew.
//!
//! Both applications have a handful of fixed addresses: a signal with the path, and a listener for
//! links and for the back button, are all that takes. (`leptos_router` brings matching, nesting
//! and server routes at twenty times the size.)

use leptos::{
    ev::{self, MouseEvent},
    prelude::*,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement};

use crate::platform;

#[derive(Clone, Copy)]
pub struct Router {
    path: RwSignal<String>,
    is_own: fn(&str) -> bool,
}

impl Router {
    /// Listens for as long as the page lives.
    pub fn start() -> Self {
        Self::within(|_| true)
    }

    /// The same in an application of several documents: where `is_own` refuses an address, the browser loads it.
    pub fn within(is_own: fn(&str) -> bool) -> Self {
        let router = Self {
            path: RwSignal::new(platform::path()),
            is_own,
        };
        window_event_listener(ev::popstate, move |_| router.path.set(platform::path()));
        window_event_listener(ev::click, move |event| {
            if let Some(path) = link(&event).filter(|path| router.owns(path)) {
                event.prevent_default();
                router.go(&path);
            }
        });
        router
    }

    fn owns(self, path: &str) -> bool {
        (self.is_own)(path.split('?').next().unwrap_or_default())
    }

    /// Where the address bar stands.
    pub fn path(self) -> Signal<String> {
        self.path.into()
    }

    /// A new page: a step of the history, seen from its top.
    pub fn go(self, path: &str) {
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
        }
        self.path.set(platform::path());
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// The page that was meant: no step back to the one that led here.
    pub fn replace(self, path: &str) {
        if !self.owns(path) {
            return platform::start_over(path);
        }
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
        }
        self.path.set(platform::path());
    }
}

/// The address of a link of this application that was clicked in the plain way. Links that lead out
/// of it say so with `rel="external"`.
fn link(event: &MouseEvent) -> Option<String> {
    let plain = event.button() == 0 && !(event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key());
    if !plain || event.default_prevented() {
        return None;
    }
    let element: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = element.closest("a[href]").ok()??.dyn_into().ok()?;
    let leads_out = !link.target().is_empty()
        || link.has_attribute("download")
        || link.rel().split(' ').any(|word| word == "external");
    let here = window().location().origin().is_ok_and(|origin| origin == link.origin());
    (here && !leads_out).then(|| link.pathname() + &link.search())
}
