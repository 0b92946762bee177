//! For `make bench`: makes data by the million, straight in the database, and does with sqlx alone what
//! Portico does with all its layers, so that its figures have something to stand beside.

mod dialect;
mod fill;
mod plans;
mod sql;
mod views;

/// On the embedded database.
mod sqlite {
    use super::{sql, views};

    pub type Database = sqlx::Sqlite;
    include!("by_hand.rs");
}

/// The same code on PostgreSQL.
mod postgres {
    use super::{sql, views};

    pub type Database = sqlx::Postgres;
    include!("by_hand.rs");
}

use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use actix_files::Files;
use actix_web::{App, HttpServer};
use clap::{Parser, Subcommand};
use sqlx::{
    ConnectOptions, PgPool, SqlitePool,
    pool::PoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use uuid::Uuid;

type Failure = Box<dyn std::error::Error>;

/// Connections of Portico's pool, by default.
const CONNECTIONS: u32 = 8;

#[derive(Debug, Parser)]
struct Cli {
    /// `sqlite://FILE` or `postgres://…`
    #[arg(long)]
    database: String,
    /// Whose rows.
    #[arg(long)]
    tenant: Uuid,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes customers with subscriptions and invoices; prints ids to ask for.
    Fill(fill::Options),
    /// Answers `/subscriptions/{customer}` and `/invoices/{customer}`.
    Serve {
        #[arg(long)]
        listen: SocketAddr,
    },
    /// Serves the files of a folder.
    Files {
        #[arg(long)]
        folder: PathBuf,
        #[arg(long)]
        listen: SocketAddr,
    },
    /// Prints how the database finds what the lists ask for.
    Plans {
        #[arg(long)]
        customer: Uuid,
    },
    /// Takes back what is cancelled. Then cancels all subscriptions and takes that back, over and over;
    /// prints changes a second.
    Change {
        #[arg(long)]
        seconds: u64,
        /// At once.
        #[arg(long, default_value_t = 16)]
        workers: usize,
    },
}

/// Either pool.
enum Pool {
    /// Readers, and the one writer.
    Sqlite(SqlitePool, SqlitePool),
    Postgres(PgPool),
}

#[actix_web::main]
async fn main() -> Result<(), Failure> {
    let Cli {
        database,
        tenant,
        command,
    } = Cli::parse();
    if let Command::Fill(options) = command {
        return fill::run(&database, tenant, &options).await;
    }
    if let Command::Files { folder, listen } = command {
        let files = move || App::new().service(Files::new("/", &folder));
        return Ok(HttpServer::new(files).bind(listen)?.run().await?);
    }
    let pool = connect(&database).await?;
    match (command, pool) {
        (Command::Serve { listen }, Pool::Sqlite(read, _)) => sqlite::serve(read, tenant, listen).await,
        (Command::Serve { listen }, Pool::Postgres(pool)) => postgres::serve(pool, tenant, listen).await,
        (Command::Plans { customer }, pool) => plans::print(&pool, tenant, customer).await,
        (Command::Change { seconds, workers }, pool) => {
            let (time, workers) = (Duration::from_secs(seconds), workers.max(1));
            let rate = match pool {
                Pool::Sqlite(_, write) => sqlite::change(write, tenant, time, workers, "BEGIN IMMEDIATE").await?,
                Pool::Postgres(pool) => postgres::change(pool, tenant, time, workers, "BEGIN").await?,
            };
            say(&format!("{rate:.1}"))
        }
        (Command::Fill(_) | Command::Files { .. }, _) => Ok(()),
    }
}

/// Opens a database as Portico opens it.
async fn connect(url: &str) -> Result<Pool, Failure> {
    if url.starts_with("postgres:") {
        let pool = PoolOptions::new().max_connections(CONNECTIONS).connect(url).await?;
        return Ok(Pool::Postgres(pool));
    }
    let options = SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(256)
        .disable_statement_logging();
    let read = PoolOptions::new()
        .max_connections(CONNECTIONS)
        .connect_with(options.clone())
        .await?;
    let write = PoolOptions::new().max_connections(1).connect_with(options).await?;
    Ok(Pool::Sqlite(read, write))
}

fn say(line: &str) -> Result<(), Failure> {
    use std::io::Write;
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
