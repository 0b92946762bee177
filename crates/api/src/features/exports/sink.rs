//! Where an export goes: a folder, or a ZIP archive. What holds personal data is readable to its owner alone.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Error, ErrorKind, Write},
    path::{Path, PathBuf},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Files have their names only once everything is written: what was cut off does not look whole.
const UNFINISHED: &str = ".part";

pub struct Sink {
    to: To,
    /// Files that wait for their names.
    unnamed: Vec<PathBuf>,
}

enum To {
    Folder {
        folder: PathBuf,
        open: Option<BufWriter<File>>,
    },
    Archive(Option<Box<ZipWriter<BufWriter<File>>>>),
}

impl Sink {
    /// # Errors
    /// When something is there already: nothing is written over.
    pub fn create(out: &Path) -> Result<Self, Error> {
        if out.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")) {
            if out.exists() {
                return Err(Error::new(ErrorKind::AlreadyExists, "the file exists"));
            }
            let file = BufWriter::new(create_private(&unfinished(out))?);
            return Ok(Self {
                to: To::Archive(Some(Box::new(ZipWriter::new(file)))),
                unnamed: vec![out.to_owned()],
            });
        }
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(out)?;
        if out.read_dir()?.next().is_some() {
            return Err(Error::new(ErrorKind::AlreadyExists, "the folder is not empty"));
        }
        let to = To::Folder {
            folder: out.to_owned(),
            open: None,
        };
        Ok(Self {
            to,
            unnamed: Vec::new(),
        })
    }

    /// Begins a file; what is written from now on goes there.
    pub fn begin(&mut self, name: &str, is_packed: bool) -> Result<(), Error> {
        match &mut self.to {
            To::Folder { folder, open } => {
                if let Some(mut before) = open.take() {
                    before.flush()?;
                }
                let path = folder.join(name);
                if let Some(parent) = path.parent() {
                    std::fs::create_dir_all(parent)?;
                }
                *open = Some(BufWriter::new(create_private(&unfinished(&path))?));
                self.unnamed.push(path);
            }
            To::Archive(archive) => {
                let method = if is_packed {
                    CompressionMethod::Deflated
                } else {
                    CompressionMethod::Stored
                };
                // Without a time: the same data gives the same archive.
                let options = SimpleFileOptions::default()
                    .compression_method(method)
                    .unix_permissions(0o600);
                if let Some(archive) = archive {
                    archive.start_file(name, options.large_file(true))?;
                }
            }
        }
        Ok(())
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.to {
            To::Folder { open, .. } => open.as_mut().map_or(Ok(()), |file| file.write_all(bytes)),
            To::Archive(archive) => archive.as_mut().map_or(Ok(()), |file| file.write_all(bytes)),
        }
    }

    pub fn finish(mut self) -> Result<(), Error> {
        match &mut self.to {
            To::Folder { open, .. } => open.take().map_or(Ok(()), |mut file| file.flush())?,
            To::Archive(archive) => {
                if let Some(archive) = archive.take() {
                    archive.finish()?.flush()?;
                }
            }
        }
        for path in std::mem::take(&mut self.unnamed) {
            std::fs::rename(unfinished(&path), path)?;
        }
        Ok(())
    }
}

impl Drop for Sink {
    /// What was not finished is of no use to anybody.
    fn drop(&mut self) {
        for path in &self.unnamed {
            let _ = std::fs::remove_file(unfinished(path));
        }
    }
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(UNFINISHED);
    name.into()
}

fn create_private(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
