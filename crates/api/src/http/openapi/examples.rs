//! Examples of bodies. A schema's own example counts, else one is put together from its fields, so that a new resource
//! has one by itself. `tests/api/openapi.rs` validates each.

use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::{Map, Value, json};
use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Schema,
    example::{Example, ExampleBuilder},
};

use super::shapes;

/// What a field or parameter of this name holds in examples, where its schema has none of its own: the first that fits.
static BY_NAME: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

/// Gives each JSON body an example, which stands once among the components.
pub fn give(document: &mut OpenApi) {
    let schemas = document.components.as_ref().map(|all| &all.schemas);
    let schemas = serde_json::to_value(schemas).unwrap_or_default();
    let mut used = BTreeSet::new();
    for (_, _, operation) in shapes::operations(document) {
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            used.extend(body.content.values_mut().filter_map(point_to_example));
        }
        for response in operation.responses.responses.values_mut() {
            if let RefOr::T(response) = response {
                used.extend(response.content.values_mut().filter_map(point_to_example));
            }
        }
    }
    let composer = Composer(&schemas);
    let examples = used.into_iter().filter_map(|name| {
        let value = composer.component(&name, &mut Vec::new())?;
        Some((name, RefOr::T(ExampleBuilder::new().value(Some(value)).build())))
    });
    let examples: Vec<(String, RefOr<Example>)> = examples.collect();
    document.components.get_or_insert_default().examples.extend(examples);
}

/// Parameters show what they take, where that does not follow from their type.
pub fn give_to_parameters(document: &mut OpenApi) {
    for (_, _, operation) in shapes::operations(document) {
        for parameter in operation.parameters.iter_mut().flatten() {
            let RefOr::T(parameter) = parameter else { continue };
            if let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema
                && schema.examples.is_empty()
                && schema.enum_values.is_none()
                && let Some(value) = of_name(
                    &parameter.name,
                    &json!({ "type": schema.schema_type, "format": schema.format }),
                )
            {
                schema.examples = vec![value];
            }
        }
    }
}

/// The name of the example, which is its schema's.
fn point_to_example(content: &mut RefOr<Content>) -> Option<String> {
    let RefOr::T(content) = content else { return None };
    let Some(RefOr::Ref(schema)) = &content.schema else {
        return None;
    };
    let name = schema.ref_location.rsplit('/').next()?.to_owned();
    // The bytes of a file are no example of anything.
    if name.ends_with("File") {
        return None;
    }
    let reference = Ref::new(format!("#/components/examples/{name}"));
    content.examples.insert(name.clone(), RefOr::Ref(reference));
    Some(name)
}

struct Composer<'a>(&'a Value);

impl Composer<'_> {
    /// `inside` are the schemas that are being put together: one that holds itself ends there.
    fn component(&self, name: &str, inside: &mut Vec<String>) -> Option<Value> {
        if inside.iter().any(|one| one == name) {
            return None;
        }
        inside.push(name.to_owned());
        let value = self.value(None, &self.0[name], inside);
        inside.pop();
        value
    }

    fn value(&self, field: Option<&str>, schema: &Value, inside: &mut Vec<String>) -> Option<Value> {
        let own = schema.get("example").or_else(|| schema["examples"].get(0));
        if own.is_some() {
            return own.cloned();
        }
        let named = |field| of_name(field, self.resolved(schema));
        if let Some(value) = field.and_then(named) {
            return Some(value);
        }
        if let Some(target) = target(schema) {
            return self.component(target, inside);
        }
        if let Some(choices) = choices(schema) {
            let mut some = choices.iter().filter(|one| one["type"] != "null");
            return some.find_map(|one| self.value(field, one, inside));
        }
        let first = schema.get("const").or_else(|| schema["enum"].get(0));
        if let Some(value) = first.or_else(|| schema.get("default").filter(|value| !value.is_null())) {
            return Some(value.clone());
        }
        match kind(schema)? {
            "object" => Some(self.object(schema, inside)),
            "array" => {
                let item = self.value(None, &schema["items"], inside);
                Some(Value::Array(item.into_iter().collect()))
            }
            "boolean" => Some(json!(false)),
            "integer" | "number" => Some(schema.get("minimum").cloned().unwrap_or(json!(1))),
            _ => match schema["format"].as_str()? {
                "date" => Some(json!("2026-11-22")),
                "date-time" => Some(json!("2026-11-22T13:00:00Z")),
                "uuid" => Some(json!("01a20397-b036-7000-8004-e9cb25c4b054")),
                "email" => Some(json!("ada@example.com")),
                "uri" => Some(json!("https://example.com/")),
                _ => None,
            },
        }
    }

    fn object(&self, schema: &Value, inside: &mut Vec<String>) -> Value {
        let fields = schema["properties"].as_object().into_iter().flatten();
        let fields = fields.filter_map(|(name, schema)| Some((name.clone(), self.value(Some(name), schema, inside)?)));
        Value::Object(fields.collect())
    }

    fn resolved<'b>(&'b self, schema: &'b Value) -> &'b Value {
        let chosen = choices(schema).and_then(|all| all.iter().find(|one| one["type"] != "null"));
        let schema = chosen.unwrap_or(schema);
        target(schema).map_or(schema, |name| &self.0[name])
    }
}

fn of_name(name: &str, schema: &Value) -> Option<Value> {
    let fits = |value: &&Value| {
        let is_free = schema.get("enum").is_none()
            && !matches!(
                schema["format"].as_str(),
                Some("date" | "date-time" | "uuid" | "binary")
            );
        is_free
            && match kind(schema) {
                Some("string") => value.is_string(),
                Some("integer" | "number") => value.is_number(),
                Some("boolean") => value.is_boolean(),
                Some("array") => value.is_array(),
                // Money and a few others are given by a field's name; the rest is put together.
                Some("object") => value.as_object().is_some_and(|value| {
                    let mut fields = value.keys();
                    fields.all(|field| schema["properties"].get(field).is_some())
                }),
                _ => false,
            }
    };
    BY_NAME.get(name)?.as_array()?.iter().find(fits).cloned()
}

fn target(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn choices(schema: &Value) -> Option<&Vec<Value>> {
    ["oneOf", "anyOf", "allOf"]
        .iter()
        .find_map(|name| schema[*name].as_array())
}

/// `type`, which may also be a list with `null` in it.
fn kind(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        _ => None,
    }
}
