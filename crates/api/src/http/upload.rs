//! Pictures and PDFs in request bodies: raw, declared, and not too large. What the document calls files.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use futures_util::{future::LocalBoxFuture, stream};
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
    let format = match declared(request) {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/webp" => ImageFormat::WebP,
        _ => {
            return Err(unsupported(
                "Send the picture itself as image/png, image/jpeg or image/webp.",
            ));
        }
    };
    let bytes = whole(
        payload,
        MOST_BYTES,
        "The picture is larger than 2 MiB. Send a smaller one.",
    )
    .await?;
    let once = Once::of(request, &bytes)?;
    Ok(Picture { bytes, format, once })
}

fn declared(request: &HttpRequest) -> &str {
    let declared = request.headers().get(header::CONTENT_TYPE);
    let declared = declared.and_then(|value| value.to_str().ok()).unwrap_or_default();
    declared.split(';').next().unwrap_or_default().trim()
}

fn unsupported(detail: &str) -> ApiError {
    ApiError::new(ErrorCode::UnsupportedMediaType, detail)
}

async fn whole(payload: web::Payload, most: usize, too_large: &str) -> ApiResult<web::Bytes> {
    let bytes = payload.to_bytes_limited(most).await;
    let bytes = bytes.map_err(|_| ApiError::new(ErrorCode::PayloadTooLarge, too_large))?;
    bytes.map_err(|_| ApiError::new(ErrorCode::MalformedRequest, "The request body did not arrive whole."))
}

/// The bytes of a file.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct BinaryFile(#[expect(dead_code, reason = "the document needs the type alone")] Vec<u8>);

/// The PDF itself, at most 10 MiB.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct PdfFile(#[expect(dead_code, reason = "the document needs the type alone")] Vec<u8>);

/// Bytes of a PDF as it is sent.
const MOST_PDF_BYTES: usize = 10 * 1024 * 1024;
/// What a form may hold around it.
const MOST_FORM_BYTES: usize = 64 * 1024;

/// A form with the PDF as its file.
#[derive(Debug, utoipa::ToSchema)]
pub struct PdfForm {
    #[schema(value_type = String, format = Binary, example = "%PDF-1.7 …")]
    #[expect(dead_code, reason = "the document needs the type alone")]
    file: Vec<u8>,
}

/// A PDF that was sent, kept with whatever is wrong with it until the handler reads it.
#[derive(Debug)]
pub struct PdfUpload(ApiResult<(web::Bytes, Once)>);

impl PdfUpload {
    /// # Errors
    /// 400, 413, 415, or 422 for a key that is none.
    pub fn read(self) -> ApiResult<(web::Bytes, Once)> {
        self.0
    }
}

impl FromRequest for PdfUpload {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = web::Payload::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let payload = payload.await.map_err(|error| ApiError::internal(error.to_string()))?;
            Ok(Self(read_pdf(&request, payload).await))
        })
    }
}

async fn read_pdf(request: &HttpRequest, payload: web::Payload) -> ApiResult<(web::Bytes, Once)> {
    const TOO_LARGE: &str = "The PDF is larger than 10 MiB. Send a smaller one.";
    let bytes = match declared(request) {
        "application/pdf" => whole(payload, MOST_PDF_BYTES, TOO_LARGE).await?,
        "multipart/form-data" => {
            let form = whole(payload, MOST_PDF_BYTES + MOST_FORM_BYTES, TOO_LARGE).await?;
            let file = file_of(request, form).await?;
            if file.len() > MOST_PDF_BYTES {
                return Err(ApiError::new(ErrorCode::PayloadTooLarge, TOO_LARGE));
            }
            file
        }
        _ => {
            return Err(unsupported(
                "Send the PDF itself as application/pdf, or as a file in multipart/form-data.",
            ));
        }
    };
    let once = Once::of(request, &bytes)?;
    Ok((bytes, once))
}

/// The first file in a form.
async fn file_of(request: &HttpRequest, form: web::Bytes) -> ApiResult<web::Bytes> {
    let whole = request.headers().get(header::CONTENT_TYPE);
    let whole = whole.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(whole).map_err(|error| broken(&error))?;
    let body = stream::once(async { Ok::<_, std::convert::Infallible>(form) });
    let mut form = multer::Multipart::new(body, boundary);
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        if field.file_name().is_some() {
            return field.bytes().await.map_err(|error| broken(&error));
        }
    }
    Err(ApiError::new(
        ErrorCode::MalformedRequest,
        "The form holds no file: send the PDF as a part with a file name.",
    ))
}

/// What is wrong with a form, and what to do.
fn broken(error: &multer::Error) -> ApiError {
    use multer::Error::{
        DecodeContentType, IncompleteFieldData, IncompleteHeaders, IncompleteStream, NoBoundary, NoMultipart,
    };
    let detail = match error {
        NoBoundary | NoMultipart | DecodeContentType(_) => {
            "The form's Content-Type does not say what divides its parts (`boundary`). Let your HTTP library set that header."
        }
        IncompleteFieldData { .. } | IncompleteHeaders | IncompleteStream => {
            "The form is not whole: its end is missing. Send it again."
        }
        _ => "The form is not made as multipart/form-data is. Send the PDF itself as application/pdf.",
    };
    ApiError::new(ErrorCode::MalformedRequest, detail)
}
