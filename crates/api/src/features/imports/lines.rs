//! Reads files of lines, a batch at a time, in bounded memory.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use portico_shared::imports::ImportKind;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    fields,
    report::Report,
    source::{Document, Format, Source},
};

/// Bytes of one line.
const MOST_LINE: u64 = 1024 * 1024;
/// Bytes of lines and documents that are held at once.
const MOST_HELD: u64 = 16 * 1024 * 1024;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// One line as it was read.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it begins, counted from 1.
    pub number: u64,
    pub fields: Map<String, Value>,
    /// Of everything that the line says.
    pub fingerprint: Vec<u8>,
    pub document: Option<Pdf>,
}

#[derive(Debug, Clone)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub sha256: Vec<u8>,
}

/// Lines that were read together.
#[derive(Debug, Default)]
pub struct Batch {
    pub lines: Vec<Line>,
    /// Lines that were read, good or bad.
    pub count: u64,
    /// Bytes of the file that were read so far.
    pub bytes: u64,
    pub ended: bool,
}

pub struct Reader {
    file: String,
    path: PathBuf,
    kind: ImportKind,
    rows: Rows,
    seen: u64,
    ended: bool,
}

enum Rows {
    Ndjson {
        input: BufReader<Metered>,
        line: u64,
    },
    Csv {
        input: Box<csv::Reader<Metered>>,
        columns: Vec<String>,
        ends: Ends,
        record: csv::ByteRecord,
    },
}

/// A file that says how much was read of it, and that stops inside a line without end.
struct Metered {
    file: BufReader<File>,
    total: Arc<AtomicU64>,
    /// Bytes since the last line began.
    since: Arc<AtomicU64>,
    /// Of CSV: whether what was read ends inside quotes.
    quotes: Option<Quotes>,
}

/// Follows the quotes of a CSV file: the parser takes the end of the file for the end of any quote.
struct Quotes {
    delimiter: u8,
    place: Place,
    is_open: Arc<AtomicBool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Plain,
    Quoted,
    /// After a quote inside quotes: it ends them, or is half of a doubled one.
    Quote,
}

impl Quotes {
    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let ends = *byte == self.delimiter || matches!(byte, b'\n' | b'\r');
            self.place = match self.place {
                Place::Quoted if *byte == b'"' => Place::Quote,
                Place::Quoted => Place::Quoted,
                Place::Start | Place::Quote if *byte == b'"' => Place::Quoted,
                _ if ends => Place::Start,
                _ => Place::Plain,
            };
        }
        self.is_open.store(self.place == Place::Quoted, Ordering::Relaxed);
    }
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.since.load(Ordering::Relaxed) > MOST_LINE {
            return Err(std::io::Error::other(TOO_LONG));
        }
        let read = self.file.read(buffer)?;
        self.total.fetch_add(read as u64, Ordering::Relaxed);
        self.since.fetch_add(read as u64, Ordering::Relaxed);
        if let Some(quotes) = &mut self.quotes {
            quotes.read(&buffer[..read]);
        }
        Ok(read)
    }
}

const TOO_LONG: &str = "a line is at most 1 MiB";
const NOT_UTF8: &str = "not UTF-8; save the file with the encoding UTF-8";

