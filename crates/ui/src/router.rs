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
    /// Asked with the address that is wanted; says whether the page may be left.
    hold: StoredValue<Option<Callback<String, bool>>>,
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
            hold: StoredValue::new(None),
        };
        window_event_listener(ev::popstate, move |_| {
            let shown = router.path.get_untracked();
            if platform::path() == shown || router.may_leave(platform::address()) {
                router.path.set(platform::path());
            } else {
                // The address bar says again what is on screen.
                push(&shown);
            }
        });
        window_event_listener(ev::click, move |event| {
            if let Some(path) = link(&event).filter(|path| router.owns(path)) {
                event.prevent_default();
                if router.may_leave(path.clone()) {
                    router.go(&path);
                }
            }
        });
        router
    }

    /// The page on screen has another address now: as a step of the history, or in place of the last one.
    pub fn note(self, address: &str, is_step: bool) {
        if is_step {
            push(address);
        } else {
            put(address);
        }
    }

    fn owns(self, path: &str) -> bool {
        (self.is_own)(path.split('?').next().unwrap_or_default())
    }

    /// Where the address bar stands.
    pub fn path(self) -> Signal<String> {
        self.path.into()
    }

    /// Asks `ask` before another page is shown in place of this one, until the view goes.
    pub fn hold(self, ask: Callback<String, bool>) {
        self.hold.set_value(Some(ask));
        on_cleanup(move || self.hold.set_value(None));
    }

    fn may_leave(self, address: String) -> bool {
        self.hold.get_value().is_none_or(|ask| ask.run(address))
    }

    /// A new page: a step of the history, seen from its top.
    pub fn go(self, path: &str) {
        push(path);
        self.path.set(platform::path());
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// The page that was meant: no step back to the one that led here.
    pub fn replace(self, path: &str) {
        if !self.owns(path) {
            return platform::start_over(path);
        }
        put(path);
        self.path.set(platform::path());
    }
}

fn put(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

fn push(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
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
