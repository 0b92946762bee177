//! `GET /media/{id}`, at the root: pages show pictures without a proof.

use actix_web::{HttpRequest, HttpResponse, http::header, route, web};
use portico_shared::MediaId;

use super::store;
use crate::{
    auth::Scope,
    context::Context,
    http::{ApiResult, hosts, statics},
};

/// A picture, on a host of its own tenant alone. Another tenant's is missing like one that never was.
/// Its id changes with its content, so it may be kept for ever.
#[route("/media/{id}", method = "GET", method = "HEAD")]
pub async fn show_media(
    context: web::Data<Context>,
    request: HttpRequest,
    id: web::Path<String>,
) -> ApiResult<HttpResponse> {
    let Some(tenant) = hosts::find(&context, &request).await? else {
        return Ok(statics::not_found(None));
    };
    let Ok(id) = id.parse::<MediaId>() else {
        return Ok(statics::not_found(None));
    };
    let found = store::find(context.db.read(), Scope::of_tenant(tenant.id), id).await?;
    Ok(found.map_or_else(
        || statics::not_found(None),
        |picture| {
            HttpResponse::Ok()
                .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
                .insert_header((
                    header::CONTENT_SECURITY_POLICY,
                    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                ))
                .insert_header((header::CONTENT_DISPOSITION, "inline"))
                .content_type(picture.mime)
                .body(picture.bytes)
        },
    ))
}
