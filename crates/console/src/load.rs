//! One thing that a page asks for: on its way, failed, or there.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::ErrorCode;
use portico_ui::{
    client::{Abort, Client, Failure},
    components::{error_state, skeleton},
};
use serde::de::DeserializeOwned;

use crate::console::Console;

/// Lives with the view that asks.
pub(crate) struct Load<T: Send + Sync + 'static> {
    client: Client,
    path: StoredValue<String>,
    abort: Abort,
    found: RwSignal<Option<Result<Arc<T>, Failure>>>,
}

// Derives would ask the same of `T`.
impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: DeserializeOwned + Send + Sync + 'static> Load<T> {
    /// Asks at once.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        let load = Self {
            client: Console::current().client,
            path: StoredValue::new(path.into()),
            abort: Abort::on_cleanup(),
            found: RwSignal::new(None),
        };
        load.again();
        load
    }

    /// Asks once more; what is there stays until the answer.
    pub(crate) fn again(self) {
        let path = self.path.get_value();
        spawn_local(async move {
            match self.client.get::<T>(&path, self.abort).await {
                Ok(found) => self.found.set(Some(Ok(Arc::new(found)))),
                Err(Failure::Aborted) => {}
                Err(failure) => self.found.set(Some(Err(failure))),
            }
        });
    }

    /// Takes what a change answered.
    pub(crate) fn put(self, changed: T) {
        self.found.set(Some(Ok(Arc::new(changed))));
    }

    /// What is there, for whoever follows it.
    pub(crate) fn found(self) -> Option<Arc<T>> {
        self.found.with(|found| found.as_ref()?.as_ref().ok().cloned())
    }

    /// The API knows no such thing.
    pub(crate) fn is_missing(self) -> bool {
        let code = |found: &Option<Result<_, Failure>>| found.as_ref()?.as_ref().err()?.code();
        self.found.with(code) == Some(ErrorCode::NotFound)
    }

    /// Skeleton, failure with retry, or what is there.
    pub(crate) fn show(self, ready: impl Fn(Arc<T>) -> AnyView + Send + 'static) -> impl IntoView {
        move || match self.found.get() {
            None => skeleton().into_any(),
            Some(Ok(found)) => ready(found),
            Some(Err(failure)) => {
                let retry = Callback::new(move |()| {
                    self.found.set(None);
                    self.again();
                });
                error_state(&failure, retry).into_any()
            }
        }
    }
}
