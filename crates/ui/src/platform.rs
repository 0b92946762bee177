//! The few things that are asked of the browser directly.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{document, window, window_event_listener_untyped};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{HtmlElement, PageTransitionEvent, UrlSearchParams};

/// Milliseconds; only to know how long an access token still holds.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// 128 random bits as text. Not `randomUUID`, which plain http on a local network lacks.
pub fn random_key() -> String {
    let mut bytes = [0u8; 16];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    format!("{:032x}", u128::from_ne_bytes(bytes))
}

/// A value of the query string.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Drops the query string from the address bar and from the history.
pub fn forget_query() {
    let path = window().location().pathname().unwrap_or_default();
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    }
}

/// Loads a page anew in place of this one: nothing stays in memory.
pub fn start_over(path: &str) {
    let _ = window().location().replace(path);
}

pub fn reload() {
    let _ = window().location().reload();
}

/// Somebody presses a key or touches the page.
pub fn on_activity(act: impl Fn() + Clone + 'static) {
    for event in ["pointerdown", "keydown"] {
        let act = act.clone();
        // For as long as the page lives: the handle is not kept.
        window_event_listener_untyped(event, move |_| act());
    }
}

/// The page comes back as the browser froze it, perhaps with the data of an ended session.
pub fn on_return_from_cache(act: impl Fn() + 'static) {
    window_event_listener_untyped("pageshow", move |event| {
        if event.unchecked_into::<PageTransitionEvent>().persisted() {
            act();
        }
    });
}

pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// After the next frame, when what was just built stands in the page.
pub fn focus_soon(id: String) {
    leptos::prelude::request_animation_frame(move || focus(&id));
}

/// Runs `work` while no other tab of this origin runs work under the same name. Where the browser
/// has no locks (plain http off the local machine) it runs at once.
pub async fn exclusively<F>(name: &str, work: F)
where
    F: Future<Output = ()> + 'static,
{
    let Some((locks, request)) = lock_manager() else {
        return work.await;
    };
    let mut work = Some(work);
    let callback = Closure::<dyn FnMut() -> Promise>::new(move || match work.take() {
        Some(work) => future_to_promise(async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        }),
        None => Promise::resolve(&JsValue::UNDEFINED),
    });
    let held = request.call2(&locks, &name.into(), callback.as_ref());
    if let Ok(promise) = held.and_then(JsCast::dyn_into::<Promise>) {
        let _ = JsFuture::from(promise).await;
    }
}

// `web-sys` counts it among the unstable bindings; every current browser has it.
fn lock_manager() -> Option<(JsValue, Function)> {
    let navigator = window().navigator();
    let locks = Reflect::get(navigator.as_ref(), &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}

/// What boot.js asked for while this program was on its way.
pub enum Early {
    /// The texts of the two answers: the token and the portal.
    Answers(String, String),
    SignedOut,
    /// Ask yourself.
    Nothing,
}

/// Takes the answers that boot.js waits for; they are there once.
pub async fn early() -> Early {
    let global = js_sys::global();
    let promise = Reflect::get(&global, &"portico".into()).map(JsCast::dyn_into::<Promise>);
    let _ = Reflect::delete_property(&global, &"portico".into());
    let Ok(Ok(promise)) = promise else {
        return Early::Nothing;
    };
    let Ok(answer) = JsFuture::from(promise).await else {
        return Early::Nothing;
    };
    let text = |index| Reflect::get_u32(&answer, index).ok().and_then(|text| text.as_string());
    match (answer.as_bool(), answer.is_object().then(|| (text(0), text(1)))) {
        (Some(false), _) => Early::SignedOut,
        (_, Some((Some(token), Some(portal)))) => Early::Answers(token, portal),
        _ => Early::Nothing,
    }
}

/// Name and port of this portal, as the address bar shows them.
pub fn host() -> String {
    window().location().host().unwrap_or_default()
}

pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Takes away what index.html shows before the program is here, or if it never comes.
pub fn remove_outline() {
    for id in ["outline", "failed"] {
        if let Some(element) = document().get_element_by_id(id) {
            element.remove();
        }
    }
}
