//! A request ends with the view that asked.

use leptos::prelude::*;
use web_sys::{AbortController, AbortSignal};

/// Ends its requests when the view that made it goes.
#[derive(Clone, Copy)]
pub struct Abort(StoredValue<Option<AbortController>, LocalStorage>);

impl Abort {
    /// Bound to the view that is being built.
    pub fn on_cleanup() -> Self {
        let controller = StoredValue::new_local(AbortController::new().ok());
        on_cleanup(move || {
            if let Some(controller) = controller.try_get_value().flatten() {
                controller.abort();
            }
        });
        Self(controller)
    }

    /// What was begun is finished.
    pub fn never() -> Self {
        Self(StoredValue::new_local(None))
    }

    pub(super) fn signal(self) -> Option<AbortSignal> {
        self.0
            .with_value(|controller| controller.as_ref().map(AbortController::signal))
    }
}
