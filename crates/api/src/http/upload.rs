//! Pictures in request bodies: raw, declared, and not too large.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use futures_util::future::LocalBoxFuture;
use image::ImageFormat;
use portico_shared::ErrorCode;

use super::{ApiError, ApiResult, idempotency::Once};

/// Bytes of a picture as it is sent.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The picture itself, at most 2 MiB.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct PictureFile(#[expect(dead_code, reason = "the document needs the type alone")] Vec<u8>);

/// A picture that was sent, kept with whatever is wrong with it until the handler reads it.
#[derive(Debug)]
pub struct Upload(ApiResult<Picture>);

/// A picture as it came: declared and short enough, but not looked into.
#[derive(Debug)]
pub struct Picture {
    pub bytes: web::Bytes,
    pub format: ImageFormat,
    pub once: Once,
}

impl Upload {
    /// # Errors
    /// 400, 413, 415, or 422 for a key that is none.
    pub fn read(self) -> ApiResult<Picture> {
        self.0
    }
}

impl FromRequest for Upload {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = web::Payload::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let payload = payload.await.map_err(|error| ApiError::internal(error.to_string()))?;
            Ok(Self(read(&request, payload).await))
        })
    }
}

async fn read(request: &HttpRequest, payload: web::Payload) -> ApiResult<Picture> {
    let declared = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let format = match declared.split(';').next().unwrap_or_default().trim() {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/webp" => ImageFormat::WebP,
        _ => {
            return Err(ApiError::new(
                ErrorCode::UnsupportedMediaType,
                "Send the picture itself as image/png, image/jpeg or image/webp.",
            ));
        }
    };
    let bytes = payload.to_bytes_limited(MOST_BYTES).await.map_err(|_| {
        ApiError::new(
            ErrorCode::PayloadTooLarge,
            "The picture is larger than 2 MiB. Send a smaller one.",
        )
    })?;
    let bytes =
        bytes.map_err(|_| ApiError::new(ErrorCode::MalformedRequest, "The request body did not arrive whole."))?;
    let once = Once::of(request, &bytes)?;
    Ok(Picture { bytes, format, once })
}
