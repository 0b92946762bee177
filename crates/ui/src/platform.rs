//! The few things that are asked of the browser directly.

use std::time::Duration;

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::{document, window, window_event_listener_untyped};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, PageTransitionEvent, Url, UrlSearchParams};

/// Milliseconds; only to know how long an access token still holds.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// The milliseconds of an instant as the API spells it; NaN where it is none.
pub fn milliseconds(text: &str) -> f64 {
    js_sys::Date::parse(text)
}

/// Minutes since 1970.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "30 million, for the next centuries"
)]
pub fn minutes() -> u32 {
    (now() / 60_000.0) as u32
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

/// An address with one more value in its query string.
pub fn with_query(address: &str, name: &str, value: &str) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    let value = String::from(js_sys::encode_uri_component(value));
    format!("{address}{sign}{name}={value}")
}

/// Changes a value of the query string, here and in the history.
pub fn set_query(name: &str, value: Option<&str>) {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    let Ok(query) = UrlSearchParams::new_with_str(&search) else {
        return;
    };
    match value {
        Some(value) => query.set(name, value),
        None => query.delete(name),
    }
    let query = String::from(query.to_string());
    let sign = if query.is_empty() { "" } else { "?" };
    let address = format!("{}{sign}{query}", path());
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(&address));
    }
}

/// A text that stays with this step of the history: a reload finds it, another page does not.
pub fn keep(text: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&text.into(), "", None);
    }
}

pub fn kept() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

/// Saves a file as the browser saves downloads.
pub fn save(file: &Blob, name: &str) {
    let Ok(address) = Url::create_object_url_with_blob(file) else {
        return;
    };
    let link = document()
        .create_element("a")
        .map(JsCast::dyn_into::<HtmlAnchorElement>);
    if let Ok(Ok(link)) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The browser has taken hold of the file by then.
    let release = move || {
        let _ = Url::revoke_object_url(&address);
    };
    leptos::prelude::set_timeout(release, Duration::from_mins(1));
}

/// Saves a text as a file.
pub fn save_text(text: &str, kind: &str, name: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    if let Ok(file) = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options) {
        save(&file, name);
    }
}

/// Loads a page anew in place of this one: nothing stays in memory.
pub fn start_over(path: &str) {
    let _ = window().location().replace(path);
}

/// Leads to another page, also of somebody else's: a step of the history.
pub fn leave_for(address: &str) {
    let _ = window().location().assign(address);
}

/// After a while.
pub async fn wait(milliseconds: i32) {
    let over = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(over).await;
}

/// Opens the browser's dialog for printing.
pub fn print() {
    let _ = window().print();
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

/// Closes a popover that a choice in it has made needless.
pub fn close_popover(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        // It is refused where none is open.
        let _ = element.hide_popover();
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

/// The two answers that boot.js asked for while this program was on its way, as texts.
pub enum Early {
    /// The token and the portal.
    Answers(String, String),
    /// Nobody is signed in; whose portal it is.
    SignedOut(Option<String>),
    /// A page that signs in; whose portal it is.
    Door(Option<String>),
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
    let Ok(answers) = JsFuture::from(promise).await.and_then(JsCast::dyn_into::<Array>) else {
        return Early::Nothing;
    };
    let (first, second) = (answers.get(0), answers.get(1).as_string());
    match (first.as_string(), second) {
        (Some(token), Some(portal)) => Early::Answers(token, portal),
        (Some(_), None) => Early::Nothing,
        (None, brand) if first.is_null() => Early::Door(brand),
        (None, brand) => Early::SignedOut(brand),
    }
}

/// Name and port of this portal, as the address bar shows them.
pub fn host() -> String {
    window().location().host().unwrap_or_default()
}

/// Scheme, host and port of this portal.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// This instant in UTC, as the API writes instants.
pub fn instant() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

/// The first moment of a calendar date where the reader is, or of the day after it, in UTC. Nothing for what is no date.
pub fn instant_of(date: &str, is_end: bool) -> Option<String> {
    let time = if is_end { "T24:00:00" } else { "T00:00:00" };
    let instant = js_sys::Date::new(&format!("{date}{time}").into());
    // `toISOString` throws where there is no time.
    (!instant.get_time().is_nan()).then(|| instant.to_iso_string().into())
}

/// Puts a text into the clipboard; false where the browser does not let a page do so.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    // Absent on plain http beyond this machine.
    let written = Reflect::get(navigator.as_ref(), &"clipboard".into())
        .and_then(|clipboard| {
            let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
            write.call1(&clipboard, &text.into())
        })
        .and_then(JsCast::dyn_into::<Promise>);
    match written {
        Ok(promise) => JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// Path and query, as the address bar shows them.
pub fn address() -> String {
    path() + &window().location().search().unwrap_or_default()
}

/// Takes away what index.html shows before the program is here, or if it never comes.
pub fn remove_outline() {
    for id in ["outline", "failed"] {
        if let Some(element) = document().get_element_by_id(id) {
            element.remove();
        }
    }
}
