//! Imports over HTTP.

use actix_web::{HttpRequest, get, http::header, post, web};
use portico_shared::{ErrorCode, ImportId, Page, imports::ImportView};

use super::{
    archive::MOST_BYTES,
    service::{self, Wishes},
};
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::imports::Column,
    http::{
        ApiError, ApiResult,
        idempotency::{Answer, Once},
        page::OrderColumn,
        query::Query,
    },
};

right!(ReadImports, key ImportRead);
right!(WriteImports, key ImportWrite);

/// A ZIP archive of at most 64 MiB with the files of an import.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct ArchiveFile(#[expect(dead_code, reason = "the document needs the type alone")] Vec<u8>);

/// Takes over customers, addresses, contact persons, subscriptions and invoices of another system. All lines are checked
/// first; if any is not valid, nothing is changed.
#[utoipa::path(tag = "Imports", operation_id = "create_import", request_body(content((ArchiveFile = "application/zip"))),
    params(("checkOnly" = Option<bool>, Query, description = "True: checks and writes nothing"),
        ("sendMails" = Option<bool>, Query, description = "Only false: imports write to nobody"),
        ("emitWebhooks" = Option<bool>, Query, description = "Only false: imports tell no endpoint"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 202, description = "Taken; read it again for its progress", body = ImportView)))]
#[post("/imports")]
pub async fn create_import(
    context: web::Data<Context>,
    may: May<WriteImports>,
    mut query: Query,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<Answer> {
    let wishes = Wishes {
        check_only: query.one("checkOnly").unwrap_or(false),
        send_mails: query.one("sendMails").unwrap_or(false),
        emit_webhooks: query.one("emitWebhooks").unwrap_or(false),
    };
    query.finish()?;
    // An archive is held in memory while it arrives and is stored: one at a time.
    let Ok(_alone) = context.import_upload.try_acquire() else {
        return Err(ApiError::too_many(service::RETRY_S));
    };
    let archive = read(&request, payload).await?;
    let once = Once::of(&request, &archive)?;
    service::order(&context, &may, once, wishes, archive).await
}

/// Only once it is known who asks: an archive is large.
async fn read(request: &HttpRequest, payload: web::Payload) -> ApiResult<web::Bytes> {
    let declared = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = declared
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim();
    if kind != "application/zip" {
        let told = "Send the archive itself as application/zip.";
        return Err(ApiError::new(ErrorCode::UnsupportedMediaType, told));
    }
    let told = "The archive is larger than 64 MiB. Divide it, or import it from the command line.";
    let read = payload
        .to_bytes_limited(MOST_BYTES)
        .await
        .map_err(|_| ApiError::new(ErrorCode::PayloadTooLarge, told))?;
    read.map_err(|_| ApiError::new(ErrorCode::MalformedRequest, "The request body did not arrive whole."))
}

/// Lists imports, newest first.
#[utoipa::path(tag = "Imports", operation_id = "list_imports",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[createdAt]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of imports", body = Page<ImportView>)))]
#[get("/imports")]
pub async fn list_imports(
    context: web::Data<Context>,
    may: May<ReadImports>,
    mut query: Query,
) -> ApiResult<web::Json<Page<ImportView>>> {
    let page = query.page(&[("createdAt", OrderColumn::always(Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, may.scope(), &page).await?))
}

/// Reads an import: how far it is, what came of it, and what is wrong with its lines.
#[utoipa::path(tag = "Imports", operation_id = "get_import", params(("id" = ImportId, Path, description = "The import")),
    responses((status = 200, description = "The import", body = ImportView)))]
#[get("/imports/{id}")]
pub async fn get_import(
    context: web::Data<Context>,
    may: May<ReadImports>,
    id: web::Path<ImportId>,
) -> ApiResult<web::Json<ImportView>> {
    Ok(web::Json(service::get(&context, may.scope(), *id).await?))
}
