//! PDFs that were sent for invoices: what they have to be, and which there are.

use chrono::{DateTime, Utc};
use portico_shared::InvoiceId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect};

use crate::{
    auth::Scope,
    db::entities::{Scoped, invoice_files},
};

/// The one kind there is so far.
pub const PDF: &str = "pdf";
/// Bytes of one document.
pub const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// In so many bytes readers look for the end of a PDF.
const TAIL: usize = 1024;

/// Why bytes are no PDF that can be handed on: the code of the rule, and what to do.
pub fn fault(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if !(bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.")) {
        return Some(("invalid", "this is no PDF: send a file that was saved as one"));
    }
    match last_trailer(bytes) {
        None => Some((
            "incomplete-file",
            "the end of this PDF is missing: send it again, or have it made anew",
        )),
        Some(trailer) if find(trailer, b"/Encrypt").is_some() => Some((
            "encrypted-file",
            "this PDF is protected with a password or against changes: save it without protection",
        )),
        Some(_) => None,
    }
}

/// What says how a PDF is to be read (ISO 32000-1, 7.5.5 and 7.5.8). None: the file does not end as one does.
fn last_trailer(bytes: &[u8]) -> Option<&[u8]> {
    const WORD: &[u8] = b"startxref";
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let at = tail.windows(WORD.len()).rposition(|part| part == WORD)?;
    let tail = &tail[at + WORD.len()..];
    find(tail, b"%%EOF")?;
    let place = tail.trim_ascii_start();
    let place = place.split(|byte| !byte.is_ascii_digit()).next()?;
    let place: usize = std::str::from_utf8(place).ok()?.parse().ok()?;
    let rest = bytes.get(place..)?;
    let end = [WORD, b"stream"].into_iter().filter_map(|word| find(rest, word)).min();
    Some(&rest[..end.unwrap_or(rest.len())])
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}

/// Which of these invoices have a PDF, and its SHA-256.
pub async fn list_hashes(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<InvoiceId>,
) -> Result<Vec<(InvoiceId, Vec<u8>)>, DbErr> {
    invoice_files::Entity::within(scope)
        .select_only()
        .column(invoice_files::Column::InvoiceId)
        .column(invoice_files::Column::Sha256)
        .filter(invoice_files::Column::InvoiceId.is_in(of))
        .filter(invoice_files::Column::Kind.eq(PDF))
        .into_tuple()
        .all(db)
        .await
}

/// Which of these invoices have a PDF, and since when.
pub async fn list_sent(
    db: &impl ConnectionTrait,
    scope: Scope,
    of: Vec<InvoiceId>,
) -> Result<Vec<(InvoiceId, DateTime<Utc>)>, DbErr> {
    invoice_files::Entity::within(scope)
        .select_only()
        .column(invoice_files::Column::InvoiceId)
        .column(invoice_files::Column::CreatedAt)
        .filter(invoice_files::Column::InvoiceId.is_in(of))
        .filter(invoice_files::Column::Kind.eq(PDF))
        .into_tuple()
        .all(db)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF as far as it is looked into: with a table of objects, or a stream that holds it.
    fn pdf(trailer: &str) -> Vec<u8> {
        let body = "%PDF-1.7\n1 0 obj << >> endobj % /Encrypt\n";
        format!("{body}{trailer}startxref\n{}\n%%EOF\n", body.len()).into_bytes()
    }

    fn code(bytes: &[u8]) -> Option<&'static str> {
        fault(bytes).map(|(code, _)| code)
    }

    #[test]
    fn a_whole_pdf_is_taken_of_either_make() {
        assert_eq!(code(&pdf("xref\n0 1\ntrailer << /Size 1 >>\n")), None);
        assert_eq!(
            code(&pdf("2 0 obj << /Type /XRef >> stream\n/Encrypt\nendstream endobj\n")),
            None
        );
        let newer = String::from_utf8(pdf("xref\n"))
            .unwrap()
            .replace("%PDF-1.7", "%PDF-2.0");
        assert_eq!(code(newer.as_bytes()), None);
    }

    #[test]
    fn what_is_no_pdf_or_not_whole_is_refused() {
        for other in [&b""[..], b"GIF89a", b"%PDF", b"<html>%PDF-1.7", b"%PDF-9.9"] {
            assert_eq!(code(other), Some("invalid"), "{other:?}");
        }
        let whole = pdf("xref\n");
        for cut in [9, whole.len() / 2, whole.len() - 6] {
            assert_eq!(code(&whole[..cut]), Some("incomplete-file"), "{cut} bytes of it");
        }
        let trailing = [whole, vec![b' '; 2 * TAIL]].concat();
        assert_eq!(code(&trailing), Some("incomplete-file"), "its end is not near the end");
        assert_eq!(
            code(b"%PDF-1.7\nstartxref\n999\n%%EOF"),
            Some("incomplete-file"),
            "a part is missing"
        );
        assert_eq!(code(b"%PDF-1.7\nstartxref\n%%EOF"), Some("incomplete-file"));
    }

    #[test]
    fn a_protected_pdf_is_refused() {
        assert_eq!(
            code(&pdf("xref\n0 1\ntrailer << /Encrypt 5 0 R >>\n")),
            Some("encrypted-file")
        );
        assert_eq!(
            code(&pdf("2 0 obj << /Type /XRef /Encrypt 5 0 R >> stream\n")),
            Some("encrypted-file")
        );
    }
}
