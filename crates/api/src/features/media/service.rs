//! Taking a picture in: decoded before the transaction, stored inside it.

use actix_web::web;
use image::ImageFormat;
use portico_shared::{MediaId, TenantId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction};
use tokio::sync::Semaphore;

pub use super::picture::Small;
use super::{
    MediaKind,
    picture::{self, PictureError},
};
use crate::{
    context::Context,
    db::entities::media,
    http::{ApiError, ApiResult, check},
};

/// An unpacked picture is large: one at a time bounds the memory.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Decodes a picture and writes it anew, on a thread that may block. Before the transaction: the
/// embedded database has one writer, who must not wait for pixels.
///
/// # Errors
/// 422 when it is no such picture, or too large once unpacked.
pub async fn make_small(bytes: web::Bytes, format: ImageFormat, kind: MediaKind) -> ApiResult<Small> {
    let _turn = ONE_AT_A_TIME.acquire().await.map_err(ApiError::internal)?;
    let made = web::block(move || picture::small(&bytes, format, kind)).await;
    made.map_err(|error| ApiError::internal(error.to_string()))?
        .map_err(|error| refused(&error))
}

fn refused(error: &PictureError) -> ApiError {
    let code = match error {
        PictureError::Unreadable(_) => "invalid",
        PictureError::TooManyPixels => "out-of-range",
    };
    check::refused("(body)", code, error.to_string())
}

/// Stores a picture that was made small.
pub async fn insert(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    kind: MediaKind,
    small: Small,
) -> ApiResult<MediaId> {
    let id = MediaId(context.new_id());
    media::ActiveModel {
        tenant_id: Set(tenant),
        id: Set(id),
        kind: Set(kind.as_str().into()),
        mime: Set(small.mime.into()),
        width: Set(i32::try_from(small.width).unwrap_or(i32::MAX)),
        height: Set(i32::try_from(small.height).unwrap_or(i32::MAX)),
        bytes: Set(small.bytes),
        created_at: Set(context.now()),
    }
    .insert(tx)
    .await?;
    Ok(id)
}

/// Both steps in one, where a picture comes from elsewhere than a request (an import): its kind is
/// read from its first bytes.
///
/// # Errors
/// 422 when it is no PNG, JPEG or WebP, or too large once unpacked.
pub async fn store_image(
    tx: &DatabaseTransaction,
    context: &Context,
    tenant: TenantId,
    kind: MediaKind,
    bytes: web::Bytes,
) -> ApiResult<MediaId> {
    // A guess that is wrong is refused by the decoder, like any other wrong picture.
    let format = image::guess_format(&bytes)
        .ok()
        .filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP))
        .unwrap_or(ImageFormat::Png);
    let small = make_small(bytes, format, kind).await?;
    insert(tx, context, tenant, kind, small).await
}