/// What is wrong with a line: field, code and message.
type Wrong = (String, &'static str, String);
/// The fields of a line, or what is wrong with it.
type Fields = Result<Map<String, Value>, Vec<Wrong>>;

impl Reader {
    /// # Errors
    /// What is wrong with the file as a whole.
    pub fn open(source: &Source, report: &mut Report) -> Option<(Self, Counters)> {
        match Self::try_open(source) {
            Ok(opened) => Some(opened),
            Err(problems) => {
                for (line, (field, code, message)) in problems {
                    report.add(&source.name, line, &field, code, message);
                }
                None
            }
        }
    }

    fn try_open(source: &Source) -> Result<(Self, Counters), Vec<(u64, Wrong)>> {
        let whole = |code, message: String| vec![(0, (String::new(), code, message))];
        let unreadable = |error: std::io::Error| whole("unreadable", error.to_string());
        let mut file = BufReader::new(File::open(&source.path).map_err(unreadable)?);
        let start = file.fill_buf().map_err(unreadable)?;
        if start.is_empty() {
            return Err(whole("empty", "the file is empty".into()));
        }
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(whole("not-utf8", NOT_UTF8.into()));
        }
        let has_mark = start.starts_with(BOM);
        let head = start.strip_prefix(BOM).unwrap_or(start);
        let delimiter = delimiter(head);
        let first = head.iter().position(|byte| *byte == b'\n').unwrap_or(0);
        let is_crlf = first > 0 && head[first - 1] == b'\r';
        let skipped = if has_mark { BOM.len() } else { 0 };
        file.consume(skipped);
        let ends = Ends {
            is_crlf,
            open_end: open_end(&source.path, skipped).map_err(unreadable)?,
        };
        let counters = Counters::default();
        let metered = Metered {
            file,
            total: Arc::clone(&counters.total),
            since: Arc::clone(&counters.since),
            quotes: (source.format == Format::Csv).then(|| Quotes {
                delimiter,
                place: Place::Start,
                is_open: Arc::clone(&counters.in_quotes),
            }),
        };
        let rows = match source.format {
            Format::Ndjson => Rows::Ndjson {
                input: BufReader::new(metered),
                line: 0,
            },
            Format::Csv => csv_rows(metered, delimiter, ends, source.kind)?,
        };
        let reader = Self {
            file: source.name.clone(),
            path: source.path.clone(),
            kind: source.kind,
            rows,
            seen: 0,
            ended: false,
        };
        Ok((reader, counters))
    }

    /// The next lines, at most so many; what cannot be read goes into the report.
    pub fn next(&mut self, most: usize, counters: &Counters, report: &mut Report) -> Batch {
        let mut batch = Batch::default();
        let mut held = 0;
        while !self.ended && batch.lines.len() < most && held < MOST_HELD && batch.count < 2 * most as u64 {
            counters.since.store(0, Ordering::Relaxed);
            let Some((number, read)) = self.read_line(counters) else {
                self.ended = true;
                break;
            };
            batch.count += 1;
            let before = counters.since.load(Ordering::Relaxed);
            match read.and_then(|fields| self.complete(number, fields)) {
                Ok(line) => {
                    held += before + line.document.as_ref().map_or(0, |pdf| pdf.bytes.len() as u64);
                    batch.lines.push(line);
                }
                Err(wrongs) => {
                    for (field, code, message) in wrongs {
                        report.add(&self.file, number, &field, code, message);
                    }
                }
            }
        }
        self.seen += batch.count;
        if self.ended && self.seen == 0 {
            report.add(&self.file, 0, "", "empty", "the file holds no lines");
        }
        batch.bytes = counters.total.load(Ordering::Relaxed);
        batch.ended = self.ended;
        batch
    }

    fn read_line(&mut self, counters: &Counters) -> Option<(u64, Fields)> {
        match &mut self.rows {
            Rows::Ndjson { input, line } => {
                let (read, is_last) = read_json(input, line)?;
                self.ended = is_last;
                Some((*line, read))
            }
            Rows::Csv {
                input,
                columns,
                ends,
                record,
            } => {
                let (number, read, is_last) = read_csv(input, columns, (ends, counters), record)?;
                self.ended = is_last;
                Some((number, read))
            }
        }
    }

    /// A line with its fingerprint and, where it names one, its document.
    fn complete(&self, number: u64, fields: Map<String, Value>) -> Result<Line, Vec<Wrong>> {
        // No database takes it in a text.
        if let Some(name) = fields.iter().find(|(_, value)| holds_nul(value)).map(|(name, _)| name) {
            return Err(vec![(
                name.clone(),
                "control-character",
                "must not hold the character NUL".into(),
            )]);
        }
        let wrong = |code, message| vec![("file".to_owned(), code, message)];
        let mut document = None;
        if self.kind == ImportKind::Invoices
            && let Some(name) = fields.get("file").filter(|value| !value.is_null())
        {
            let name = name
                .as_str()
                .ok_or_else(|| wrong("wrong-type", "the path of a PDF".to_owned()))?;
            let found = Document::find(&self.path, name).and_then(|found| found.read());
            let bytes = found.map_err(|(code, message)| wrong(code, message))?;
            document = Some(Pdf {
                sha256: Sha256::digest(&bytes).to_vec(),
                bytes,
            });
        }
        let mut hash = Sha256::new();
        hash.update(serde_json::to_vec(&fields).unwrap_or_default());
        if let Some(pdf) = &document {
            hash.update(&pdf.sha256);
        }
        Ok(Line {
            number,
            fingerprint: hash.finalize()[..16].to_vec(),
            fields,
            document,
        })
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(all) => all.iter().any(holds_nul),
        Value::Object(all) => all.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

/// How far a file was read, seen from outside of it.
#[derive(Debug, Default, Clone)]
pub struct Counters {
    total: Arc<AtomicU64>,
    since: Arc<AtomicU64>,
    in_quotes: Arc<AtomicBool>,
}

impl Counters {
    /// Whether everything was read, and the last record ended for want of more inside its quotes.
    fn end_in_quotes(&self, at: &csv::Position) -> bool {
        self.in_quotes.load(Ordering::Relaxed) && at.byte() == self.total.load(Ordering::Relaxed)
    }
}

/// How lines end, to count them: the parser counts breaks, and sees the second half of `\r\n` with the next line.
struct Ends {
    is_crlf: bool,
    /// Where the file ends, if its last line has no end of its own.
    open_end: Option<u64>,
}

impl Ends {
    /// The line on which the record that was just read begins.
    fn line_of(&self, after: &csv::Position, record: &csv::ByteRecord) -> u64 {
        let is_counted = !self.is_crlf && self.open_end.is_none_or(|end| after.byte() < end);
        let last = after.line().saturating_sub(u64::from(is_counted));
        let inside = record.as_slice().split(|byte| *byte == b'\n').count() as u64 - 1;
        last.saturating_sub(inside)
    }
}

fn open_end(path: &std::path::Path, skipped: usize) -> std::io::Result<Option<u64>> {
    let mut file = File::open(path)?;
    let size = file.seek(SeekFrom::End(0))?;
    if size == 0 {
        return Ok(None);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok((last != *b"\n").then_some(size - skipped as u64))
}

/// The one of `,` and `;` that the header has more of.
fn delimiter(head: &[u8]) -> u8 {
    let header = head
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    let count = |wanted: u8| header.split(|byte| *byte == wanted).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

fn csv_rows(file: Metered, delimiter: u8, ends: Ends, kind: ImportKind) -> Result<Rows, Vec<(u64, Wrong)>> {
    let mut input = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(file);
    let header = |code, message: String| vec![(1, (String::new(), code, message))];
    let names = input
        .byte_headers()
        .map_err(|error| header(csv_code(&error), csv_message(&error)))?
        .clone();
    let mut columns: Vec<String> = Vec::new();
    let mut problems = Vec::new();
    for name in &names {
        let Ok(name) = std::str::from_utf8(name) else {
            return Err(header("not-utf8", NOT_UTF8.into()));
        };
        let name = name.trim().to_owned();
        let problem = if !fields::is_known(kind, &name) {
            let told = format!(
                "{kind} have no such column; they have {}",
                fields::columns(kind).join(", ")
            );
            Some(("unknown-field", told))
        } else if columns.contains(&name) {
            Some(("repeated", "this column is there twice".into()))
        } else {
            None
        };
        if let Some((code, told)) = problem {
            problems.push((1, (name.clone(), code, told)));
        }
        columns.push(name);
    }
    if problems.is_empty() {
        Ok(Rows::Csv {
            input: Box::new(input),
            columns,
            ends,
            record: csv::ByteRecord::new(),
        })
    } else {
        Err(problems)
    }
}

fn csv_code(error: &csv::Error) -> &'static str {
    match error.kind() {
        csv::ErrorKind::Io(error) => read_code(error),
        _ => "malformed",
    }
}

/// What the reader itself refuses is too long; everything else is the disk's.
fn read_code(error: &std::io::Error) -> &'static str {
    if error.kind() == std::io::ErrorKind::Other {
        "too-long"
    } else {
        "unreadable"
    }
}

fn csv_message(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells, but the header has {expected_len}; are quotes or separators missing?")
        }
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

fn read_csv(
    input: &mut csv::Reader<Metered>,
    columns: &[String],
    (ends, counters): (&Ends, &Counters),
    record: &mut csv::ByteRecord,
) -> Option<(u64, Fields, bool)> {
    let whole = |code, message| vec![(String::new(), code, message)];
    match input.read_byte_record(record) {
        Ok(false) => None,
        Ok(true) if counters.end_in_quotes(input.position()) => {
            let inside = record.as_slice().split(|byte| *byte == b'\n').count() as u64 - 1;
            let told = "a quote that is opened here is not closed until the end of the file";
            let number = input.position().line().saturating_sub(inside);
            Some((number, Err(whole("malformed", told.into())), true))
        }
        Ok(true) => {
            let number = ends.line_of(input.position(), record);
            let mut fields = Map::new();
            let mut wrongs = Vec::new();
            for (column, cell) in columns.iter().zip(record.iter()) {
                let put = match std::str::from_utf8(cell) {
                    Ok(cell) => fields::put(&mut fields, column, cell).map_err(|told| ("wrong-type", told)),
                    Err(_) => Err(("not-utf8", NOT_UTF8)),
                };
                if let Err((code, told)) = put {
                    wrongs.push((column.clone(), code, told.to_owned()));
                }
            }
            Some((number, if wrongs.is_empty() { Ok(fields) } else { Err(wrongs) }, false))
        }
        Err(error) => {
            let stops = matches!(error.kind(), csv::ErrorKind::Io(_));
            let number = if stops {
                input.position().line()
            } else {
                ends.line_of(input.position(), record)
            };
            Some((number, Err(whole(csv_code(&error), csv_message(&error))), stops))
        }
    }
}

/// The next line that is not blank; true once it makes no sense to read on.
fn read_json(input: &mut BufReader<Metered>, line: &mut u64) -> Option<(Fields, bool)> {
    let whole = |code, message: String| vec![(String::new(), code, message)];
    let mut raw = Vec::new();
    loop {
        raw.clear();
        *line += 1;
        match input.by_ref().take(MOST_LINE + 1).read_until(b'\n', &mut raw) {
            Ok(0) => return None,
            Ok(read) if read as u64 > MOST_LINE => return Some((Err(whole("too-long", TOO_LONG.into())), true)),
            Ok(_) if raw.trim_ascii().is_empty() => {}
            Ok(_) => break,
            Err(error) => return Some((Err(whole(read_code(&error), error.to_string())), true)),
        }
    }
    if std::str::from_utf8(&raw).is_err() {
        return Some((Err(whole("not-utf8", NOT_UTF8.into())), false));
    }
    let read = match serde_json::from_slice(&raw) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(whole(
            "wrong-type",
            "each line is an object: {\"externalId\": …}".into(),
        )),
        Err(error) => Err(whole("malformed", format!("no JSON (column {})", error.column()))),
    };
    Some((read, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("customers.csv");
        for end in ["\n", "\r\n"] {
            for mark in ["", "\u{feff}"] {
                for last in ["", "\n"] {
                    let text = format!("{mark}externalId,email\na,1\n\n\nb,\"2\n3\"\nc\nd,4{last}").replace('\n', end);
                    std::fs::write(&path, text).unwrap();
                    let source = Source {
                        path: path.clone(),
                        name: "customers.csv".into(),
                        kind: ImportKind::Customers,
                        format: Format::Csv,
                    };
                    let mut report = Report::default();
                    let (mut reader, counters) = Reader::open(&source, &mut report).unwrap();
                    let batch = reader.next(10, &counters, &mut report);
                    let good: Vec<u64> = batch.lines.iter().map(|line| line.number).collect();
                    assert_eq!(good, [2, 5, 8], "{end:?} {mark:?} {last:?}");
                    assert_eq!(report.errors[0].line, 7, "{end:?} {mark:?} {last:?}");
                }
            }
        }
    }
}
