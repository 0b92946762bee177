//! Documents over HTTP.

use actix_web::{
    HttpRequest, HttpResponse, delete,
    http::{
        Method,
        header::{self, ByteRangeSpec, Header, IfNoneMatch, Range, TryIntoHeaderValue as _},
    },
    post, put, route, web,
};
use futures_util::stream;
use portico_shared::{
    InvoiceId,
    documents::{DocumentFormat, DownloadLinkView, ExportFormat},
    invoices::InvoiceView,
};

use super::{
    files::File,
    service::{self, Found},
};
use crate::{
    auth::{May, right, secrets::hex},
    context::Context,
    features::invoice_exports as exports,
    http::{
        ApiResult,
        body::{Body, Nothing},
        idempotency::Answer,
        query::Query,
        statics,
        upload::{BinaryFile, PdfFile, PdfForm, PdfUpload},
    },
};

right!(ReadInvoices, key InvoiceRead, customer InvoiceRead);
right!(WriteInvoices, key InvoiceWrite);

/// Makes an address at which a file of an invoice, credit note or cancellation can be fetched without a proof until it
/// expires. It ends before that with the session or key that it was made with.
#[utoipa::path(tag = "Invoices", operation_id = "get_invoice_download_link",
    params(("id" = InvoiceId, Path, description = "The invoice"),
        ("secondsValid" = Option<i64>, Query, description = "5 to 604800 seconds; a day when absent", minimum = 5, maximum = 604_800),
        ("format" = inline(Option<DocumentFormat>), Query, description = "`pdf` when absent")),
    responses((status = 200, description = "The address", body = DownloadLinkView)))]
#[put("/invoices/{id}/download-link")]
pub async fn get_invoice_download_link(
    context: web::Data<Context>,
    may: May<ReadInvoices>,
    id: web::Path<InvoiceId>,
    mut query: Query,
) -> ApiResult<web::Json<DownloadLinkView>> {
    let asked = (query.one("format").unwrap_or_default(), query.one("secondsValid"));
    query.finish()?;
    Ok(web::Json(service::link(&context, &may, *id, asked).await?))
}

/// Serves a PDF of your own in place of the one that Portico makes. The XML stays ours.
#[utoipa::path(tag = "Invoices", operation_id = "upload_invoice_pdf", request_body(content((PdfFile = "application/pdf"), (PdfForm = "multipart/form-data"))),
    params(("id" = InvoiceId, Path, description = "The invoice"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The invoice", body = InvoiceView)))]
#[post("/invoices/{id}/pdf")]
pub async fn upload_invoice_pdf(
    context: web::Data<Context>,
    may: May<WriteInvoices>,
    id: web::Path<InvoiceId>,
    upload: PdfUpload,
) -> ApiResult<Answer> {
    service::upload(&context, &may, *id, upload).await
}

/// Takes back a PDF that was sent for an invoice: the one that Portico makes is served again. An invoice of another system has
/// none from then on.
#[utoipa::path(tag = "Invoices", operation_id = "delete_invoice_pdf",
    params(("id" = InvoiceId, Path, description = "The invoice"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The invoice", body = InvoiceView)))]
#[delete("/invoices/{id}/pdf")]
pub async fn delete_invoice_pdf(
    context: web::Data<Context>,
    may: May<WriteInvoices>,
    id: web::Path<InvoiceId>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    service::remove_upload(&context, &may, body.read()?.once, *id).await
}

/// Fetches the file that an address leads to, whole or in part (`Range`). Whatever is wrong with an address, a page says
/// that it has expired, and leads to the portal. `HEAD` answers the same without the file.
#[utoipa::path(get, tag = "Invoices", operation_id = "get_document", security(()),
    params(("signature" = String, Path, description = "From `url` of a download link")),
    responses((status = 200, description = "The file", content((BinaryFile = "application/pdf"), (BinaryFile = "application/xml"), (BinaryFile = "application/zip"), (String = "text/csv"))),
        (status = 206, description = "The part of it that was asked for", content((BinaryFile = "application/pdf"), (BinaryFile = "application/xml"))),
        (status = 304, description = "It is the one that `If-None-Match` names"),
        (status = 403, description = "The address has expired", body = String, content_type = "text/html"),
        (status = 416, description = "There is no such part")))]
#[route("/documents/{signature}", method = "GET", method = "HEAD")]
pub async fn get_document(
    context: web::Data<Context>,
    request: HttpRequest,
    signature: web::Path<String>,
) -> ApiResult<HttpResponse> {
    Ok(match service::fetch(&context, &request, &signature).await? {
        Some(Found::File(file)) => answer(&request, file),
        Some(Found::Export(of, export)) => {
            let mut response = HttpResponse::Ok();
            response
                .content_type(match export.format {
                    ExportFormat::Zip => "application/zip",
                    ExportFormat::Csv => "text/csv; charset=utf-8",
                })
                .insert_header(named(&exports::service::file_name(&export)))
                .insert_header(SANDBOX);
            if request.method() == Method::HEAD {
                // Nothing is written that nobody reads.
                response.streaming(stream::empty::<Result<web::Bytes, std::io::Error>>())
            } else {
                response.streaming(exports::write::begin(&context, of, export))
            }
        }
        None => statics::expired(),
    })
}

const SANDBOX: (header::HeaderName, &str) = (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");

fn named(file: &str) -> (header::HeaderName, String) {
    (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\""))
}

fn answer(request: &HttpRequest, file: File) -> HttpResponse {
    let tag = header::EntityTag::new_strong(hex(&file.sha256));
    let is_same = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    if is_same {
        return HttpResponse::NotModified().insert_header(header::ETag(tag)).finish();
    }
    let length = file.bytes.len() as u64;
    let mut response = HttpResponse::Ok();
    let bytes = match part(request, &tag, length) {
        Part::Whole => file.bytes,
        Part::Of(from, to) => {
            response = HttpResponse::PartialContent();
            response.insert_header((header::CONTENT_RANGE, format!("bytes {from}-{to}/{length}")));
            let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
            file.bytes.slice(place(from)..=place(to))
        }
        Part::None => {
            return HttpResponse::RangeNotSatisfiable()
                .insert_header((header::CONTENT_RANGE, format!("bytes */{length}")))
                .finish();
        }
    };
    response
        .content_type(file.mime)
        .insert_header(named(&file.name))
        .insert_header(header::ETag(tag))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header(SANDBOX)
        .body(bytes)
}

enum Part {
    Whole,
    /// First and last byte.
    Of(u64, u64),
    None,
}

/// What of a file is asked for (RFC 9110, 14), which `GET` alone can. More than one range at once is answered with the whole.
fn part(request: &HttpRequest, tag: &header::EntityTag, length: u64) -> Part {
    let headers = request.headers();
    // Of another version a part would fit nothing.
    let is_of_another = headers
        .get(header::IF_RANGE)
        .is_some_and(|known| tag.clone().try_into_value().map_or(true, |tag| tag != known));
    if request.method() != Method::GET || !headers.contains_key(header::RANGE) || is_of_another {
        return Part::Whole;
    }
    match Range::parse(request) {
        Ok(Range::Bytes(ranges)) => match ranges.as_slice() {
            [one @ (ByteRangeSpec::FromTo(..) | ByteRangeSpec::From(_) | ByteRangeSpec::Last(_))] => one
                .to_satisfiable_range(length)
                .map_or(Part::None, |(from, to)| Part::Of(from, to)),
            _ => Part::Whole,
        },
        _ => Part::Whole,
    }
}
