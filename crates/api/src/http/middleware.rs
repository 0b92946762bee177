//! What every request passes: an id, a span with the route's template, a time limit, headers.

use std::{future::Future, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use portico_shared::ErrorCode;
use tracing::Instrument;

use super::{ApiError, client, hosts, openapi, statics};
use crate::{config::Config, context::Context};

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request that is being answered; empty outside of one.
pub fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Runs `work` as the request `id`.
pub fn with_request_id<F: Future>(id: String, work: F) -> impl Future<Output = F::Output> {
    REQUEST_ID.scope(id, work)
}

/// The outermost layer. Paths are logged as route templates only: links and queries hold secrets.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(context) = request.app_data::<web::Data<Context>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let id = context.new_id().to_string();
    let span = tracing::info_span!("request", request.id = %id, http.method = %request.method());
    let started = context.now();
    let is_api = request.path().starts_with("/api/") || request.path() == "/api";
    let transport = strict_transport(&context.config, request.request());
    with_request_id(
        id.clone(),
        async move {
            let answered = |error: &ApiError| {
                let mut response = error.error_response();
                finish(response.headers_mut(), &id, is_api, transport);
                InternalError::from_response(error.to_string(), response)
            };
            if is_counted_by_client(request.path()) {
                let address = client::address(request.request(), &context.config);
                let checked = context.limiters.pages.check(client::limited_as(address));
                checked.map_err(|error| answered(&error))?;
            }
            let limit = Duration::from_secs(context.config.limits.request_seconds);
            // A clone of the request would stop the router from filling it in, so errors travel as they are.
            let called = tokio::time::timeout(limit, next.call(request)).await;
            let mut response = called.map_err(|_| answered(&too_slow()))??.map_into_boxed_body();
            if is_api {
                response = as_problem(response);
            }
            finish(response.headers_mut(), &id, is_api, transport);
            log(&response, (context.now() - started).num_microseconds().unwrap_or(0));
            Ok(response)
        }
        .instrument(span),
    )
    .await
}

fn log(response: &ServiceResponse<BoxBody>, duration_us: i64) {
    let route = response.request().match_pattern().unwrap_or_else(|| "(none)".into());
    let status = response.status().as_u16();
    let client_kind = client::kind(response.request());
    tracing::info!(
        http.route = route,
        http.status = status,
        duration_us,
        client_kind,
        "answered"
    );
}

/// Pages, files and pictures, and what the API tells everybody. Health is asked by machines.
fn is_counted_by_client(path: &str) -> bool {
    path == "/api/public/portal" || !(path.starts_with("/api") || path.starts_with("/health"))
}

fn too_slow() -> ApiError {
    tracing::warn!("a request took too long and was given up");
    let mut error = ApiError::new(
        ErrorCode::Unavailable,
        "This took too long and was given up. Try again shortly.",
    );
    error.retry_after_s = Some(5);
    error
}

/// Errors that the framework made by itself (no route, a body that is too large) get our shape too.
fn as_problem(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if status == StatusCode::NOT_FOUND && !answers_method(response.request()) {
        let (request, _) = response.into_parts();
        let answer = statics::not_in_the_api(request.path()).unwrap_or_else(|error| error.error_response());
        return ServiceResponse::new(request, answer);
    }
    let ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/problem+json" || kind.as_bytes().starts_with(b"text/html"));
    // It says how long the file is, in a header.
    let ours = ours || status == StatusCode::RANGE_NOT_SATISFIABLE;
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let error = match status {
        StatusCode::NOT_FOUND => ApiError::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => {
            ApiError::new(ErrorCode::MethodNotAllowed, "This address does not answer this method.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(ErrorCode::PayloadTooLarge, "The request body is too large."),
        status if status.is_client_error() => {
            ApiError::new(ErrorCode::MalformedRequest, "The request could not be read.")
        }
        _ => ApiError::internal("the framework answered with an error"),
    };
    let (request, _) = response.into_parts();
    let answer: HttpResponse = error.error_response();
    ServiceResponse::new(request, answer)
}

/// Not so: `PUT /payment-methods/link`, which was taken for that of a payment method whose id is `link`.
fn answers_method(request: &HttpRequest) -> bool {
    let asked = match request.method().as_str() {
        "HEAD" => "GET",
        asked => asked,
    };
    let known = openapi::methods(request.path());
    known.is_empty() || known.contains(&asked)
}

/// Over https browsers come by https alone from then on. Below a tenant's host of ours there is nothing else; what is
/// below a host of the merchant's own is theirs.
fn strict_transport(config: &Config, request: &HttpRequest) -> Option<&'static str> {
    let is_https = config.http.base_url.starts_with("https://");
    let is_ours = hosts::slug(config, &hosts::host(request)).is_some();
    is_https.then_some(if is_ours {
        "max-age=31536000; includeSubDomains"
    } else {
        "max-age=31536000"
    })
}

/// What a page of ours never asks a browser for.
const NO_FEATURES: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

fn finish(headers: &mut HeaderMap, id: &str, is_api: bool, transport: Option<&'static str>) {
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    set(header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    if !is_api {
        set(header::CROSS_ORIGIN_OPENER_POLICY, "same-origin");
        set(header::PERMISSIONS_POLICY, NO_FEATURES);
    }
    if let Some(transport) = transport {
        set(header::STRICT_TRANSPORT_SECURITY, transport);
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}
