//! What is logged while tests run, at every level. It can be captured, and goes to the file that
//! `PORTICO_TEST_LOG` names, for `tests/run` to search.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    sync::{LazyLock, Mutex, Once},
};

use tracing_subscriber::EnvFilter;

/// Everything but the HTTP client of the tests, which knows their secrets.
const FILTER: &str = "trace,hyper=off,hyper_util=off,reqwest=off";

static FILE: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
    let path = std::env::var_os("PORTICO_TEST_LOG")?;
    let file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    Some(Mutex::new(file))
});
static CAPTURES: Mutex<Vec<Option<Vec<u8>>>> = Mutex::new(Vec::new());

/// Where all lines go.
struct Sink;

impl Write for Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Some(file) = &*FILE {
            file.lock().unwrap().write_all(line)?;
        }
        for capture in CAPTURES.lock().unwrap().iter_mut().flatten() {
            capture.extend_from_slice(line);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to log, once a process.
pub fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(FILTER))
            .with_ansi(false)
            .with_writer(|| Sink)
            .init();
    });
}

/// Keeps from now on what all tests of this process log, as long as it lives.
pub struct Capture(usize);

impl Capture {
    pub fn begin() -> Self {
        start();
        let mut all = CAPTURES.lock().unwrap();
        all.push(Some(Vec::new()));
        Self(all.len() - 1)
    }

    pub fn text(&self) -> String {
        let all = CAPTURES.lock().unwrap();
        String::from_utf8_lossy(all[self.0].as_ref().unwrap()).into_owned()
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        CAPTURES.lock().unwrap()[self.0] = None;
    }
}
