//! `/docs`: the API reference, written out from the document once. No script, nothing from elsewhere.

use std::{io::Write, sync::LazyLock};

use actix_web::{HttpRequest, HttpResponse, http::header, route, web::Bytes};
use flate2::{Compression, write::GzEncoder};
use minijinja::{AutoEscape, Environment, context, value::Serde};
use serde::Serialize;
use serde_json::{Map, Value};

use super::openapi;
use crate::auth::secrets::hex;

const HTML: &str = include_str!("reference.html");
const CSS: &str = include_str!("reference.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A file that stays the same for the life of the program.
struct Fixed {
    kind: &'static str,
    plain: Bytes,
    packed: Bytes,
    etag: String,
}

impl Fixed {
    fn new(kind: &'static str, text: String) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Into memory: it cannot fail, and then nothing would be packed.
        let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
        let hash = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes());
        Self {
            kind,
            packed: packed.unwrap_or_default().into(),
            etag: format!("\"{}\"", hex(&hash[..16])),
            plain: text.into_bytes().into(),
        }
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let asked = |name| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let is_known = asked(header::IF_NONE_MATCH).contains(&self.etag);
        let mut answer = if is_known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        // Also on a 304: what it says takes the place of what was kept.
        answer
            .insert_header((header::ETAG, self.etag.clone()))
            .insert_header((header::VARY, "Accept-Encoding"))
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
            .insert_header((header::CONTENT_TYPE, self.kind));
        if is_known {
            return answer.finish();
        }
        if !self.packed.is_empty() && super::statics::accepts(asked(header::ACCEPT_ENCODING), "gzip") {
            answer.insert_header((header::CONTENT_ENCODING, "gzip"));
            return answer.body(self.packed.clone());
        }
        answer.body(self.plain.clone())
    }
}

static PAGE: LazyLock<Fixed> = LazyLock::new(|| {
    let document = serde_json::to_value(openapi::document()).unwrap_or_default();
    Fixed::new("text/html; charset=utf-8", page(&document).unwrap_or_default())
});
static STYLE: LazyLock<Fixed> = LazyLock::new(|| Fixed::new("text/css; charset=utf-8", CSS.into()));
static YAML: LazyLock<Fixed> =
    LazyLock::new(|| Fixed::new("application/yaml; charset=utf-8", openapi::yaml().unwrap_or_default()));
static JSON: LazyLock<Fixed> = LazyLock::new(|| {
    let text = serde_json::to_string(&openapi::document()).unwrap_or_default();
    Fixed::new("application/json", text)
});

#[route("/docs", method = "GET", method = "HEAD")]
pub async fn show_reference(request: HttpRequest) -> HttpResponse {
    PAGE.answer(&request)
}

#[route("/docs/", method = "GET", method = "HEAD")]
pub async fn show_reference_with_slash() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/docs"))
        .finish()
}

#[route("/docs/reference.css", method = "GET", method = "HEAD")]
pub async fn show_style(request: HttpRequest) -> HttpResponse {
    STYLE.answer(&request)
}

#[route("/docs/openapi.yaml", method = "GET", method = "HEAD")]
pub async fn show_yaml(request: HttpRequest) -> HttpResponse {
    YAML.answer(&request)
}

#[route("/docs/openapi.json", method = "GET", method = "HEAD")]
pub async fn show_json(request: HttpRequest) -> HttpResponse {
    JSON.answer(&request)
}

#[derive(Serialize)]
struct Group {
    name: String,
    text: String,
    operations: Vec<Operation>,
}

#[derive(Serialize)]
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    text: String,
    fields: Vec<Field>,
    bodies: Vec<Content>,
    answers: Vec<Answer>,
}

/// A parameter, or a field of a shape.
#[derive(Serialize)]
struct Field {
    name: String,
    place: String,
    required: bool,
    kind: String,
    text: String,
}

#[derive(Serialize)]
struct Content {
    kind: String,
    shape: String,
    example: String,
}

#[derive(Serialize)]
struct Answer {
    status: String,
    text: String,
    contents: Vec<Content>,
}

#[derive(Serialize)]
struct Shape {
    name: String,
    text: String,
    kind: String,
    fields: Vec<Field>,
}

/// # Errors
/// When the template does not render, which its test rules out.
fn page(document: &Value) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let groups: Vec<Group> = list(&document["tags"])
        .map(|tag| Group {
            name: text(&tag["name"]),
            text: prose(&tag["description"]),
            operations: operations(document, &text(&tag["name"])),
        })
        .collect();
    let shapes: Vec<Shape> = object(&document["components"]["schemas"])
        .map(|(name, schema)| shape(name, schema))
        .collect();
    environment.render_str(
        HTML,
        context! {
            title => text(&document["info"]["title"]), version => text(&document["info"]["version"]),
            text => prose(&document["info"]["description"]), groups => Serde(&groups),
            shapes => Serde(&shapes),
        },
    )
}

fn operations(document: &Value, tag: &str) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in object(&document["paths"]) {
        for (method, operation) in object(methods) {
            if !list(&operation["tags"]).any(|one| one == tag) {
                continue;
            }
            let found = list(&operation["parameters"]).map(|one| resolved(document, one));
            let fields = found.map(|one| Field {
                name: text(&one["name"]),
                place: text(&one["in"]),
                required: one["required"] == true,
                kind: kind(&one["schema"]),
                text: prose(&one["description"]),
            });
            let answers = object(&operation["responses"]).map(|(status, answer)| {
                let answer = resolved(document, answer);
                Answer {
                    status: status.clone(),
                    text: line(&text(&answer["description"])),
                    contents: contents(document, &answer["content"]),
                }
            });
            let summary = text(&operation["summary"]);
            let told = text(&operation["description"]);
            let told = told.strip_prefix(&summary).unwrap_or(&told).trim().to_owned();
            all.push(Operation {
                id: text(&operation["operationId"]),
                method: method.to_uppercase(),
                path: path.clone(),
                summary,
                text: prose(&Value::String(told)),
                fields: fields.collect(),
                bodies: contents(document, &operation["requestBody"]["content"]),
                answers: answers.collect(),
            });
        }
    }
    all
}

