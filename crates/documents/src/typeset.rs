//! From a template and data to a PDF.
//!
//! A template is a Typst source of ours, known at compile time. Data never becomes source: it is the file `data.json`
//! that the template reads, so nothing in a name can run or change the page's structure. A template finds no other
//! files but the images that it is given, no packages, no network, and no fonts but those embedded here: "Source Sans
//! 3", and others for the letters that it lacks.
//!
//! What comes out is PDF 1.7 that conforms to PDF/A-3a (archiving, tagged) and to PDF/UA-1 (accessible) at the same
//! time: Typst refuses to export what it finds to break either. Both ask each page for a title, a language and
//! alternative texts of images.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Timelike, Utc};
use portico_shared::customers::Language;
use serde::Serialize;
use serde_json::{Value, json};
use typst::{
    Library, LibraryExt, World, comemo,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, Source, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{glyphs, texts};

/// How many renders later a piece of layout that was not used again is forgotten. What all documents of a template
/// share is used each time and stays, also where two languages alternate; what is of one document alone should not.
const CACHED_RENDERS: usize = 2;
/// Letters of a word that may have to break where there is no space.
const LONG_WORD: usize = 24;

static FONT_FILES: [&[u8]; 6] = [
    include_bytes!("../fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../fonts/SourceSans3-Bold.ttf"),
    include_bytes!("../fonts/Vazirmatn-Regular.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Regular.ttf"),
];
/// How many of them are of the main font.
pub(crate) const MAIN_FACES: usize = 2;

pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    FONT_FILES
        .iter()
        .flat_map(|file| Font::iter(Bytes::new(*file)))
        .collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("the data cannot be written as JSON")]
    Data(#[from] serde_json::Error),
    #[error("the date cannot be written into a PDF")]
    Date,
    /// Typst's own words. They may quote what is on the page: not for a log that keeps personal data out.
    #[error("the page could not be set: {0}")]
    Page(String),
    #[error("the XML could not be written")]
    Xml(#[from] std::io::Error),
    /// EN 16931 has no invoice without a line (BR-16).
    #[error("the document has no lines")]
    NoLines,
    /// What is made anyway would be refused by its receiver.
    #[error("an XRechnung lacks {0:?}")]
    Lacking(Vec<crate::invoice::Lacking>),
    /// Not the file that Typst is known to write.
    #[error("the file's metadata cannot be found")]
    Metadata,
}

/// A Typst source, parsed once: keep it in a `static`.
#[derive(Debug, Clone)]
pub struct Template(Source);

impl Template {
    /// Errors in the source are found when it is compiled.
    pub fn new(source: &str) -> Self {
        Self(Source::detached(source))
    }
}

/// What a template reads beside its data.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// Shown by readers in place of the file's name.
    pub title: &'a str,
    /// Who publishes the document.
    pub author: &'a str,
    pub language: Language,
    /// Stands in the file as its date of creation, and is what `datetime.today()` says.
    pub created_at: DateTime<Utc>,
    /// Whether it is likely to have no more than one page: that is tried first.
    pub is_short: bool,
    /// Name and content of each image that the template asks for.
    pub images: &'a [(&'a str, &'a [u8])],
}

/// Sets `data` with a template.
///
/// The template finds `title`, `author`, `language` and `data` in `data.json`. Characters that the fonts lack come as
/// `□`. Three more spare it work: `fonts`, the families to set it with; `long-words`, whether a word may have to break;
/// and `one-page`: whether it has a single page. What is said about pages makes Typst set them twice and more, so a
/// template leaves that out then.
///
/// # Errors
/// An error in the template, or an image that cannot be read.
pub fn compile(template: &Template, sheet: &Sheet, data: &impl Serialize) -> Result<Vec<u8>, DocumentError> {
    let created = datetime(sheet.created_at).ok_or(DocumentError::Date)?;
    let mut json = json!({
        "title": sheet.title,
        "author": sheet.author,
        "language": sheet.language,
        "data": data,
    });
    glyphs::shown_in(&mut json);
    json["fonts"] = json!(families());
    json["long-words"] = has_long_word(&json).into();
    let images = sheet.images.iter();
    let images: Vec<_> = images
        .map(|(name, content)| (*name, Bytes::new(content.to_vec())))
        .collect();
    let set = |is_one_page: bool| -> Result<PagedDocument, DocumentError> {
        json["one-page"] = is_one_page.into();
        let mut files = images.clone();
        files.push(("data.json", Bytes::new(serde_json::to_vec(&json)?)));
        let desk = Desk {
            main: template.0.clone(),
            files,
            today: created,
        };
        let document = typst::compile(&desk).output;
        document.map_err(|errors| page_error(&errors))
    };
    let pdf = paged(sheet.is_short, set).and_then(|document| export(&document, created));
    comemo::evict(CACHED_RENDERS);
    pdf
}

