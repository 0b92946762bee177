//! The document that describes the API, from the handlers themselves.

mod examples;
mod problems;
mod rights;
mod shapes;
mod tags;

use std::sync::LazyLock;

use actix_web::App;
use portico_shared::Problem;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        InfoBuilder, LicenseBuilder, OpenApi, RefOr, ServerBuilder,
        extensions::ExtensionsBuilder,
        info::ContactBuilder,
        path::{Operation, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_actix_web::{AppExt, scope};

use self::rights::Needs;
use super::api;

/// The whole document.
pub fn document() -> OpenApi {
    let mut document = bare();
    document.info = InfoBuilder::new()
        .title("Portico API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(include_str!("openapi.md")))
        .contact(Some(ContactBuilder::new().name(Some("The authors of Portico")).build()))
        .license(Some(
            LicenseBuilder::new()
                .name("MIT OR Apache-2.0")
                .identifier(Some("MIT OR Apache-2.0"))
                .build(),
        ))
        .build();
    let server = |url, text| ServerBuilder::new().url(url).description(Some(text)).build();
    document.servers = Some(vec![
        server("/", "The installation that this document comes from"),
        server("http://127.0.0.1:8080", "The demo of `make up`"),
    ]);
    document.security = Some(vec![SecurityRequirement::new("JWT", [] as [&str; 0])]);
    let components = document.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API key (`ptc_live_…`), or a customer's access token"));
    components
        .security_schemes
        .insert("JWT".into(), SecurityScheme::Http(bearer.build()).into());
    components.schemas.insert(Problem::name().into(), Problem::schema());
    let mut schemas = Vec::new();
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    shapes::name_rows(components);
    shapes::say_what_is_required(components);
    shapes::show_ids(components);
    problems::declare(components);

    let known: Vec<_> = shapes::operations(&mut document)
        .map(|(path, method, _)| (method, path.to_owned()))
        .collect();
    let needs = rights::of_operations(known.iter().map(|(method, path)| (*method, path.as_str())));
    shapes::operations(&mut document).for_each(|(_, _, operation)| shapes::split_summary(operation));
    shapes::word_twins(&mut document);
    let mut used_tags = Vec::new();
    for (path, method, operation) in shapes::operations(&mut document) {
        let needs = needs.get(&(method.to_owned(), path.to_owned())).copied();
        used_tags.extend(operation.tags.clone().unwrap_or_default());
        shapes::parameters(operation);
        name_permission(operation, needs.unwrap_or_default());
        add_problems(path, method, operation);
        add_headers(operation);
    }
    shapes::let_bodies_be_empty(&mut document);
    document.tags = Some(tags::described(&used_tags));
    examples::give_to_parameters(&mut document);
    examples::give(&mut document);
    document
}

/// As the handlers' own words make it.
fn bare() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .service(scope::scope("/api").configure(|routes| api(routes)))
        .split_for_parts();
    document
}

/// In words for people, and as `x-permission` for programs.
fn name_permission(operation: &mut Operation, needs: Needs) {
    let told = operation.description.take().or_else(|| operation.summary.clone());
    let told = told.unwrap_or_default();
    operation.description = Some(format!("{told}\n\n{}", needs.in_words()));
    let permission = serde_json::json!({
        "apiKey": needs.key.map(crate::auth::permissions::Permission::as_str),
        "customer": needs.customer.map(crate::auth::permissions::CustomerPermission::as_str),
        "operator": needs.own.then_some("own"),
        "link": needs.link,
    });
    operation.extensions = Some(ExtensionsBuilder::new().add("x-permission", permission).build());
}

/// The errors that an operation can answer with follow from its shape.
fn add_problems(path: &str, method: &str, operation: &mut Operation) {
    let is_public = operation.security.is_some();
    let has_body = operation.request_body.is_some();
    let writes = method != "GET";
    let has_query = shapes::takes(operation, &ParameterIn::Query, |_| true);
    let possible = [
        (400, writes),
        (401, !is_public || is_proof(path)),
        (403, !is_public || path.contains("/session/")),
        (
            404,
            is_public || names_something(path, operation) || path.ends_with("/email-change"),
        ),
        (
            409,
            (writes && (!is_public || changes_somebody(path)))
                || ["-preview", "/transfer"].iter().any(|end| path.ends_with(end)),
        ),
        (410, is_public && takes_link(path) || writes && adds_method(path)),
        (413, writes),
        (415, has_body),
        (422, writes || has_query),
        (429, true),
        (500, true),
        (503, true),
    ];
    for (status, _) in possible.into_iter().filter(|(_, applies)| *applies) {
        let responses = &mut operation.responses.responses;
        responses
            .entry(status.to_string())
            .or_insert_with(|| problems::of_status(status));
    }
}

/// Public, and yet it asks for a cookie, a refresh token or a password.
fn is_proof(path: &str) -> bool {
    ["/refresh", "/switch", "/console/login", "/set-password"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// Public, and yet it changes what somebody else may change at the same time.
fn changes_somebody(path: &str) -> bool {
    [
        "email-change",
        "/confirm-invoice-recipient",
        "/console/login",
        "/set-password",
    ]
    .iter()
    .any(|end| path.ends_with(end))
}

/// It takes the secret of a link.
fn takes_link(path: &str) -> bool {
    [
        "/customer/login",
        "/portal/login",
        "/portal/link",
        "/session/link",
        "/link/refresh",
        "email-change",
        "/confirm-invoice-recipient",
        "/set-password",
    ]
    .iter()
    .any(|end| path.ends_with(end))
}

/// Whoever holds a link may find that it was used up meanwhile.
fn adds_method(path: &str) -> bool {
    path.ends_with("/payment-methods") || path.ends_with("/payment-methods/{id}/confirm")
}

/// In its path, its body, or a filter: what is named may be missing.
fn names_something(path: &str, operation: &Operation) -> bool {
    path.contains('{')
        || operation.request_body.is_some()
        || shapes::takes(operation, &ParameterIn::Query, |name| name == "customer")
}

fn add_headers(operation: &mut Operation) {
    let once = shapes::takes(operation, &ParameterIn::Header, |name| name == "Idempotency-Key");
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        let mut add = |name: &str, component| {
            let header = RefOr::Ref(problems::header(component));
            response.headers.insert(name.into(), header);
        };
        add("X-Request-Id", "RequestId");
        if once {
            add("Idempotency-Replayed", "IdempotencyReplayed");
        }
    }
}

/// As checked in at the top of the repository.
///
/// # Errors
/// When the document cannot be written as YAML.
pub fn yaml() -> Result<String, Box<dyn std::error::Error>> {
    Ok(document().to_yaml()?)
}

/// The methods that a path under `/api` answers, for `Allow`; none: it is not known.
pub fn methods(path: &str) -> Vec<&'static str> {
    static KNOWN: LazyLock<Vec<(String, &str)>> = LazyLock::new(|| {
        let mut document = bare();
        let known = shapes::operations(&mut document);
        known.map(|(path, method, _)| (path.to_owned(), method)).collect()
    });
    let matches = |template: &str| {
        let (parts, given) = (template.split('/'), path.split('/'));
        parts.clone().count() == given.clone().count()
            && parts
                .zip(given)
                .all(|(part, given)| part == given || (part.starts_with('{') && !given.is_empty()))
    };
    // An address that stands in the document by itself is none of a resource: `/invoices/exports`.
    let is_itself = KNOWN.iter().any(|(template, _)| template == path);
    let known = KNOWN
        .iter()
        .filter(|(template, _)| if is_itself { template == path } else { matches(template) });
    known.map(|(_, method)| *method).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_name_of_its_own_answers_its_own_methods_alone() {
        assert_eq!(methods("/api/invoices/exports"), ["POST"]);
        assert_eq!(methods("/api/invoices/01a20397-b036-7000-8004-e9cb25c4b054"), ["GET"]);
    }
}