fn contents(document: &Value, content: &Value) -> Vec<Content> {
    let all = object(content).map(|(media, content)| {
        let example = object(&content["examples"])
            .next()
            .map(|(_, one)| resolved(document, one));
        let example = example.map(|one| one["value"].clone()).filter(|value| !value.is_null());
        Content {
            kind: media.clone(),
            shape: kind(&content["schema"]),
            example: example
                .and_then(|value| serde_json::to_string_pretty(&value).ok())
                .unwrap_or_default(),
        }
    });
    all.collect()
}

fn shape(name: &str, schema: &Value) -> Shape {
    let required: Vec<_> = list(&schema["required"]).collect();
    let fields = object(&schema["properties"]).map(|(name, property)| Field {
        name: name.clone(),
        place: String::new(),
        required: required.iter().any(|one| *one == name),
        kind: kind(property),
        text: meaning(property),
    });
    Shape {
        name: name.into(),
        text: prose(&schema["description"]),
        kind: if schema["properties"].is_object() {
            String::new()
        } else {
            kind(schema)
        },
        fields: fields.collect(),
    }
}

/// A schema in a few words, as HTML: named ones lead to where they are described.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|place| place.rsplit('/').next()) {
        return format!("<a href=\"#shape-{0}\">{0}</a>", escaped(name));
    }
    let any = list(&schema["oneOf"])
        .chain(list(&schema["anyOf"]))
        .chain(list(&schema["allOf"]));
    let any: Vec<_> = any.map(kind).collect();
    if !any.is_empty() {
        return any.join(" or ");
    }
    if schema["enum"].is_array() {
        let values = list(&schema["enum"]).map(|one| format!("<code>{}</code>", escaped(&plain(one))));
        return values.collect::<Vec<_>>().join(" ");
    }
    let names: Vec<String> = match &schema["type"] {
        Value::Array(names) => names.iter().map(text).collect(),
        name => vec![text(name)],
    };
    let words = names.iter().map(|name| match name.as_str() {
        "array" => format!("list of {}", kind(&schema["items"])),
        "null" => "null".to_owned(),
        name => match schema["format"].as_str() {
            Some(format) => format!("{} ({})", escaped(name), escaped(format)),
            None => escaped(name),
        },
    });
    words.collect::<Vec<_>>().join(" or ")
}

/// What a schema means. Where null is allowed too, it is said beside the other kind.
fn meaning(schema: &Value) -> String {
    let parts = list(&schema["oneOf"]).map(|one| &one["description"]);
    let mut told = std::iter::once(&schema["description"]).chain(parts);
    told.find(|one| one.is_string()).map(prose).unwrap_or_default()
}

/// Paragraphs with `code` and **stress**, as HTML.
fn prose(value: &Value) -> String {
    let told = text(value);
    let paragraphs = told.split("\n\n").filter(|part| !part.trim().is_empty());
    let paragraphs: Vec<_> = paragraphs.map(|part| format!("<p>{}</p>", line(part))).collect();
    paragraphs.concat()
}

/// The same for one line, without a paragraph around it.
fn line(told: &str) -> String {
    let told = escaped(told);
    let pair = |told: &str, mark: &str, name: &str| {
        let parts = told.split(mark).enumerate();
        let tagged = parts.map(|(at, part)| {
            if at % 2 == 1 {
                format!("<{name}>{part}</{name}>")
            } else {
                part.to_owned()
            }
        });
        tagged.collect::<String>()
    };
    pair(&pair(&told, "`", "code"), "**", "strong")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// What a reference leads to, else the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let place = value["$ref"].as_str().and_then(|place| place.strip_prefix('#'));
    place.and_then(|place| document.pointer(place)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_every_shape_is_in_the_reference() {
        let document = serde_json::to_value(openapi::document()).unwrap();
        let page = page(&document).unwrap();
        for (path, methods) in object(&document["paths"]) {
            for (_, operation) in object(methods) {
                let id = text(&operation["operationId"]);
                assert!(page.contains(&format!("<article id=\"{id}\">")), "{path} {id}");
            }
        }
        for (name, _) in object(&document["components"]["schemas"]) {
            assert!(page.contains(&format!("id=\"shape-{name}\"")), "{name}");
        }
        for place in page.split("href=\"#").skip(1) {
            let target = place.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{target}\"")), "nothing is at #{target}");
        }
    }

    /// Fields that may be null tell what they mean like all others.
    #[test]
    fn what_a_field_means_is_found_beside_null() {
        let field = serde_json::json!({ "oneOf": [{ "$ref": "#/components/schemas/X", "description": "Since when." }, { "type": "null" }] });
        assert_eq!(meaning(&field), "<p>Since when.</p>");
        assert_eq!(meaning(&serde_json::json!({ "type": "string" })), "");
    }

    /// Whatever a description says is shown, not obeyed.
    #[test]
    fn texts_are_escaped() {
        let told = prose(&Value::String("`<b>` and **a & b**".into()));
        assert_eq!(told, "<p><code>&lt;b&gt;</code> and <strong>a &amp; b</strong></p>");
    }
}
