//! The errors that operations share: each stands in the document once, with an example of it.

use portico_shared::{ErrorCode, Problem, Violation};
use utoipa::openapi::{
    Components, ContentBuilder, Header, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Type,
    example::ExampleBuilder,
};

use crate::http::ApiError;

/// A status, what its answer is called among the components, what it means, and an error that has it.
struct Shared(u16, &'static str, &'static str, fn() -> ApiError);

const ALL: &[Shared] = &[
    Shared(
        400,
        "MalformedRequest",
        "The body is not what its content type says",
        || {
            ApiError::new(
                ErrorCode::MalformedRequest,
                "The body is not valid JSON: expected value at line 2 column 13. Often a quote, comma or bracket is missing just before.",
            )
        },
    ),
    Shared(401, "Unauthorized", "No valid key or token", ApiError::unauthorized),
    Shared(403, "Forbidden", "Not permitted, or switched off", || {
        ApiError::new(
            ErrorCode::Forbidden,
            "This API key lacks the permission customer:write.",
        )
    }),
    Shared(404, "NotFound", "Missing, or somebody else's", ApiError::not_found),
    Shared(
        409,
        "Conflict",
        "In conflict with its state; `type` says how",
        ApiError::concurrent,
    ),
    Shared(410, "LinkInvalid", "The link does not work any more", || {
        ApiError::new(
            ErrorCode::LinkInvalid,
            "This link was used, has expired or never existed. Ask for a new one.",
        )
    }),
    Shared(413, "PayloadTooLarge", "The body is too large", || {
        ApiError::new(
            ErrorCode::PayloadTooLarge,
            "The request body is larger than this server accepts.",
        )
    }),
    Shared(
        415,
        "UnsupportedMediaType",
        "The body is not declared as a content type that this operation takes",
        || ApiError::new(ErrorCode::UnsupportedMediaType, "Send the body as application/json."),
    ),
    Shared(422, "ValidationFailed", "Some fields are not valid", || {
        ApiError::invalid(vec![Violation {
            property_path: "language".into(),
            message: "unknown value `fr`, expected `de` or `en`".into(),
            code: "unknown-value".into(),
        }])
    }),
    Shared(429, "TooManyRequests", "Too many requests", || ApiError::too_many(12)),
    Shared(500, "Internal", "An error on our side", || {
        ApiError::internal("an example")
    }),
    Shared(503, "Unavailable", "A part is away", || {
        ApiError::new(
            ErrorCode::Unavailable,
            "A part that this needs is away for the moment. Nothing was changed; try again shortly.",
        )
    }),
];

/// The shared answer of a status.
pub fn of_status(status: u16) -> RefOr<Response> {
    let shared = ALL.iter().find(|shared| shared.0 == status);
    RefOr::Ref(Ref::from_response_name(shared.map_or("Internal", |shared| shared.1)))
}

pub fn declare(components: &mut Components) {
    for Shared(status, name, description, error) in ALL {
        let problem = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
            .examples_from_iter([(*name, ExampleBuilder::new().value(example(error())).build())])
            .build();
        let mut response = ResponseBuilder::new()
            .description(*description)
            .content("application/problem+json", problem)
            .header_ref("X-Request-Id", header("RequestId"));
        if matches!(status, 429 | 503) {
            response = response.header_ref("Retry-After", header("RetryAfter"));
        }
        if *status == 401 {
            response = response.header_ref("WWW-Authenticate", header("Authenticate"));
        }
        components.responses.insert((*name).into(), RefOr::T(response.build()));
    }
    let headers = [
        (
            "RequestId",
            Type::String,
            "The request's id, to quote in a support request",
        ),
        ("RetryAfter", Type::Integer, "Seconds to wait before the next try"),
        ("Authenticate", Type::String, "`Bearer`"),
        (
            "IdempotencyReplayed",
            Type::String,
            "`true`: the stored answer of the first request with this `Idempotency-Key`",
        ),
    ];
    for (name, kind, description) in headers {
        components
            .headers
            .insert(name.into(), RefOr::T(described(kind, description)));
    }
}

/// A header that is described among the components.
pub fn header(name: &str) -> Ref {
    Ref::new(format!("#/components/headers/{name}"))
}

fn described(kind: Type, description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(kind).build()))
        .description(Some(description))
        .build()
}

fn example(error: ApiError) -> Option<serde_json::Value> {
    let problem = Problem {
        code: error.code,
        title: error.code.title().into(),
        status: error.code.status(),
        detail: error.detail,
        instance: "01a20397-b102-7000-8562-ba0c59aef658".into(),
        state: None,
        violations: error.violations,
    };
    serde_json::to_value(problem).ok()
}
