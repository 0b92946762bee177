//! What every form shares: being at work, what the API refused, and entries that would be lost.

use leptos::{html, prelude::*, task::spawn_local};
use portico_shared::ErrorCode;
use portico_ui::{
    client::Failure,
    components::{Icon, close, failure_line, icon, problem_notice},
    platform,
};

use crate::words;

/// Each field's id is its name in the API, so that a refused one can be found.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// Of the dialog that holds the form, where one does.
    pub(crate) node: NodeRef<html::Dialog>,
    pub(crate) working: RwSignal<bool>,
    pub(crate) unsaved: RwSignal<bool>,
    pub(crate) failure: RwSignal<Option<Failure>>,
}

impl Form {
    /// The node is for the dialog of this form alone.
    pub(crate) fn new() -> Self {
        Self::within(NodeRef::new())
    }

    /// In a dialog that is there already.
    pub(crate) fn within(node: NodeRef<html::Dialog>) -> Self {
        Self {
            node,
            working: RwSignal::new(false),
            unsaved: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Sends once at a time. Where it works, the dialog closes and `done` gets the answer; where not, the form says why.
    pub(crate) fn send<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = work.await;
            self.working.set(false);
            match answer {
                Ok(answer) => {
                    self.unsaved.set(false);
                    close(self.node);
                    done(answer);
                }
                Err(failure) => {
                    if let Some(first) = failure.violations().first() {
                        platform::focus_soon(first.property_path.clone());
                    }
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    /// What is wrong with a field, in the reader's language.
    pub(crate) fn wrong(self, path: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure.with(|failure| {
                let all = failure.as_ref().map(Failure::violations).unwrap_or_default();
                let own = all.iter().find(|violation| violation.property_path == path)?;
                Some(words::violation(own).to_owned())
            })
        })
    }

    /// The failure as a whole.
    pub(crate) fn line(self) -> AnyView {
        failure_line(self.failure)
    }

    /// The same; `in_state` says what to do where the state of things forbids it.
    pub(crate) fn line_in_state(self, in_state: &'static str) -> AnyView {
        (move || {
            self.failure
                .with(|failure| failure.as_ref().map(|failure| told(failure, in_state)))
        })
        .into_any()
    }
}

/// What did not work; `in_state` where the state of things forbids it.
pub(crate) fn told(failure: &Failure, in_state: &'static str) -> AnyView {
    if failure.code() != Some(ErrorCode::WrongState) {
        return problem_notice(failure).into_any();
    }
    view! {
        <div class="notice notice-bad" role="alert">
            {icon(Icon::Alert)} <p>{in_state}</p>
        </div>
    }
    .into_any()
}
