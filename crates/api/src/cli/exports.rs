//! `portico export …`

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{Failure, keys::find, print};
use crate::{
    context::Context,
    features::{exports, imports::source::Format},
};

#[derive(Debug, Args)]
pub struct Options {
    /// The tenant's slug.
    #[arg(long)]
    tenant: String,
    /// An empty or new folder, or a new file that ends in .zip.
    #[arg(long)]
    out: PathBuf,
    #[arg(long, default_value = "ndjson")]
    format: Kind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Ndjson,
    Csv,
}

pub async fn run(options: Options, context: Context) -> Result<(), Failure> {
    let tenant = find(&context, &options.tenant).await?;
    let format = match options.format {
        Kind::Ndjson => Format::Ndjson,
        Kind::Csv => Format::Csv,
    };
    let written = exports::run::run(&context, &tenant, &options.out, format).await;
    let written = written.map_err(|error| format!("{}: {error}", options.out.display()))?;
    for (kind, lines) in written.lines {
        print(&format!("{kind}: {lines} lines\n"))?;
    }
    // Nobody to tell is no error.
    let mut told = std::io::stderr();
    if !written.without_pdf.is_empty() {
        let numbers = written.without_pdf.join(", ");
        let _ = writeln!(
            told,
            "Without their PDF, which could not be made, or was issued meanwhile: {numbers}."
        );
    }
    if let Some((count, until)) = written.kept {
        let _ = writeln!(
            told,
            "Left out: {count} invoices of erased customers that have to be kept, the last of them until {until}. \
             Keep this database until then."
        );
    }
    Ok(())
}
