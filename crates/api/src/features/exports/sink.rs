//! Where an export goes: a folder, or a ZIP archive. What holds personal data is readable to its owner alone.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Error, ErrorKind, Write},
    path::{Path, PathBuf},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

pub enum Sink {
    Folder {
        folder: PathBuf,
        open: Option<BufWriter<File>>,
    },
    Archive(Box<ZipWriter<BufWriter<File>>>),
}

impl Sink {
    /// # Errors
    /// When something is there already: nothing is written over.
    pub fn create(out: &Path) -> Result<Self, Error> {
        if out.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")) {
            let file = BufWriter::new(create_private(out)?);
            return Ok(Self::Archive(Box::new(ZipWriter::new(file))));
        }
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(out)?;
        if out.read_dir()?.next().is_some() {
            return Err(Error::new(ErrorKind::AlreadyExists, "the folder is not empty"));
        }
        Ok(Self::Folder {
            folder: out.to_owned(),
            open: None,
        })
    }

    /// Begins a file; what is written from now on goes there.
    pub fn begin(&mut self, name: &str, is_packed: bool) -> Result<(), Error> {
        match self {
            Self::Folder { folder, open } => {
                if let Some(mut before) = open.take() {
                    before.flush()?;
                }
                let path = folder.join(name);
                if let Some(parent) = path.parent() {
                    std::fs::create_dir_all(parent)?;
                }
                *open = Some(BufWriter::new(create_private(&path)?));
            }
            Self::Archive(archive) => {
                let method = if is_packed {
                    CompressionMethod::Deflated
                } else {
                    CompressionMethod::Stored
                };
                // Without a time: the same data gives the same archive.
                let options = SimpleFileOptions::default()
                    .compression_method(method)
                    .unix_permissions(0o600);
                archive.start_file(name, options.large_file(true))?;
            }
        }
        Ok(())
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Folder { open, .. } => open.as_mut().map_or(Ok(()), |file| file.write_all(bytes)),
            Self::Archive(archive) => archive.write_all(bytes),
        }
    }

    pub fn finish(self) -> Result<(), Error> {
        match self {
            Self::Folder { open, .. } => open.map_or(Ok(()), |mut file| file.flush()),
            Self::Archive(archive) => archive.finish()?.flush(),
        }
    }
}

fn create_private(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
