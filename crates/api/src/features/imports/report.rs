//! What is wrong with the lines of an import.

use portico_shared::{ErrorCode, Violation, imports::ImportError};

use crate::http::ApiError;

/// Errors that are named; further ones are counted.
pub const MOST_NAMED: usize = 100;
/// Of one line: the others are to be seen too.
const MOST_OF_A_LINE: usize = 10;
/// Kept until they are in the order of the lines.
const MOST_KEPT: usize = 10 * MOST_NAMED;

/// Collects what is wrong: the first so many by name, all by number of lines.
#[derive(Debug, Default, Clone)]
pub struct Report {
    pub errors: Vec<ImportError>,
    /// Lines (or files) that something is wrong with.
    pub count: u64,
    last: Option<(String, u64)>,
    /// Named of the line that was told last.
    of_last: usize,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.count == 0
    }

    pub fn add(&mut self, file: &str, line: u64, field: &str, code: &str, message: impl Into<String>) {
        let at = (file.to_owned(), line);
        if self.last.as_ref() != Some(&at) {
            self.count += 1;
            self.last = Some(at);
            self.of_last = 0;
        }
        self.of_last += 1;
        if self.errors.len() < MOST_KEPT && self.of_last <= MOST_OF_A_LINE {
            self.errors.push(ImportError {
                file: plain(file),
                line,
                field: plain(field),
                code: code.into(),
                message: plain(&message.into()),
            });
        }
    }

    /// Puts what was found since then in the order of the lines.
    pub fn sort_from(&mut self, first: usize) {
        if let Some(new) = self.errors.get_mut(first..) {
            new.sort_by_key(|error| error.line);
        }
        self.errors.truncate(MOST_NAMED.max(first));
    }

    /// What the checks of the API said about a line.
    ///
    /// # Errors
    /// Gives back what is no fault of the line: the database is away.
    pub fn add_refusal(&mut self, file: &str, line: u64, refusal: ApiError) -> Result<(), ApiError> {
        if matches!(refusal.code, ErrorCode::Internal | ErrorCode::Unavailable) {
            return Err(refusal);
        }
        if refusal.violations.is_empty() {
            self.add(file, line, "", refusal.code.as_str(), refusal.detail);
            return Ok(());
        }
        for Violation {
            property_path,
            message,
            code,
        } in &refusal.violations
        {
            let field = if property_path == "(body)" { "" } else { property_path };
            self.add(file, line, field, code, message.as_str());
        }
        Ok(())
    }
}

/// What comes from a file may hold anything: it is told without marks that a terminal or a database takes amiss.
fn plain(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().take(500).map(shown).collect()
}
