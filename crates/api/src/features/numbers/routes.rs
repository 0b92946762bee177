//! Number ranges over HTTP.

use actix_web::{get, put, web};
use portico_shared::{
    Data,
    numbers::{NumberKind, NumberRangePatch, NumberRangeView},
};

use super::service;
use crate::{
    auth::{May, right},
    context::Context,
    http::{ApiError, ApiResult, body::Update, idempotency::Answer},
};

right!(ReadRanges, key SettingsRead);
right!(WriteRanges, key SettingsWrite);

/// Lists the number ranges, each with how its next number would read.
#[utoipa::path(tag = "Settings", operation_id = "list_number_ranges",
    responses((status = 200, description = "All of them", body = Data<NumberRangeView>)))]
#[get("/settings/number-ranges")]
pub async fn list_number_ranges(
    context: web::Data<Context>,
    may: May<ReadRanges>,
) -> ApiResult<web::Json<Data<NumberRangeView>>> {
    let data = service::list(&context, &may).await?;
    Ok(web::Json(Data { data }))
}

/// Changes a number range. A number that is in use is never given again, also after the counter was set back.
#[utoipa::path(tag = "Settings", operation_id = "update_number_range", request_body = NumberRangePatch,
    params(("kind" = NumberKind, Path, description = "Whose numbers"), ("Idempotency-Key" = Option<String>, Header, description = "The same request again gets the stored answer for 24 h")),
    responses((status = 200, description = "The range after the change", body = NumberRangeView)))]
#[put("/settings/number-ranges/{kind}")]
pub async fn update_number_range(
    context: web::Data<Context>,
    may: May<WriteRanges>,
    kind: web::Path<String>,
    body: Update<NumberRangePatch>,
) -> ApiResult<Answer> {
    let kind = kind.parse().map_err(|_| ApiError::not_found())?;
    service::update(&context, &may, kind, body.read()?).await
}
