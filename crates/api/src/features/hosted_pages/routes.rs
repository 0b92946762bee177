//! Hosted Pages over HTTP.

use actix_web::{delete, get, patch, post, put, web};
use portico_shared::{
    Page,
    settings::{HostedPagesPatch, HostedPagesView, RestoreIn, SettingsVersion, SettingsVersionView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::settings_versions::Column,
    http::{
        ApiResult,
        body::{Body, Nothing, Update},
        idempotency::Answer,
        page::OrderColumn,
        query::Query,
        upload::{PictureFile, Upload},
    },
};

right!(ReadSettings, key SettingsRead);
right!(WriteSettings, key SettingsWrite);

/// Reads Hosted Pages: what the portal shows, how it looks, how long links and sessions live.
#[utoipa::path(tag = "Settings", operation_id = "get_hosted_pages",
    responses((status = 200, description = "The current version", body = HostedPagesView)))]
#[get("/settings/hosted-pages")]
pub async fn get_hosted_pages(
    context: web::Data<Context>,
    may: May<ReadSettings>,
) -> ApiResult<web::Json<HostedPagesView>> {
    Ok(web::Json(service::get(&context, may.scope()).await?))
}

/// Changes Hosted Pages at once, also for sessions that run: an absent field stays, `null` resets to the default.
///
/// Send `version` as it was read, and a change of somebody else in between is refused with 409.
#[utoipa::path(tag = "Settings", operation_id = "patch_hosted_pages",
    request_body(content((HostedPagesPatch = "application/merge-patch+json"), (HostedPagesPatch = "application/json"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The version after the change", body = HostedPagesView)))]
#[patch("/settings/hosted-pages")]
pub async fn patch_hosted_pages(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    body: Update<HostedPagesPatch>,
) -> ApiResult<Answer> {
    service::patch(&context, &may, body.read()?).await
}

/// Lists the versions of Hosted Pages, newest first, each with what it changed.
#[utoipa::path(tag = "Settings", operation_id = "list_hosted_pages_versions",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("order[version]" = Option<String>, Query, description = "`asc` or `desc`")),
    responses((status = 200, description = "A page of versions", body = Page<SettingsVersion>)))]
#[get("/settings/hosted-pages/versions")]
pub async fn list_hosted_pages_versions(
    context: web::Data<Context>,
    may: May<ReadSettings>,
    mut query: Query,
) -> ApiResult<web::Json<Page<SettingsVersion>>> {
    let page = query.page(&[("version", OrderColumn::always(Column::Version))]);
    query.finish()?;
    Ok(web::Json(service::list_versions(&context, may.scope(), &page).await?))
}

/// Reads a version of Hosted Pages with its whole content.
#[utoipa::path(tag = "Settings", operation_id = "get_hosted_pages_version",
    params(("version" = i64, Path, description = "The version")),
    responses((status = 200, description = "The version", body = SettingsVersionView)))]
#[get("/settings/hosted-pages/versions/{version}")]
pub async fn get_hosted_pages_version(
    context: web::Data<Context>,
    may: May<ReadSettings>,
    version: web::Path<i64>,
) -> ApiResult<web::Json<SettingsVersionView>> {
    Ok(web::Json(service::get_version(&context, may.scope(), *version).await?))
}

/// Brings an old version of Hosted Pages back, as a new version: nothing is lost.
#[utoipa::path(tag = "Settings", operation_id = "restore_hosted_pages_version", request_body = RestoreIn,
    params(("version" = i64, Path, description = "The version to bring back"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The new version", body = HostedPagesView)))]
#[post("/settings/hosted-pages/versions/{version}/restore")]
pub async fn restore_hosted_pages_version(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    version: web::Path<i64>,
    body: Body<RestoreIn>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::restore(&context, &may, body.once, *version, body.value).await
}

/// Sets the logo: the picture itself is the body, at most 2 MiB and 16 megapixels. It is made small
/// (512 pixels at most) and written anew, without its metadata. Older versions keep the one they had.
#[utoipa::path(tag = "Settings", operation_id = "set_logo",
    request_body(content((PictureFile = "image/png"), (PictureFile = "image/jpeg"), (PictureFile = "image/webp"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Hosted Pages with the logo", body = HostedPagesView)))]
#[put("/settings/hosted-pages/logo")]
pub async fn set_logo(context: web::Data<Context>, may: May<WriteSettings>, upload: Upload) -> ApiResult<Answer> {
    service::set_logo(&context, &may, upload.read()?).await
}

/// Takes the logo away; the portal shows the name alone.
#[utoipa::path(tag = "Settings", operation_id = "remove_logo",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "Hosted Pages without a logo", body = HostedPagesView)))]
#[delete("/settings/hosted-pages/logo")]
pub async fn remove_logo(
    context: web::Data<Context>,
    may: May<WriteSettings>,
    body: Body<Nothing>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::remove_logo(&context, &may, body.once).await
}