/// With one page where that is all that it takes.
fn paged(
    is_short: bool,
    mut set: impl FnMut(bool) -> Result<PagedDocument, DocumentError>,
) -> Result<PagedDocument, DocumentError> {
    if is_short {
        let document = set(true)?;
        if document.pages().len() == 1 {
            return Ok(document);
        }
    }
    set(false)
}

fn export(document: &PagedDocument, created: Datetime) -> Result<Vec<u8>, DocumentError> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]);
    let options = PdfOptions {
        creator: Smart::Custom(Some("Portico".to_owned())),
        timestamp: Some(Timestamp::new_utc(created)),
        standards: standards.map_err(|error| DocumentError::Page(error.message().to_string()))?,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|errors| page_error(&errors))
}

fn families() -> Vec<&'static str> {
    let mut families: Vec<&str> = FONTS.iter().map(|font| &*font.info().family).collect();
    families.dedup();
    families
}

/// Words of ours are known to fit.
fn has_long_word(value: &Value) -> bool {
    let is_long = |word: &str| word.chars().count() >= LONG_WORD && !texts::is_ours(word);
    match value {
        Value::String(text) => text.split_whitespace().any(is_long),
        Value::Array(items) => items.iter().any(has_long_word),
        Value::Object(fields) => fields.values().any(has_long_word),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn page_error(errors: &[SourceDiagnostic]) -> DocumentError {
    let messages: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
    DocumentError::Page(messages.join("; "))
}

fn datetime(at: DateTime<Utc>) -> Option<Datetime> {
    let part = |number: u32| u8::try_from(number).ok();
    let (month, day) = (part(at.month())?, part(at.day())?);
    let (hour, minute, second) = (part(at.hour())?, part(at.minute())?, part(at.second())?);
    Datetime::from_ymd_hms(at.year(), month, day, hour, minute, second)
}

/// All that a template can reach while it is compiled.
struct Desk<'a> {
    main: Source,
    files: Vec<(&'a str, Bytes)>,
    today: Datetime,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = (id == self.main.id()).then(|| self.main.clone());
        found.ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        let found = self
            .files
            .iter()
            .find(|(name, _)| path.vpath().get_without_slash() == *name);
        let found = found.filter(|_| *path.root() == VirtualRoot::Project);
        found.map(|(_, content)| content.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(source: &str, data: &str) -> Result<Vec<u8>, DocumentError> {
        let head = "#set text(font: \"Source Sans 3\", fallback: false)\n#set document(title: [Test])\n";
        let sheet = Sheet {
            title: "Test",
            author: "Acme GmbH",
            language: Language::En,
            created_at: DateTime::UNIX_EPOCH,
            is_short: true,
            images: &[],
        };
        compile(&Template::new(&(head.to_owned() + source)), &sheet, &data)
    }

    fn error(source: &str) -> String {
        set(source, "").unwrap_err().to_string()
    }

    #[test]
    fn a_template_reaches_nothing_but_what_it_is_given() {
        for source in [
            "#read(\"/etc/passwd\")",
            "#include \"other.typ\"",
            "#image(\"logo.png\", alt: \"\")",
        ] {
            assert!(error(source).contains("access"), "{source}: {}", error(source));
        }
        let package = error("#import \"@preview/tablex:0.0.8\": tablex");
        assert!(package.contains("access") || package.contains("package"), "{package}");
    }

    #[test]
    fn data_is_text_whatever_it_says() {
        let source = "#assert(json(\"data.json\").data == \"#panic() \\\" ]\")\n#json(\"data.json\").data";
        assert!(set(source, "#panic() \" ]").is_ok());
    }

    #[test]
    fn today_is_the_day_that_the_sheet_names() {
        assert!(
            set(
                "#assert(datetime.today() == datetime(year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0))",
                ""
            )
            .is_ok()
        );
    }

    #[test]
    fn an_error_in_a_template_is_told() {
        assert!(error("#nothing").contains("unknown variable: nothing"));
    }

    #[test]
    fn a_template_knows_whether_it_has_one_page() {
        let knows = "#let sheet = json(\"data.json\")\n#assert(sheet.one-page)\n";
        assert!(set(knows, "").is_ok());
        assert!(error(&(knows.to_owned() + "#pagebreak()")).contains("assertion failed"));
    }

    #[test]
    fn long_words_are_those_of_others() {
        for (text, is_long) in [
            ("Gläubiger-Identifikationsnummer", false),
            ("Am Sandtorkai 12, 20457 Hamburg", false),
            ("Donaudampfschifffahrtsgesellschaft", true),
        ] {
            assert_eq!(has_long_word(&json!({ "data": [text] })), is_long, "{text}");
        }
    }

    #[test]
    fn what_screen_readers_cannot_use_is_refused() {
        assert!(error("== Second level first").contains("PDF/UA-1"));
    }
}
