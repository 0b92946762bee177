//! A list that is read page by page and kept while somebody is signed in.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use portico_shared::Page;
use serde::de::DeserializeOwned;

use super::{
    Abort, Client, Failure,
    fetch::{Answer, Call},
};
use crate::effect;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was asked for yet.
    Idle,
    Loading,
    Failed(Failure),
    Ready,
}

/// Where it lives longer than the page that shows it, coming back shows it at once.
pub struct List<T: Send + Sync + 'static> {
    client: Client,
    path: StoredValue<String>,
    /// Shared with whoever shows them: a copy of a whole answer costs code and time.
    pub items: RwSignal<Vec<Arc<T>>>,
    pub phase: RwSignal<Phase>,
    next: RwSignal<Option<String>>,
}

// Derives would ask the same of `T`.
impl<T: Send + Sync + 'static> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for List<T> {}

type Take = Box<dyn FnOnce(Answer) -> Result<(), Failure>>;

/// The part of it that is the same for all lists, so that it is in the bundle once.
async fn load(client: Client, call: Call, phase: RwSignal<Phase>, resting: Phase, take: Take) {
    let answer = client.authorised(call).await;
    phase.set(match answer.and_then(take) {
        Ok(()) => Phase::Ready,
        Err(Failure::Aborted) => resting,
        Err(failure) => Phase::Failed(failure),
    });
}

impl<T: DeserializeOwned + Send + Sync + 'static> List<T> {
    pub fn new(client: Client, path: &str) -> Self {
        Self {
            client,
            path: StoredValue::new(path.to_owned()),
            items: RwSignal::new(Vec::new()),
            phase: RwSignal::new(Phase::Idle),
            next: RwSignal::new(None),
        }
    }

    /// Takes a first page that came with something else.
    pub fn fill(self, page: Page<T>) {
        self.next.set(page.pagination.next_cursor);
        self.items.set(page.data.into_iter().map(Arc::new).collect());
        self.phase.set(Phase::Ready);
    }

    /// Asks for the first page unless it is there, also after a request that was cut short.
    pub fn open(self, abort: Abort) {
        effect(move || {
            if self.phase.get() == Phase::Idle {
                self.more(abort);
            }
        });
    }

    /// Asks for the first page before anybody shows it.
    pub fn warm(self) {
        if self.phase.get_untracked() == Phase::Idle {
            self.more(Abort::never());
        }
    }

    /// Forgets everything; whoever shows the list asks anew.
    pub fn reset(self) {
        self.next.set(None);
        self.items.set(Vec::new());
        self.phase.set(Phase::Idle);
    }

    /// Asks for the next page, or for the first.
    pub fn more(self, abort: Abort) {
        if self.phase.get_untracked() == Phase::Loading {
            return;
        }
        let resting = self.resting();
        self.phase.set(Phase::Loading);
        let cursor = self.next.get_untracked();
        let cursor = cursor.map(|cursor| js_sys::encode_uri_component(&cursor));
        let cursor = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        let path = self.path.get_value();
        let sign = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{sign}limit=30{cursor}");
        let take = move |answer: Answer| {
            let page = answer.read::<Page<T>>()?;
            self.next.set(page.pagination.next_cursor);
            self.items
                .update(|items| items.extend(page.data.into_iter().map(Arc::new)));
            Ok(())
        };
        let call = Call::get(&path).until(abort);
        spawn_local(load(self.client, call, self.phase, resting, Box::new(take)));
    }

    /// What it holds, and where it goes on: to be put back into a list of the same.
    pub fn held(self) -> Option<(Vec<Arc<T>>, Option<String>)> {
        let is_whole = self.phase.try_get_untracked() == Some(Phase::Ready);
        let items = is_whole.then(|| self.items.try_get_untracked()).flatten()?;
        Some((items, self.next.try_get_untracked().flatten()))
    }

    pub fn hold(self, items: Vec<Arc<T>>, next: Option<String>) {
        self.next.set(next);
        self.items.set(items);
        self.phase.set(Phase::Ready);
    }

    pub fn has_more(self) -> bool {
        self.next.with(Option::is_some)
    }

    /// Puts a changed item in the place of its former self.
    pub fn replace(self, changed: Arc<T>, is_same: impl Fn(&T, &T) -> bool) {
        self.items.update(|items| {
            if let Some(item) = items.iter_mut().find(|item| is_same(item, &changed)) {
                *item = changed;
            }
        });
    }

    fn resting(self) -> Phase {
        // A list that lived with the view is gone by now, like it.
        if self.items.try_with_untracked(Vec::is_empty).unwrap_or(true) {
            Phase::Idle
        } else {
            Phase::Ready
        }
    }
}
