//! The one error of the API, and how it becomes a problem document.

use std::{error::Error as StdError, fmt};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use portico_shared::{ErrorCode, Problem, Violation};
use sea_orm::DbErr;

use super::middleware;

pub type ApiResult<T> = Result<T, ApiError>;

/// What went wrong, for the caller; the cause is for the log alone.
#[derive(Debug)]
pub struct ApiError {
    pub code: ErrorCode,
    pub detail: String,
    pub violations: Vec<Violation>,
    pub retry_after_s: Option<u64>,
    state: Option<String>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl ApiError {
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            violations: Vec::new(),
            retry_after_s: None,
            state: None,
            cause: None,
        }
    }

    /// A change that the state of a thing forbids.
    pub fn in_state(code: ErrorCode, state: impl fmt::Display, detail: impl Into<String>) -> Self {
        Self {
            state: Some(state.to_string()),
            ..Self::new(code, detail)
        }
    }

    /// Somebody else changed the row between our reading and writing it.
    pub fn concurrent() -> Self {
        Self::new(
            ErrorCode::ConcurrentChange,
            "It was changed at the same moment by somebody else. Read it again, then repeat.",
        )
    }

    /// A thing that is not there, or that belongs to somebody else: the same answer.
    pub fn not_found() -> Self {
        Self::new(
            ErrorCode::NotFound,
            "There is nothing here under this address, or it is not yours.",
        )
    }

    pub fn unauthorized() -> Self {
        Self::new(
            ErrorCode::Unauthorized,
            "Send a valid API key or access token as Authorization: Bearer … It may be wrong, expired or revoked.",
        )
    }

    pub fn invalid(violations: Vec<Violation>) -> Self {
        let fields: Vec<_> = violations.iter().map(|one| one.property_path.as_str()).collect();
        let detail = format!(
            "Correct these fields and send the request again: {}.",
            fields.join(", ")
        );
        Self {
            violations,
            ..Self::new(ErrorCode::ValidationFailed, detail)
        }
    }

    pub fn too_many(retry_after_s: u64) -> Self {
        let detail = format!("Too many requests of this kind. Try again in {retry_after_s} s.");
        Self {
            retry_after_s: Some(retry_after_s),
            ..Self::new(ErrorCode::TooManyRequests, detail)
        }
    }

    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let detail = "This was our fault and was logged. Try again; if it stays, quote the request id.";
        Self {
            cause: Some(cause.into()),
            ..Self::new(ErrorCode::Internal, detail)
        }
    }

    /// Somebody outside whom this needs gave no answer, and nothing was changed.
    pub fn away(detail: &str) -> Self {
        Self {
            retry_after_s: Some(30),
            ..Self::new(ErrorCode::Unavailable, detail)
        }
    }

    /// The same, with what is for the log alone.
    pub fn caused_by(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..self
        }
    }

    /// For the log: the cause, where there is one.
    pub fn reason(&self) -> &dyn fmt::Display {
        match &self.cause {
            Some(cause) => cause,
            None => self,
        }
    }

    fn unavailable(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let detail = "A part that this needs is away for the moment. Nothing was changed; try again shortly.";
        Self {
            cause: Some(cause.into()),
            retry_after_s: Some(5),
            ..Self::new(ErrorCode::Unavailable, detail)
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl StdError for ApiError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::unavailable(error),
            // Two changes waited for each other, and the database let one of them go.
            _ if is_deadlock(&error) => Self::concurrent(),
            _ => Self::internal(error),
        }
    }
}

/// SQLSTATE 40P01 and 40001.
fn is_deadlock(error: &DbErr) -> bool {
    let text = error.to_string();
    text.contains("deadlock detected") || text.contains("could not serialize access")
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if let Some(cause) = &self.cause {
            tracing::error!(error.code = %self.code, error.cause = %cause, "request failed");
        }
        let problem = Problem {
            code: self.code,
            title: self.code.title().into(),
            status: self.code.status(),
            detail: self.detail.clone(),
            instance: middleware::request_id(),
            state: self.state.clone(),
            violations: self.violations.clone(),
        };
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after_s {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        if self.code == ErrorCode::Unauthorized {
            response.insert_header(("WWW-Authenticate", "Bearer"));
        }
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        response.content_type("application/problem+json").body(body)
    }
}
