//! The database: embedded `SQLite` or `PostgreSQL`, behind one pair of functions.

pub mod entities;
mod open;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

pub use open::{OpenError, open};

/// Connections for reading and for writing. `SQLite` has one writer and several readers; with
/// `PostgreSQL` both are the same pool.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// A transaction that may write. On `SQLite` it takes the write lock at once, so that it never
    /// fails halfway because somebody else wrote first.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.write
            .begin_with_options(TransactionOptions {
                isolation_level: self.is_postgres().then_some(IsolationLevel::ReadCommitted),
                access_mode: None,
                sqlite_transaction_mode: (!self.is_postgres()).then_some(SqliteTransactionMode::Immediate),
            })
            .await
    }

    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}
