//! ZIP archives: unpacked into a private folder, within limits that no header is trusted for.

use std::{
    fs::{File, create_dir_all},
    io::{Read, Seek, copy},
    path::{Component, Path},
};

use zip::{ZipArchive, result::ZipError};

/// Bytes of an archive that is sent over HTTP.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
const MOST_ENTRIES: usize = 10_000;
/// Bytes of all that was packed.
const MOST_UNPACKED: u64 = 1024 * 1024 * 1024;
/// How many times its packed size an entry may come to; lines of JSON come to 10 to 30.
const MOST_RATIO: u64 = 200;
/// What is smaller than this is no bomb.
const SMALL: u64 = 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("this is no ZIP archive that can be read: {0}")]
    Unreadable(String),
    #[error("an archive holds at most 10000 entries")]
    TooManyEntries,
    #[error("an archive holds at most 1 GiB unpacked")]
    TooLarge,
    #[error("{0} comes to more than 200 times its packed size")]
    Bomb(String),
    #[error("{0}: paths lead downwards: no .., no absolute path, no backslash")]
    Path(String),
    #[error("{0} is a link or another special file")]
    Special(String),
    #[error("it could not be unpacked: {0}")]
    Disk(#[from] std::io::Error),
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "invalid",
            Self::TooManyEntries | Self::TooLarge | Self::Bomb(_) => "too-large",
            Self::Path(_) | Self::Special(_) => "not-permitted",
            Self::Disk(_) => "unreadable",
        }
    }
}

impl From<ZipError> for Refusal {
    fn from(error: ZipError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// Looks at what an archive says it holds; nothing is unpacked.
///
/// # Errors
/// What it must not hold.
pub fn inspect(file: impl Read + Seek) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(file)?;
    if archive.len() > MOST_ENTRIES {
        return Err(Refusal::TooManyEntries);
    }
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        let name = entry.name()?.into_owned();
        if !leads_downwards(&name) {
            return Err(Refusal::Path(name));
        }
        let special = entry
            .unix_mode()
            .is_some_and(|mode| !matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000));
        if special || entry.is_symlink() {
            return Err(Refusal::Special(name));
        }
        unpacked = unpacked.saturating_add(entry.size());
        if unpacked > MOST_UNPACKED {
            return Err(Refusal::TooLarge);
        }
        if entry.size() > limit(entry.compressed_size()) {
            return Err(Refusal::Bomb(name));
        }
    }
    Ok(())
}

fn limit(packed: u64) -> u64 {
    packed.saturating_mul(MOST_RATIO).max(SMALL)
}

fn leads_downwards(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', ':', '\0'])
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// Unpacks into a folder of its own, which is removed with what is given back.
///
/// # Errors
/// As for [`inspect`]; sizes are counted while unpacking, because headers may lie.
pub fn unpack(file: impl Read + Seek) -> Result<tempfile::TempDir, Refusal> {
    let mut file = file;
    inspect(&mut file)?;
    let mut archive = ZipArchive::new(file)?;
    let folder = tempfile::Builder::new().prefix("portico-import-").tempdir()?;
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        // What one system puts beside the files of its archives.
        if entry.is_dir() || name.starts_with("__MACOSX/") {
            continue;
        }
        let path = folder.path().join(&name);
        if let Some(parent) = path.parent() {
            create_dir_all(parent)?;
        }
        let most = limit(entry.compressed_size()).min(left);
        let mut out = File::create_new(&path)?;
        let written = copy(&mut entry.by_ref().take(most + 1), &mut out).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput | std::io::ErrorKind::UnexpectedEof => {
                Refusal::Unreadable(format!("{name}: {error}"))
            }
            _ => Refusal::Disk(error),
        })?;
        if written > most {
            return Err(if most == left {
                Refusal::TooLarge
            } else {
                Refusal::Bomb(name)
            });
        }
        left -= written;
    }
    Ok(folder)
}
