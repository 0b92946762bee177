//! ZIP archives that are sent while they are written.

use std::{
    io::{Error, Write},
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::web::Bytes;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tokio::sync::mpsc;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions, write::StreamWriter};

/// Pieces that wait for a client that reads slowly.
pub const PIECES: usize = 4;

/// Why an archive was not written to its end.
pub enum Broken {
    /// The client went away.
    Left,
    Failed(String),
}

impl<E: std::fmt::Display> From<E> for Broken {
    fn from(error: E) -> Self {
        Self::Failed(error.to_string())
    }
}

/// What the archive has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// A ZIP archive that is written while it is sent, so that it never stands in memory.
pub struct Archive {
    zip: ZipWriter<StreamWriter<Pipe>>,
    pipe: Pipe,
    to: mpsc::Sender<Result<Bytes, Error>>,
}

impl Archive {
    pub fn new(to: mpsc::Sender<Result<Bytes, Error>>) -> Self {
        let pipe = Pipe::default();
        Self {
            zip: ZipWriter::new_stream(pipe.clone()),
            pipe,
            to,
        }
    }

    /// Begins a file; what is written from now on goes there.
    pub fn begin(&mut self, name: &str, is_packed: bool) -> Result<(), Broken> {
        self.begin_at(name, is_packed, DateTime::default())
    }

    /// The same of a file that is as old as this day.
    pub fn begin_dated(&mut self, name: &str, is_packed: bool, day: NaiveDate) -> Result<(), Broken> {
        self.begin_at(name, is_packed, midnight(day).unwrap_or_default())
    }

    fn begin_at(&mut self, name: &str, is_packed: bool, time: DateTime) -> Result<(), Broken> {
        let method = if is_packed {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(time)
            .unix_permissions(0o600);
        Ok(self.zip.start_file(name, options)?)
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.zip.write_all(bytes)?;
        self.send().await
    }

    pub async fn json<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), Broken> {
        self.begin(name, true)?;
        let text = serde_json::to_vec_pretty(value)?;
        self.write(&text).await
    }

    pub async fn finish(self) -> Result<(), Broken> {
        let Self { zip, pipe, to } = self;
        zip.finish()?;
        to.send(Ok(pipe.take().into())).await.map_err(|_| Broken::Left)
    }

    async fn send(&self) -> Result<(), Broken> {
        let piece = self.pipe.take();
        if piece.is_empty() {
            return Ok(());
        }
        self.to.send(Ok(piece.into())).await.map_err(|_| Broken::Left)
    }
}

/// None for what the format cannot tell: before 1980, after 2107.
fn midnight(day: NaiveDate) -> Option<DateTime> {
    let part = |number: u32| u8::try_from(number).ok();
    let year = u16::try_from(day.year()).ok()?;
    DateTime::from_date_and_time(year, part(day.month())?, part(day.day())?, 0, 0, 0).ok()
}
