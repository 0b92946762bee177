//! Every answer of every test is validated against openapi.yaml: status, content type, schema.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use super::Answer;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(portico::http::openapi::document()).unwrap());
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

pub fn document() -> &'static Value {
    &DOCUMENT
}

/// # Panics
/// When the answer is not one that the document allows.
pub fn check(method: &Method, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap();
    // `HEAD` is no operation of its own: it answers as `GET` does.
    if !path.starts_with("/api/") || *method == Method::HEAD {
        return;
    }
    let template = DOCUMENT["paths"]
        .as_object()
        .unwrap()
        .keys()
        .find(|template| matches(template, path));
    let operation = template.map(|template| &DOCUMENT["paths"][template][method.as_str().to_lowercase()]);
    let Some(operation) = operation.filter(|operation| operation.is_object()) else {
        let unknown = if template.is_some() { 405 } else { 404 };
        assert_eq!(
            answer.status, unknown,
            "{method} {path} is not in the document, so it must be unknown"
        );
        return;
    };
    let name = format!("{} {}", operation["operationId"], answer.status);
    let response = resolved(&operation["responses"][answer.status.to_string()]);
    assert!(response.is_object(), "{name} is not documented: {}", answer.text);
    let Some(documented) = response["content"].as_object().filter(|all| !all.is_empty()) else {
        assert!(answer.text.is_empty(), "{name} is documented without a body");
        return;
    };
    let kind = answer.header("content-type").split(';').next().unwrap();
    let content = documented.get(kind);
    let content = content.unwrap_or_else(|| panic!("{name}: {kind} is not documented"));
    if !kind.contains("json") {
        return;
    }
    let errors = differences(&content["schema"], &answer.json);
    assert!(
        errors.is_empty(),
        "{name} differs from its schema: {errors:?}\n{}",
        answer.text
    );
}

/// What a reference stands for.
pub fn resolved(value: &Value) -> &Value {
    match value["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template
            .zip(path)
            .all(|(part, given)| part.starts_with('{') || part == given)
}

/// What is wrong with a value, against a schema of the document.
pub fn differences(schema: &Value, value: &Value) -> Vec<String> {
    validator(schema)
        .iter_errors(value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect()
}

/// One a schema: making one takes longer than most requests, and all problems have the same.
fn validator(schema: &Value) -> Arc<Validator> {
    let mut all = VALIDATORS.lock().unwrap();
    let made = all.entry(schema.to_string()).or_insert_with(|| {
        let mut whole = schema.clone();
        whole["components"] = json!({ "schemas": DOCUMENT["components"]["schemas"] });
        Arc::new(
            jsonschema::options()
                .should_validate_formats(true)
                .build(&whole)
                .unwrap(),
        )
    });
    Arc::clone(made)
}
