//! ZIP archives: unpacked into a private folder, within limits that no header is trusted for.

use std::{
    collections::HashSet,
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

/// What folders with unpacked files are called.
pub const PREFIX: &str = "portico-import-";

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
    #[error("{0} is there twice, or both as a file and as a folder")]
    Repeated(String),
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
            Self::Repeated(_) => "repeated",
            Self::Disk(_) => "unreadable",
        }
    }
}

impl From<ZipError> for Refusal {
    fn from(error: ZipError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// Refuses archives whose own table would be large, before it is read: every place that may be the end of the
/// table is looked at, because a reader may take any of them for it.
///
/// # Errors
/// When any of them names more entries than an archive may hold, or needs the form for larger archives.
pub fn count(archive: &[u8]) -> Result<(), Refusal> {
    const END: &[u8] = b"PK\x05\x06";
    const LARGE_END: &[u8] = b"PK\x06\x07";
    for (at, start) in archive
        .windows(4)
        .enumerate()
        .filter(|(_, four)| four.starts_with(b"PK"))
    {
        let entries = archive
            .get(at + 10..at + 12)
            .map_or(0, |two| usize::from(two[0]) + 256 * usize::from(two[1]));
        if start == LARGE_END || (start == END && entries > MOST_ENTRIES) {
            return Err(Refusal::TooManyEntries);
        }
    }
    Ok(())
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
    let (mut files, mut folders) = (HashSet::new(), HashSet::new());
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
        let path = name.trim_end_matches('/');
        folders.extend(path.match_indices('/').map(|(end, _)| path[..end].to_owned()));
        if entry.is_dir() {
            folders.insert(path.to_owned());
        } else if !files.insert(path.to_owned()) {
            return Err(Refusal::Repeated(name));
        }
    }
    match files.intersection(&folders).next() {
        Some(name) => Err(Refusal::Repeated(name.clone())),
        None => Ok(()),
    }
}

fn limit(packed: u64) -> u64 {
    packed.saturating_mul(MOST_RATIO).max(SMALL)
}

/// Also: no name that a file system may refuse.
fn leads_downwards(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 1000
        && !name.contains(['\\', ':'])
        && !name.contains("//")
        && !name.chars().any(char::is_control)
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(part) if part.len() <= 255))
}

/// Unpacks into a folder of its own within `place`, which is removed with what is given back.
///
/// # Errors
/// As for [`inspect`]; sizes are counted while unpacking, because headers may lie.
pub fn unpack(file: impl Read + Seek, place: &Path) -> Result<tempfile::TempDir, Refusal> {
    let mut file = file;
    inspect(&mut file)?;
    let mut archive = ZipArchive::new(file)?;
    let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)?;
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
