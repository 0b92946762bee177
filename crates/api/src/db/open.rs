//! Opening a database and bringing it to this program's version.

use std::time::Duration;

use portico_migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, IsolationLevel, Statement,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

use super::Db;
use crate::config::Config;

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the data folder {folder} is not writable: {error}")]
    Folder { folder: String, error: std::io::Error },
    #[error("the database is newer than this program (it holds migration {0}); install the newer portico")]
    Newer(String),
    #[error("the database cannot be used: {0}")]
    Db(#[from] DbErr),
}

/// For how long a connection that was just used is believed to be there: asking costs a round trip.
const TRUSTED: Duration = Duration::from_secs(1);

/// Opens the database and runs what migrations are missing.
pub async fn open(config: &Config) -> Result<Db, OpenError> {
    let db = connect(config).await?;
    migrate(config, &db).await?;
    Ok(db)
}

async fn connect(config: &Config) -> Result<Db, OpenError> {
    if !config.is_embedded() {
        let mut options = ConnectOptions::new(config.database.url.reveal());
        options
            .max_connections(config.database.connections)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire_if_idle_for(TRUSTED)
            .sqlx_logging(false);
        let pool = Database::connect(options).await?;
        let isolation = isolation(&pool).await?;
        return Ok(Db::new(pool.clone(), pool, isolation));
    }
    let folder = &config.database.folder;
    let unusable = |error| OpenError::Folder {
        folder: folder.display().to_string(),
        error,
    };
    create_private(folder).map_err(unusable)?;
    let probe = folder.join(".writable");
    std::fs::write(&probe, [])
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(unusable)?;
    let file = folder.join("portico.db");
    let write = sqlite(&file, 1).await?;
    let read = sqlite(&file, config.database.connections).await?;
    Ok(Db::new(read, write, None))
}

/// What transactions must ask for to be `READ COMMITTED`: nothing where the server makes them so, which
/// saves each of them a round trip.
async fn isolation(pool: &DatabaseConnection) -> Result<Option<IsolationLevel>, DbErr> {
    let statement = Statement::from_string(DbBackend::Postgres, "SHOW default_transaction_isolation");
    let row = pool.query_one_raw(statement).await?;
    let level = row.map(|row| row.try_get_by_index::<String>(0)).transpose()?;
    Ok((level.as_deref() != Some("read committed")).then_some(IsolationLevel::ReadCommitted))
}

async fn sqlite(file: &std::path::Path, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        // A file does not hang up: asking whether it is there costs two changes of thread a statement.
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .statement_cache_capacity(256)
        });
    Database::connect(options).await
}

async fn migrate(config: &Config, db: &Db) -> Result<(), OpenError> {
    if !db.is_postgres() {
        return upgrade(&db.write).await;
    }
    // Two instances may start at once: a lock lets one of them migrate at a time. It belongs to a
    // connection, so this takes one of its own, which gives the lock back however it ends.
    let mut options = ConnectOptions::new(config.database.url.reveal());
    let alone = Database::connect(options.max_connections(1).sqlx_logging(false).to_owned()).await?;
    alone.execute_unprepared("SELECT pg_advisory_lock(7067671)").await?;
    let done = upgrade(&alone).await;
    alone.close().await?;
    done
}

async fn upgrade(db: &DatabaseConnection) -> Result<(), OpenError> {
    let known: Vec<String> = Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
    let applied = Migrator::get_migration_models(db).await?;
    match applied.into_iter().find(|one| !known.contains(&one.version)) {
        Some(newer) => Err(OpenError::Newer(newer.version)),
        None => Ok(Migrator::up(db, None).await?),
    }
}

/// The folder holds personal data and keys: where we make it, only its owner may look inside.
pub fn create_private(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
