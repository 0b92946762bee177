//! The commands of `portico`.

mod exports;
mod house_keys;
mod imports;
mod keys;
mod operators;
mod serve;
mod tenants;

use std::{io::Write, net::SocketAddr, path::PathBuf};

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};

use crate::{
    config::{self, Config},
    demo,
    http::openapi,
    startup,
};

/// Portico: a customer portal for businesses that sell subscriptions.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Cli {
    /// Configuration file; `portico.toml` here when absent.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API, the portal and the console.
    Serve {
        /// Address and port, over `http.listen`.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Brings the database to this version, and stops.
    Migrate,
    /// Prints the `OpenAPI` document as YAML.
    Openapi,
    /// Serves a demo with made-up customers; makes its data where there are none.
    Demo(demo::Options),
    /// Makes and lists tenants.
    #[command(subcommand)]
    Tenant(tenants::Command),
    /// Makes, lists and revokes API keys.
    #[command(subcommand)]
    Apikey(keys::Command),
    /// Makes operators of the console, and lets them in again.
    #[command(subcommand)]
    Operator(operators::Command),
    /// Changes the keys of the house.
    #[command(subcommand)]
    Keys(house_keys::Command),
    /// Takes over customers, contracts and invoices of another system: checks all lines, then writes them.
    Import(imports::Options),
    /// Writes what an import can take over into files.
    Export(exports::Options),
    /// Looks at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Prints the configuration that is in force, without secrets, or says what is wrong and where.
    Check,
}

type Failure = Box<dyn std::error::Error>;

/// Runs a command.
///
/// # Errors
/// One line for the person at the terminal.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let load = || config::load(cli.config.as_deref());
    match cli.command {
        Command::Openapi => print(&openapi::yaml()?),
        Command::Config(ConfigCommand::Check) => print(&toml(&load()?)?),
        Command::Serve { listen } => {
            let mut config = load()?;
            config.http.listen = listen.unwrap_or(config.http.listen);
            serve::serve(config)
        }
        Command::Demo(options) => serve::demo(&options, load()?),
        Command::Migrate => block_on(async {
            let config = load()?;
            startup::build(config, None).await?;
            print("The database is up to date.\n")
        }),
        Command::Tenant(command) => {
            block_on(async { tenants::run(command, startup::build(load()?, None).await?).await })
        }
        Command::Operator(command) => {
            block_on(async { operators::run(command, startup::build(load()?, None).await?).await })
        }
        Command::Keys(command) => {
            block_on(async { house_keys::run(command, startup::build(load()?, None).await?).await })
        }
        Command::Import(options) => {
            block_on(async { imports::run(options, startup::build(load()?, None).await?).await })
        }
        Command::Export(options) => {
            block_on(async { exports::run(options, startup::build(load()?, None).await?).await })
        }
        Command::Apikey(command) => block_on(async { keys::run(command, startup::build(load()?, None).await?).await }),
    }
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Runtime::new()?.block_on(work)
}

fn toml(config: &Config) -> Result<String, Failure> {
    Ok(toml::to_string_pretty(config)?)
}

/// Prints; a reader that went away (`| head`) is no error.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// For `--expires` and `--now`: an instant or a day.
///
/// # Errors
/// Says which forms are known.
pub fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let day = text
        .parse::<chrono::NaiveDate>()
        .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    text.parse::<DateTime<Utc>>()
        .or(day)
        .map_err(|_| "give an instant such as 2026-11-22T13:00:00Z or a day such as 2026-11-22".into())
}
