//! The seam to stored pictures.

use actix_web::web::Bytes;
use portico_shared::{MediaId, TenantId};
use sea_orm::DatabaseTransaction;

use crate::{
    context::Context,
    http::{ApiError, ApiResult},
};

/// SEAM: once `features::media` is here this becomes
/// `media::service::store_image(tx, context, tenant, MediaKind::Logo, bytes)`, and `set_logo` and `remove_logo`
/// are registered in `http/router.rs`. A logo that was replaced stays stored: older versions name it.
#[expect(clippy::unused_async, reason = "storing a picture will wait for the database")]
pub async fn store_image(_: &DatabaseTransaction, _: &Context, _: TenantId, _: Bytes) -> ApiResult<MediaId> {
    Err(ApiError::internal("there is no place for pictures yet"))
}
