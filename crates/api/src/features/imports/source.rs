//! The files of an import, and the documents beside them. Nothing outside their folder is ever read.

use std::{
    fs::File,
    io::Read,
    path::{Component, Path, PathBuf},
};

use portico_shared::imports::ImportKind;

use super::{archive, report::Report};
use crate::features::invoices::files::{MOST_BYTES, fault};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Ndjson,
    Csv,
}

/// One file of lines.
#[derive(Debug, Clone)]
pub struct Source {
    pub path: PathBuf,
    /// As it is named in reports.
    pub name: String,
    pub kind: ImportKind,
    pub format: Format,
}

/// All files of an import, in the order in which they are written: what is referred to comes first.
#[derive(Debug, Default)]
pub struct Sources {
    pub files: Vec<Source>,
    /// Where archives were unpacked; removed with this.
    folders: Vec<tempfile::TempDir>,
}

impl Sources {
    /// Files, folders and ZIP archives.
    ///
    /// # Errors
    /// A report that names what cannot be read or is named in no known way.
    pub fn collect(paths: &[PathBuf]) -> Result<Self, Report> {
        let mut all = Self::default();
        let mut report = Report::default();
        for path in paths {
            let name = path.display().to_string();
            let is_zip = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"));
            if path.is_dir() {
                all.add_folder(path, path, &mut report);
            } else if is_zip {
                match File::open(path)
                    .map_err(|error| ("unreadable", error.to_string()))
                    .and_then(|file| {
                        archive::unpack(file, &std::env::temp_dir())
                            .map_err(|refusal| (refusal.code(), refusal.to_string()))
                    }) {
                    Ok(folder) => all.add_unpacked(folder, &mut report),
                    Err((code, message)) => report.add(&name, 0, "", code, message),
                }
            } else {
                all.add_file(path, name, &mut report);
            }
        }
        all.finish(report)
    }

    /// What an archive held.
    ///
    /// # Errors
    /// As for [`Sources::collect`].
    pub fn unpacked(folder: tempfile::TempDir) -> Result<Self, Report> {
        let mut all = Self::default();
        let mut report = Report::default();
        all.add_unpacked(folder, &mut report);
        all.finish(report)
    }

    fn finish(mut self, mut report: Report) -> Result<Self, Report> {
        if self.files.is_empty() && report.is_clean() {
            report.add("", 0, "", "no-files", NAMES);
        }
        self.files.sort_by_key(|file| file.kind);
        if report.is_clean() { Ok(self) } else { Err(report) }
    }

    fn add_unpacked(&mut self, folder: tempfile::TempDir, report: &mut Report) {
        self.add_folder(folder.path(), folder.path(), report);
        self.folders.push(folder);
    }

    /// A folder's own files and those of its folders; documents are left to the lines that name them.
    fn add_folder(&mut self, root: &Path, folder: &Path, report: &mut Report) {
        let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return report.add(&folder.display().to_string(), 0, "", "unreadable", error.to_string()),
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.add_folder(root, &path, report),
                Ok(kind) if kind.is_file() && format_of(&path).is_some() => {
                    let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
                    self.add_file(&path, name, report);
                }
                _ => {}
            }
        }
    }

    fn add_file(&mut self, path: &Path, name: String, report: &mut Report) {
        if !path.is_file() {
            return report.add(&name, 0, "", "unreadable", "there is no such file");
        }
        match (format_of(path), kind_of(path)) {
            (Some(format), Some(kind)) => self.files.push(Source {
                path: path.to_owned(),
                name,
                kind,
                format,
            }),
            _ => report.add(&name, 0, "", "unknown-file", NAMES),
        }
    }
}

const NAMES: &str = "files are named customers.csv, addresses.ndjson and so on: contacts, customers, addresses, \
    subscriptions or invoices first, then anything after - or _, and .csv, .ndjson or .jsonl";

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        _ => None,
    }
}

fn kind_of(path: &Path) -> Option<ImportKind> {
    let stem = path.file_stem()?.to_str()?;
    stem.split(['-', '_', '.']).next()?.parse().ok()
}

/// A document beside a file of lines.
#[derive(Debug, Clone)]
pub struct Document {
    path: PathBuf,
}

impl Document {
    /// Looks at a document, without following anything that leads elsewhere.
    ///
    /// # Errors
    /// What is wrong with the name or the file: a code and a message.
    pub fn find(beside: &Path, name: &str) -> Result<Self, (&'static str, String)> {
        let given = Path::new(name);
        let plain = !name.is_empty()
            && !name.contains(['\\', ':', '\0'])
            && given.components().all(|part| matches!(part, Component::Normal(_)));
        if !plain {
            let told = "a path relative to the import file, downwards: no .., no absolute path";
            return Err(("not-permitted", told.into()));
        }
        let mut path = beside.parent().unwrap_or(Path::new("")).to_owned();
        let mut last = None;
        for part in given.components() {
            path.push(part);
            let found =
                std::fs::symlink_metadata(&path).map_err(|_| ("unknown", format!("there is no file {name}")))?;
            if found.is_symlink() {
                return Err(("not-permitted", "links are not followed".into()));
            }
            last = Some(found);
        }
        let Some(found) = last.filter(std::fs::Metadata::is_file) else {
            return Err(("unknown", format!("{name} is no file")));
        };
        if found.len() > MOST_BYTES {
            return Err(("too-long", "at most 10 MiB".into()));
        }
        Ok(Self { path })
    }

    /// # Errors
    /// When it cannot be read, has grown, or is no PDF.
    pub fn read(&self) -> Result<Vec<u8>, (&'static str, String)> {
        let mut bytes = Vec::new();
        File::open(&self.path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|error| ("unreadable", error.to_string()))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(("too-long", "at most 10 MiB".into()));
        }
        if let Some((code, told)) = fault(&bytes) {
            return Err((code, told.into()));
        }
        Ok(bytes)
    }
}
