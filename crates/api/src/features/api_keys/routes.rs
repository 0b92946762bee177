//! API keys over HTTP.

use actix_web::{HttpResponse, delete, get, post, web};
use portico_shared::{
    ApiKeyId, Page,
    api_keys::{ApiKeyMade, ApiKeyView, NewApiKey},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    db::entities::api_keys::Column,
    http::{ApiResult, body::Body, idempotency::Answer, page::OrderColumn, query::Query},
};

right!(ReadApiKeys, key ApiKeyRead);
right!(WriteApiKeys, key ApiKeyWrite);

/// Makes a key. Its text is in this answer and is never to be had again. A key gives no permission that it does not hold.
#[utoipa::path(tag = "API keys", operation_id = "create_api_key", request_body = NewApiKey,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 201, description = "The key; keep it now", body = ApiKeyMade)))]
#[post("/api-keys")]
pub async fn create_api_key(
    context: web::Data<Context>,
    may: May<WriteApiKeys>,
    body: Body<NewApiKey>,
) -> ApiResult<Answer> {
    let body = body.read()?;
    service::make(&context, &may, body.once, body.value).await
}

/// Lists keys, newest first, revoked ones too.
#[utoipa::path(tag = "API keys", operation_id = "list_api_keys",
    params(("page" = Option<u32>, Query, description = "1-based"), ("limit" = Option<u32>, Query, description = "1–100, 30 when absent"),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before")),
    responses((status = 200, description = "A page of keys", body = Page<ApiKeyView>)))]
#[get("/api-keys")]
pub async fn list_api_keys(
    context: web::Data<Context>,
    may: May<ReadApiKeys>,
    mut query: Query,
) -> ApiResult<web::Json<Page<ApiKeyView>>> {
    let page = query.page(&[("createdAt", OrderColumn::always(Column::CreatedAt))]);
    query.finish()?;
    Ok(web::Json(service::list(&context, &may, &page).await?))
}

/// Revokes a key at once; also the one that asks. The keys that were made with it end as well.
#[utoipa::path(tag = "API keys", operation_id = "revoke_api_key", params(("id" = ApiKeyId, Path, description = "The key")),
    responses((status = 204, description = "It opens nothing any more")))]
#[delete("/api-keys/{id}")]
pub async fn revoke_api_key(
    context: web::Data<Context>,
    may: May<WriteApiKeys>,
    id: web::Path<ApiKeyId>,
) -> ApiResult<HttpResponse> {
    service::end(&context, &may, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
