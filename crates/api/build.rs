//! The folders of the front ends are there before they are embedded: a debug build remembers where they are,
//! and would look elsewhere for ever if they came later.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    for folder in ["../../dist", "../../dist-console"] {
        fs::create_dir_all(Path::new(folder))?;
        // A release build holds the files themselves, also those with new names.
        if env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
            println!("cargo:rerun-if-changed={folder}");
        }
    }
    Ok(())
}
