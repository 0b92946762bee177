//! A change that a button or a form asks for: busy while it is under way, never sent twice, and after a code by mail where the
//! API wants one.

use leptos::{prelude::*, task::spawn_local};
use portico_ui::{
    client::{Body, Client, Failure, Method},
    platform,
};
use serde::de::DeserializeOwned;

use crate::{session::Session, step_up::StepUp};

/// What the API is asked for.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Body,
}

impl Ask {
    pub(crate) fn post(path: String, body: Body) -> Self {
        let method = Method::Post;
        Self { method, path, body }
    }

    pub(crate) fn put(path: String, body: Body) -> Self {
        let method = Method::Put;
        Self { method, path, body }
    }
}

/// Lives with the view that asks.
#[derive(Clone, Copy)]
pub(crate) struct Change {
    client: Client,
    step_up: StepUp,
    /// The same for as long as the request before may have arrived: sending again after a lost answer changes nothing twice.
    key: StoredValue<String>,
    /// Says itself what went wrong; true where it did.
    told: StoredValue<Option<Callback<Failure, bool>>>,
    pub(crate) working: RwSignal<bool>,
    pub(crate) failure: RwSignal<Option<Failure>>,
}

impl Change {
    pub(crate) fn new() -> Self {
        Self {
            client: Session::current().client,
            step_up: StepUp::current(),
            key: StoredValue::new(platform::random_key()),
            told: StoredValue::new(None),
            working: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    pub(crate) fn telling(self, told: Callback<Failure, bool>) -> Self {
        self.told.set_value(Some(told));
        self
    }

    /// Something else is asked for from here on.
    pub(crate) fn forget(self) {
        self.failure.set(None);
        self.key.set_value(platform::random_key());
    }

    /// `on_done` gets the answer.
    pub(crate) fn send<T: DeserializeOwned + 'static>(self, ask: Ask, on_done: Callback<T>) {
        let Some(key) = self.begin() else { return };
        spawn_local(async move {
            let body = ask.body.clone();
            let answer = self.client.change::<T>(ask.method, &ask.path, &key, body).await;
            self.working.try_set(false);
            match answer {
                Ok(done) => {
                    on_done.try_run(done);
                }
                Err(failure) => self.failed(failure, Callback::new(move |()| self.send(ask.clone(), on_done))),
            }
        });
    }

    /// The same where the answer is only that it was done.
    pub(crate) fn tell(self, ask: Ask, on_done: Callback<()>) {
        if self.begin().is_none() {
            return;
        }
        spawn_local(async move {
            let answer = self.client.tell(ask.method, &ask.path, ask.body.clone()).await;
            self.working.try_set(false);
            match answer {
                Ok(()) => {
                    on_done.try_run(());
                }
                Err(failure) => self.failed(failure, Callback::new(move |()| self.tell(ask.clone(), on_done))),
            }
        });
    }

    fn begin(self) -> Option<String> {
        if self.working.get_untracked() {
            return None;
        }
        self.working.set(true);
        self.failure.set(None);
        Some(self.key.get_value())
    }

    fn failed(self, failure: Failure, again: Callback<()>) {
        // An answer, and not a lost one: another try is another request.
        if failure.code().is_some() {
            self.key.try_set_value(platform::random_key());
        }
        let Some(failure) = self.step_up.or_failure(failure, again) else {
            return;
        };
        let told = self.told.try_get_value().flatten();
        let is_told = told.and_then(|told| told.try_run(failure.clone())).unwrap_or(false);
        if !is_told {
            self.failure.try_set(Some(failure));
        }
    }
}
