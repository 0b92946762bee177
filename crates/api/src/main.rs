//! The command line. Everything it does is in the library.

use std::process::ExitCode;

use clap::Parser;
use portico::cli::{self, Cli};

fn main() -> ExitCode {
    match cli::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One clear line: what, where, and what to do now.
            eprintln!("portico: {error}");
            ExitCode::FAILURE
        }
    }
}
