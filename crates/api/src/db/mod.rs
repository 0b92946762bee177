//! The database: embedded `SQLite` or `PostgreSQL`, behind one pair of functions.

pub mod entities;
mod open;
mod recent;

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sha2::{Digest, Sha256};

pub use open::{OpenError, create_private, open};
pub use recent::{Changes, Recent};

/// Connections for reading and for writing. `SQLite` has one writer and several readers; with
/// `PostgreSQL` both are the same pool.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    /// What a transaction asks for; nothing where the database's own way is right.
    isolation: Option<IsolationLevel>,
    /// Transactions that began, and those that were committed by `Context::commit`.
    changes: Changes,
}

impl Db {
    fn new(read: DatabaseConnection, write: DatabaseConnection, isolation: Option<IsolationLevel>) -> Self {
        Self {
            read,
            write,
            isolation,
            changes: Changes::default(),
        }
    }

    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Lets one transaction at a time go on that names this key. The embedded database has one writer anyway.
    pub async fn take_turns(&self, tx: &DatabaseTransaction, key: &[u8]) -> Result<(), DbErr> {
        if self.is_postgres() {
            let digest = Sha256::digest(key);
            let number = digest
                .iter()
                .take(8)
                .fold(0_i64, |sum, byte| (sum << 8) | i64::from(*byte));
            let statement = "SELECT pg_advisory_xact_lock($1)";
            let statement = Statement::from_sql_and_values(DbBackend::Postgres, statement, [number.into()]);
            tx.query_one_raw(statement).await?;
        }
        Ok(())
    }

    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// A transaction that may write. On `SQLite` it takes the write lock at once, so that it never
    /// fails halfway because somebody else wrote first.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.note_change();
        self.write
            .begin_with_options(TransactionOptions {
                isolation_level: self.isolation,
                access_mode: None,
                sqlite_transaction_mode: (!self.is_postgres()).then_some(SqliteTransactionMode::Immediate),
            })
            .await
    }

    /// A transaction that reads everything as it is now, whatever is written meanwhile.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = if self.is_postgres() {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                sqlite_transaction_mode: None,
            }
        } else {
            TransactionOptions {
                isolation_level: None,
                access_mode: None,
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            }
        };
        self.read.begin_with_options(options).await
    }

    /// Ends what [`Recent`] keeps: something is about to change, or did.
    pub fn note_change(&self) {
        self.changes.note();
    }

    pub const fn changes(&self) -> &Changes {
        &self.changes
    }

    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}
