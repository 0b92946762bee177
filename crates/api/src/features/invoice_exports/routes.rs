//! Exports of invoices over HTTP.

use actix_web::{get, post, put, web};
use portico_shared::{
    InvoiceExportId,
    documents::{DownloadLinkView, InvoiceExportIn, InvoiceExportView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    http::{ApiResult, body::Body, idempotency::Answer},
};

right!(ExportInvoices, key InvoiceRead, customer InvoiceRead);

/// Orders many invoices as one file: a ZIP archive with PDF and XML of each, or a CSV file with a line an invoice and
/// columns for each rate of tax. At most 5,000; it can be fetched for a day. An archive leaves out what has no file (`withoutFile`). A customer's CSV file has words of the language of the
/// person who fetches it.
#[utoipa::path(tag = "Invoices", operation_id = "create_invoice_export", request_body = InvoiceExportIn,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 202, description = "Ordered", body = InvoiceExportView)))]
#[post("/invoices/exports")]
pub async fn create_invoice_export(
    context: web::Data<Context>,
    may: May<ExportInvoices>,
    body: Body<InvoiceExportIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::order(&context, &may, body.once, body.value).await
}

/// Reads how far an export is. Customers find those of their own people.
#[utoipa::path(tag = "Invoices", operation_id = "get_invoice_export", params(("id" = InvoiceExportId, Path, description = "The export")),
    responses((status = 200, description = "As of now", body = InvoiceExportView)))]
#[get("/invoices/exports/{id}")]
pub async fn get_invoice_export(
    context: web::Data<Context>,
    may: May<ExportInvoices>,
    id: web::Path<InvoiceExportId>,
) -> ApiResult<web::Json<InvoiceExportView>> {
    Ok(web::Json(service::get(&context, &may, *id).await?))
}

/// Makes an address at which a finished export can be fetched for a minute.
#[utoipa::path(tag = "Invoices", operation_id = "get_invoice_export_download_link", params(("id" = InvoiceExportId, Path, description = "The export")),
    responses((status = 200, description = "The address", body = DownloadLinkView)))]
#[put("/invoices/exports/{id}/download-link")]
pub async fn get_invoice_export_download_link(
    context: web::Data<Context>,
    may: May<ExportInvoices>,
    id: web::Path<InvoiceExportId>,
) -> ApiResult<web::Json<DownloadLinkView>> {
    Ok(web::Json(service::link(&context, &may, *id).await?))
}
