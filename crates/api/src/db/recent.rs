//! What every request asks the database for, kept for a moment.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use super::Db;

/// For how long another instance's change may go unnoticed.
const KEPT: TimeDelta = TimeDelta::seconds(1);
/// Values that are kept at once.
const MOST: usize = 10_000;

/// Values as they were read a second ago at most. This process's own changes end them at once, whatever
/// they changed.
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
    fn is_fresh(&self, db: &Db, now: DateTime<Utc>) -> bool {
        let age = now - self.read_at;
        self.changes == db.changes() && TimeDelta::zero() <= age && age < KEPT
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
        db: &Db,
        now: DateTime<Utc>,
        key: K,
        read: impl Future<Output = Result<Option<V>, E>>,
    ) -> Result<Option<V>, E> {
        if let Some(value) = self.fresh(db, now, &key) {
            return Ok(Some(value));
        }
        // Counted before reading: a change in between makes the value stale, not wrong.
        let changes = db.changes();
        let found = read.await?;
        if let Some(value) = found.clone() {
            let read_at = now;
            self.keep(
                db,
                now,
                key,
                Entry {
                    value,
                    read_at,
                    changes,
                },
            );
        }
        Ok(found)
    }

    fn fresh(&self, db: &Db, now: DateTime<Utc>, key: &K) -> Option<V> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(key).filter(|entry| entry.is_fresh(db, now))?;
        Some(entry.value.clone())
    }

    fn keep(&self, db: &Db, now: DateTime<Utc>, key: K, entry: Entry<V>) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MOST {
            entries.retain(|_, entry| entry.is_fresh(db, now));
        }
        if entries.len() < MOST {
            entries.insert(key, entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::DatabaseConnection;

    use super::*;

    fn db() -> Db {
        Db::new(DatabaseConnection::default(), DatabaseConnection::default(), None)
    }

    /// What is found under one key, where reading would find `stored`.
    async fn ask(recent: &Recent<u8, u8>, db: &Db, millis: i64, stored: u8) -> u8 {
        let now = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(millis);
        let read = async { Ok::<_, ()>(Some(stored)) };
        recent.or_read(db, now, 1, read).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn a_value_is_kept_for_less_than_a_second() {
        let (recent, db) = (Recent::default(), db());
        assert_eq!(ask(&recent, &db, 0, 1).await, 1);
        assert_eq!(ask(&recent, &db, 999, 2).await, 1);
        assert_eq!(ask(&recent, &db, 1000, 3).await, 3);
        assert_eq!(
            ask(&recent, &db, 500, 4).await,
            4,
            "a clock that was set back keeps nothing longer"
        );
    }

    #[tokio::test]
    async fn a_change_by_this_process_ends_it_at_once() {
        let (recent, db) = (Recent::default(), db());
        assert_eq!(ask(&recent, &db, 0, 1).await, 1);
        db.note_change();
        assert_eq!(ask(&recent, &db, 1, 2).await, 2);
    }

    #[tokio::test]
    async fn what_was_read_while_something_changed_is_read_again() {
        let (recent, db) = (Recent::default(), db());
        let read = async {
            db.note_change();
            Ok::<_, ()>(Some(1))
        };
        assert_eq!(recent.or_read(&db, DateTime::UNIX_EPOCH, 1, read).await, Ok(Some(1)));
        assert_eq!(ask(&recent, &db, 0, 2).await, 2);
    }
}
