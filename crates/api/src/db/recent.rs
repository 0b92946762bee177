//! What every request asks the database for, kept for a moment.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};

/// For how long another instance's change may go unnoticed.
const KEPT: TimeDelta = TimeDelta::seconds(1);
/// Values that are kept at once.
const MOST: usize = 10_000;

/// How many changes of some kind this process made: each ends what was kept before it.
#[derive(Debug, Clone, Default)]
pub struct Changes(Arc<AtomicU64>);

impl Changes {
    pub fn note(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn count(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Values as they were read a second ago at most. This process's own changes end them at once.
#[derive(Debug)]
pub struct Recent<K, V>(Mutex<HashMap<K, Entry<V>>>);

#[derive(Debug)]
struct Entry<V> {
    value: V,
    read_at: DateTime<Utc>,
    /// How many changes had begun or ended before it was read.
    changes: u64,
}

impl<V> Entry<V> {
    fn is_fresh(&self, changes: &Changes, now: DateTime<Utc>) -> bool {
        let age = now - self.read_at;
        self.changes == changes.count() && TimeDelta::zero() <= age && age < KEPT
    }
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// The value that is kept, else the one that `read` finds. What is not found is asked for again.
    ///
    /// # Errors
    /// Those of `read`.
    pub async fn or_read<E>(
        &self,
        changes: &Changes,
        now: DateTime<Utc>,
        key: K,
        read: impl Future<Output = Result<Option<V>, E>>,
    ) -> Result<Option<V>, E> {
        if let Some(value) = self.fresh(changes, now, &key) {
            return Ok(Some(value));
        }
        // Counted before reading: a change in between makes the value stale, not wrong.
        let before = changes.count();
        let found = read.await?;
        if let Some(value) = found.clone() {
            let read_at = now;
            let entry = Entry {
                value,
                read_at,
                changes: before,
            };
            self.keep(changes, now, key, entry);
        }
        Ok(found)
    }

    fn fresh(&self, changes: &Changes, now: DateTime<Utc>, key: &K) -> Option<V> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(key).filter(|entry| entry.is_fresh(changes, now))?;
        Some(entry.value.clone())
    }

    fn keep(&self, changes: &Changes, now: DateTime<Utc>, key: K, entry: Entry<V>) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MOST {
            entries.retain(|_, entry| entry.is_fresh(changes, now));
        }
        if entries.len() < MOST {
            entries.insert(key, entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found under one key, where reading would find `stored`.
    async fn ask(recent: &Recent<u8, u8>, changes: &Changes, millis: i64, stored: u8) -> u8 {
        let now = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(millis);
        let read = async { Ok::<_, ()>(Some(stored)) };
        recent.or_read(changes, now, 1, read).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_value_is_kept_for_less_than_a_second() {
        let (recent, changes) = (Recent::default(), Changes::default());
        assert_eq!(ask(&recent, &changes, 0, 1).await, 1);
        assert_eq!(ask(&recent, &changes, 999, 2).await, 1);
        assert_eq!(ask(&recent, &changes, 1000, 3).await, 3);
        assert_eq!(
            ask(&recent, &changes, 500, 4).await,
            4,
            "a clock that was set back keeps nothing longer"
        );
    }

    #[tokio::test]
    async fn a_change_by_this_process_ends_it_at_once() {
        let (recent, changes) = (Recent::default(), Changes::default());
        assert_eq!(ask(&recent, &changes, 0, 1).await, 1);
        changes.note();
        assert_eq!(ask(&recent, &changes, 1, 2).await, 2);
    }

    #[tokio::test]
    async fn what_was_read_while_something_changed_is_read_again() {
        let (recent, changes) = (Recent::default(), Changes::default());
        let read = async {
            changes.note();
            Ok::<_, ()>(Some(1))
        };
        assert_eq!(
            recent.or_read(&changes, DateTime::UNIX_EPOCH, 1, read).await,
            Ok(Some(1))
        );
        assert_eq!(ask(&recent, &changes, 0, 2).await, 2);
    }
}
