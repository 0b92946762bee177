//! The document that describes the API, from the handlers themselves.

use std::sync::LazyLock;

use actix_web::App;
use portico_shared::Problem;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, Ref, RefOr, ResponseBuilder, ServerBuilder,
        path::{HttpMethod, Operation, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, scope};

use super::api;

/// The whole document.
pub fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .service(scope::scope("/api").configure(|routes| api(routes)))
        .split_for_parts();
    document.info = InfoBuilder::new()
        .title("Portico API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("openapi.md")))
        .license(Some(
            LicenseBuilder::new()
                .name("MIT OR Apache-2.0")
                .identifier(Some("MIT OR Apache-2.0"))
                .build(),
        ))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url("/").build()]);
    document.security = Some(vec![SecurityRequirement::new("JWT", [] as [&str; 0])]);
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API key, or a customer's access token"));
    components
        .security_schemes
        .insert("JWT".into(), SecurityScheme::Http(bearer.build()).into());
    components.schemas.insert(Problem::name().into(), Problem::schema());
    let mut schemas = Vec::new();
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for (path, item) in &mut document.paths.paths {
        let slots = [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Patch, &mut item.patch),
            (HttpMethod::Delete, &mut item.delete),
        ];
        for (method, slot) in slots {
            if let Some(operation) = slot {
                add_problems(path, &method, operation);
            }
        }
    }
    document
}

/// The errors that an operation can answer with follow from its shape.
fn add_problems(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let is_public = operation.security.is_some();
    let has_body = operation.request_body.is_some();
    let writes = !matches!(method, HttpMethod::Get);
    let has_query = operation.parameters.as_ref().is_some_and(|all| {
        all.iter()
            .any(|one| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query))
    });
    let possible = [
        ("400", writes, "The body is not JSON"),
        ("401", !is_public || path.ends_with("/refresh"), "No valid key or token"),
        (
            "403",
            !is_public || path.contains("/session/"),
            "Not permitted, or switched off",
        ),
        ("404", true, "Missing, or somebody else's"),
        (
            "409",
            (writes && !is_public) || path.ends_with("-preview"),
            "In conflict with its state",
        ),
        (
            "410",
            path.ends_with("/login") || path.ends_with("/link"),
            "The link does not work any more",
        ),
        ("413", writes, "The body is too large"),
        (
            "415",
            has_body,
            if takes_picture(operation) {
                "The body is not declared as one of the kinds of picture"
            } else if takes_archive(operation) {
                "The body is not declared as application/zip"
            } else {
                "The body is not declared as JSON"
            },
        ),
        ("422", writes || has_query, "Some fields are not valid"),
        ("429", true, "Too many requests; see Retry-After"),
        ("500", true, "An error on our side"),
        ("503", true, "A part is away; see Retry-After"),
    ];
    for (status, _, description) in possible.into_iter().filter(|(_, applies, _)| *applies) {
        let problem = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
            .build();
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", problem)
            .build();
        operation
            .responses
            .responses
            .entry(status.into())
            .or_insert(RefOr::T(response));
    }
}

fn takes_picture(operation: &Operation) -> bool {
    match &operation.request_body {
        Some(RefOr::T(body)) => body.content.keys().any(|kind| kind.starts_with("image/")),
        _ => false,
    }
}

fn takes_archive(operation: &Operation) -> bool {
    match &operation.request_body {
        Some(RefOr::T(body)) => body.content.contains_key("application/zip"),
        _ => false,
    }
}

/// As checked in at the top of the repository.
///
/// # Errors
/// When the document cannot be written as YAML.
pub fn yaml() -> Result<String, Box<dyn std::error::Error>> {
    Ok(document().to_yaml()?)
}

/// Whether a path under `/api` is known, by whatever method.
pub fn knows(path: &str) -> bool {
    static TEMPLATES: LazyLock<Vec<String>> = LazyLock::new(|| document().paths.paths.into_keys().collect());
    TEMPLATES.iter().any(|template| {
        let (parts, given) = (template.split('/'), path.split('/'));
        parts.clone().count() == given.clone().count()
            && parts
                .zip(given)
                .all(|(part, given)| part == given || (part.starts_with('{') && !given.is_empty()))
    })
}
