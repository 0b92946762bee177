//! `portico keys …`

use std::path::PathBuf;

use clap::Subcommand;

use super::{Failure, print};
use crate::{auth::keys::MasterKey, context::Context, features::house_keys, startup};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes the next pair of keys that signs access tokens. Servers that run take it up; nobody is signed out.
    Rotate {
        /// Changes the master key instead: what is stored is wrapped with a new one.
        #[arg(long)]
        master: bool,
        /// Where to write the new master key, when the present one is configured.
        #[arg(long, requires = "master")]
        to: Option<PathBuf>,
    },
}

pub async fn run(command: Command, context: Context) -> Result<(), Failure> {
    let Command::Rotate { master, to } = command;
    if !master {
        let id = house_keys::rotate_signing(&context).await?;
        return print(&format!(
            "The key {id} is published; it signs in 5 minutes, and the old one checks for another 15.\n"
        ));
    }
    if context.config.auth.master_key.is_empty() {
        if to.is_some() {
            return Err("--to is for a configured master key; this one is in the data folder, and stays there".into());
        }
        let file = startup::master_key_file(&context.config);
        let next = house_keys::next_to(&file);
        let old = MasterKey::parse(&std::fs::read_to_string(&file)?)?;
        house_keys::clear_stale(&context, &next).await?;
        house_keys::wrap_anew(&context, &old, &next).await?;
        house_keys::finish_rotation(&context.db, &file, context.master.clone()).await?;
        return print(&format!("{} holds a new master key.\n", file.display()));
    }
    let file = to.ok_or("auth.master_key is configured: name a file for the new one with --to")?;
    let old = MasterKey::parse(context.config.auth.master_key.reveal())?;
    house_keys::wrap_anew(&context, &old, &file).await?;
    print(&format!(
        "{} holds the new master key. Configure it before the next start; servers that run go on.\n",
        file.display()
    ))
}
