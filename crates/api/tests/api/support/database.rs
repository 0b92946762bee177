//! A database for each test: a SQLite file, or a PostgreSQL database made from a migrated template.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
};

use portico::config::{Config, Secret};
use portico_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database as SeaDatabase, DatabaseConnection, Statement};
use tokio::sync::OnceCell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub enum Database {
    Sqlite(tempfile::TempDir),
    Postgres { server: String, name: String },
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

impl Database {
    pub async fn create(kind: Kind) -> Self {
        if kind == Kind::Sqlite {
            return Self::Sqlite(tempfile::tempdir().unwrap());
        }
        let server = std::env::var("PORTICO_TEST_POSTGRES_URL")
            .expect("PORTICO_TEST_POSTGRES_URL names a throw-away PostgreSQL; `make test` starts one");
        let template = TEMPLATE.get_or_init(|| template(server.clone())).await;
        let name = fresh_name("t");
        execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self::Postgres { server, name }
    }

    /// One without any table, and a connection to it.
    pub async fn blank(kind: Kind) -> (Self, DatabaseConnection) {
        if kind == Kind::Sqlite {
            let folder = tempfile::tempdir().unwrap();
            let db = connect(&format!("sqlite://{}/blank.db?mode=rwc", folder.path().display())).await;
            return (Self::Sqlite(folder), db);
        }
        let server = std::env::var("PORTICO_TEST_POSTGRES_URL").expect("PORTICO_TEST_POSTGRES_URL");
        let name = fresh_name("blank");
        execute(&server, &format!("CREATE DATABASE {name}")).await;
        let db = connect(&address(&server, &name)).await;
        (Self::Postgres { server, name }, db)
    }

    /// Where it is; nothing for the embedded one.
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres { server, name } => Some(address(server, name)),
        }
    }

    /// Runs statements on one that is not embedded.
    pub async fn run(&self, statements: &str) {
        execute(&self.url().unwrap(), statements).await;
    }

    pub fn point(&self, config: &mut Config) {
        match self {
            Self::Sqlite(folder) => config.database.folder = folder.path().to_owned(),
            Self::Postgres { server, name } => {
                config.database.url = Secret::new(address(server, name));
                config.auth.master_key = Secret::new("unused");
            }
        }
    }

    pub async fn drop(self) {
        if let Self::Postgres { server, name } = self {
            execute(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

impl super::TestApp {
    /// Which tables have more rows than then, and how many more.
    pub async fn rows_since(&self, before: &BTreeMap<String, i64>) -> Vec<(i64, String)> {
        let more = self.row_counts().await.into_iter();
        more.filter(|(table, count)| before[table] != *count)
            .map(|(table, count)| (count - before[&table], table))
            .collect()
    }

    /// Runs a statement behind the stores.
    pub async fn run_sql(&self, sql: &str) {
        let tx = self.context.db.begin().await.unwrap();
        tx.execute_unprepared(sql).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many rows each table has.
    pub async fn row_counts(&self) -> BTreeMap<String, i64> {
        let db = self.context.db.read();
        let query = async |sql: String| {
            db.query_all_raw(Statement::from_string(db.get_database_backend(), sql))
                .await
                .unwrap()
        };
        let names = match self.context.db.is_postgres() {
            true => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
            false => "SELECT name FROM sqlite_master WHERE type = 'table'",
        };
        let mut all = BTreeMap::new();
        for row in query(names.into()).await {
            let name: String = row.try_get("", "name").unwrap();
            let count = query(format!("SELECT count(*) AS count FROM \"{name}\"")).await;
            all.insert(name, count[0].try_get("", "count").unwrap());
        }
        all
    }
}

/// One that no other test, and no other run at the same time, has.
fn fresh_name(kind: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!(
        "{kind}_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

async fn template(server: String) -> String {
    let name = fresh_name("template");
    execute(&server, &format!("CREATE DATABASE {name}")).await;
    let db = connect(&address(&server, &name)).await;
    Migrator::up(&db, None).await.unwrap();
    db.close().await.unwrap();
    name
}

/// The same server, another database.
fn address(server: &str, name: &str) -> String {
    let (base, rest) = server.rsplit_once('/').unwrap();
    let query = rest
        .split_once('?')
        .map_or(String::new(), |(_, query)| format!("?{query}"));
    format!("{base}/{name}{query}")
}

async fn connect(url: &str) -> DatabaseConnection {
    SeaDatabase::connect(
        sea_orm::ConnectOptions::new(url)
            .max_connections(1)
            .sqlx_logging(false)
            .to_owned(),
    )
    .await
    .unwrap()
}

async fn execute(server: &str, statement: &str) {
    let db = connect(server).await;
    db.execute_unprepared(statement).await.unwrap();
    db.close().await.unwrap();
}
