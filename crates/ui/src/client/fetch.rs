//! One request, one answer.

use js_sys::{Array, Promise};
use leptos::prelude::window;
use portico_shared::{ErrorCode, Problem};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, RequestInit, Response};

use super::{Abort, Failure, json};

const PATIENCE_MS: i32 = 15_000;
/// A file is put together first, or takes its time on a slow line.
const PATIENCE_FOR_FILES_MS: i32 = 120_000;

/// How something is changed.
#[derive(Clone, Copy)]
pub enum Method {
    Post,
    Put,
    Patch,
    Delete,
}

/// A request below `/api`.
pub(super) struct Call {
    method: &'static str,
    path: String,
    body: Option<Content>,
    idempotency_key: Option<String>,
    signal: Option<AbortSignal>,
    wants_file: bool,
    patience_ms: i32,
}

/// What a request carries, and how it is declared.
struct Content {
    kind: String,
    value: JsValue,
}

impl Content {
    fn json(text: &str) -> Self {
        Self {
            kind: "application/json".to_owned(),
            value: text.into(),
        }
    }
}

/// The body of a good answer: a text, or the file that was asked for.
pub struct Answer(JsValue);

impl Answer {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let text = self.0.as_string();
        let read = text.and_then(|text| json::read(&text));
        read.ok_or_else(|| Failure::foreign(ErrorCode::Internal))
    }

    pub(super) fn file(self) -> Result<Blob, Failure> {
        self.0.dyn_into().map_err(|_| Failure::foreign(ErrorCode::Internal))
    }
}

impl Call {
    fn new(method: &'static str, path: &str, body: Option<String>) -> Self {
        Self {
            method,
            path: format!("/api{path}"),
            body: body.map(|text| Content::json(&text)),
            idempotency_key: None,
            signal: None,
            wants_file: false,
            patience_ms: PATIENCE_MS,
        }
    }

    pub(super) fn get(path: &str) -> Self {
        Self::new("GET", path, None)
    }

    pub(super) fn file(path: &str) -> Self {
        Self {
            wants_file: true,
            patience_ms: PATIENCE_FOR_FILES_MS,
            ..Self::get(path)
        }
    }

    pub(super) fn post(path: &str, body: Option<String>) -> Self {
        Self::new("POST", path, body)
    }

    pub(super) fn delete(path: &str) -> Self {
        Self::new("DELETE", path, None)
    }

    pub(super) fn change(method: Method, path: &str, body: String) -> Self {
        let method = match method {
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        Self::new(method, path, Some(body))
    }

    /// Sends a file as it is.
    pub(super) fn upload(method: &'static str, path: &str, file: &Blob, kind: String) -> Self {
        Self {
            body: Some(Content {
                kind,
                value: file.into(),
            }),
            patience_ms: PATIENCE_FOR_FILES_MS,
            ..Self::new(method, path, None)
        }
    }

    pub(super) fn until(mut self, abort: Abort) -> Self {
        self.signal = abort.signal();
        self
    }

    pub(super) fn keyed(mut self, key: &str) -> Self {
        self.idempotency_key = Some(key.to_owned());
        self
    }
}

pub(super) async fn send(call: &Call, token: Option<&str>) -> Result<Answer, Failure> {
    let lost = |_: JsValue| match &call.signal {
        Some(signal) if signal.aborted() => Failure::Aborted,
        _ => Failure::Network,
    };
    let request = request(call, token).map_err(lost)?;
    let response = window().fetch_with_str_and_init(&call.path, &request);
    let response = JsFuture::from(in_time(&response, call.patience_ms)).await;
    let response: Response = response.and_then(JsCast::dyn_into).map_err(lost)?;
    let body = if call.wants_file && response.ok() {
        response.blob()
    } else {
        response.text()
    };
    let answer = Answer(JsFuture::from(body.map_err(lost)?).await.map_err(lost)?);
    if response.ok() {
        return Ok(answer);
    }
    let wait = response.headers().get("retry-after").ok().flatten();
    let wait = wait.and_then(|seconds| seconds.parse().ok());
    Err(match answer.read::<Problem>() {
        Ok(problem) => Failure::from_problem(problem, wait),
        Err(_) if response.status() == 401 => Failure::Unauthorized,
        Err(_) => Failure::foreign(ErrorCode::Unavailable),
    })
}

/// The promise, or nothing after the patience of a person with a phone has run out.
fn in_time(promise: &Promise, patience_ms: i32) -> Promise {
    let patience = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, patience_ms);
    });
    Promise::race(&Array::of2(promise, &patience))
}

fn request(call: &Call, token: Option<&str>) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    if let Some(token) = token {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    if let Some(key) = &call.idempotency_key {
        headers.set("idempotency-key", key)?;
    }
    let request = RequestInit::new();
    request.set_method(call.method);
    if let Some(body) = &call.body {
        headers.set("content-type", &body.kind)?;
        request.set_body(&body.value);
    }
    request.set_headers(&headers);
    request.set_signal(call.signal.as_ref());
    Ok(request)
}
