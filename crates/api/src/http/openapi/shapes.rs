//! What means the same wherever it stands: parameters by their name, rows of lists by their type.

use serde_json::{Value, json};
use utoipa::openapi::{
    Components, Content, ObjectBuilder, OpenApi, Ref, RefOr, Required, Schema, Type,
    path::{Operation, Parameter, ParameterIn},
    schema::{ArrayItems, SchemaType},
};

/// Every operation there is, with its path and its method in capitals.
pub fn operations(document: &mut OpenApi) -> impl Iterator<Item = (&str, &'static str, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(path, item)| {
        let slots = [
            ("GET", &mut item.get),
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        slots
            .into_iter()
            .filter_map(|(method, slot)| Some((path.as_str(), method, slot.as_mut()?)))
    })
}

/// The first sentence is the summary; the whole paragraph opens the description.
pub fn split_summary(operation: &mut Operation) {
    let Some(text) = operation.summary.clone() else { return };
    let text = text.replace('\n', " ");
    let Some((first, _)) = text.split_once(". ") else {
        operation.summary = Some(text);
        return;
    };
    operation.summary = Some(format!("{first}."));
    let rest = operation.description.take();
    operation.description = Some(rest.map_or_else(|| text.clone(), |rest| format!("{text}\n\n{rest}")));
}

/// A `PATCH` that says no more than that it is the same as `PUT` gets its words.
pub fn word_twins(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        if let (Some(put), Some(patch)) = (&item.put, &mut item.patch)
            && patch.summary.as_deref() == Some("The same as `PUT`.")
        {
            patch.description = patch.summary.take();
            patch.summary.clone_from(&put.summary);
        }
    }
}

/// Bounds and values of the parameters that all lists and changes share.
pub fn parameters(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        if let Some(shape) = shape(parameter) {
            parameter.schema = Some(shape);
        }
        // Left out, never null: null cannot be written into a query or header.
        if let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema
            && let SchemaType::Array(kinds) = &schema.schema_type
            && let [kind, Type::Null] | [Type::Null, kind] = kinds.as_slice()
        {
            schema.schema_type = SchemaType::Type(kind.clone());
        }
    }
}

fn shape(parameter: &Parameter) -> Option<RefOr<Schema>> {
    let whole = |least: i64, most: i64| {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(least))
            .maximum(Some(most))
    };
    let shape = match (&parameter.parameter_in, parameter.name.as_str()) {
        (ParameterIn::Query, "page") => whole(1, 100_000),
        (ParameterIn::Query, "limit") => whole(1, 100).default(Some(json!(30))),
        (ParameterIn::Query, name) if name.starts_with("order[") => ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(["asc", "desc"])),
        (ParameterIn::Header, "Idempotency-Key") => ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(255))
            .examples([json!("order-4711-cancel")]),
        _ => return None,
    };
    Some(RefOr::T(Schema::Object(shape.build())))
}

pub fn takes(operation: &Operation, place: &ParameterIn, wanted: impl Fn(&str) -> bool) -> bool {
    operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.parameter_in == *place && wanted(&parameter.name),
        RefOr::Ref(_) => false,
    })
}

/// `Page<CustomerView>` names its rows, so that clients get one type for a customer and not one for each list.
pub fn name_rows(components: &mut Components) {
    let known: Vec<_> = components.schemas.keys().cloned().collect();
    for (name, schema) in &mut components.schemas {
        let row = name.strip_prefix("Page_").or_else(|| name.strip_prefix("Data_"));
        let Some(row) = row.filter(|row| known.iter().any(|one| one == row)) else {
            continue;
        };
        if let RefOr::T(Schema::Object(page)) = schema
            && let Some(RefOr::T(Schema::Array(data))) = page.properties.get_mut("data")
        {
            data.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(row))));
        }
    }
}

/// What is read with defaults may be left out of a request, and is always there in an answer. Said by `required`:
/// generators take a field with a `default` for one that is always there, in requests too.
pub fn say_what_is_required(components: &mut Components) {
    for (name, schema) in &mut components.schemas {
        let RefOr::T(Schema::Object(schema)) = schema else {
            continue;
        };
        let is_sent = name.ends_with("In") || name.ends_with("Patch");
        for (field, schema_of_field) in &mut schema.properties {
            let had_default = match schema_of_field {
                RefOr::T(Schema::Object(one)) => one.default.take().is_some(),
                RefOr::T(Schema::Array(one)) => one.default.take().is_some(),
                RefOr::T(Schema::OneOf(one)) => one.default.take().is_some(),
                RefOr::T(Schema::AllOf(one)) => one.default.take().is_some(),
                RefOr::Ref(one) => one.default.take().is_some(),
                RefOr::T(_) => false,
            };
            if had_default && !is_sent && !schema.required.contains(field) {
                schema.required.push(field.clone());
            }
        }
    }
}

/// An empty body counts as `{}`, so it may be left out where nothing in it is required.
pub fn let_bodies_be_empty(document: &mut OpenApi) {
    let schemas = document.components.get_or_insert_default().schemas.clone();
    let may_be_empty = |content: &RefOr<Content>| {
        let RefOr::T(content) = content else { return false };
        let Some(RefOr::Ref(schema)) = &content.schema else {
            return false;
        };
        let name = schema.ref_location.rsplit('/').next().unwrap_or_default();
        matches!(schemas.get(name), Some(RefOr::T(Schema::Object(schema)))
            if schema.required.is_empty() && !schema.properties.is_empty())
    };
    for (_, _, operation) in operations(document) {
        if let Some(RefOr::T(body)) = &mut operation.request_body
            && body.content.values().all(may_be_empty)
        {
            body.required = Some(Required::False);
        }
    }
}

/// An example for each id, so that what refers to a customer shows the customer's own.
pub fn show_ids(components: &mut Components) {
    for (name, schema) in &mut components.schemas {
        if let RefOr::T(Schema::Object(schema)) = schema
            && schema.examples.is_empty()
            && schema.example.is_none()
            && is_uuid(schema)
        {
            schema.examples = vec![example_id(name)];
        }
    }
}

fn is_uuid(schema: &utoipa::openapi::Object) -> bool {
    serde_json::to_value(schema).is_ok_and(|value| value["format"] == "uuid")
}

/// Looks like one of ours, and stays the same as long as its type is called the same.
fn example_id(name: &str) -> Value {
    let tail = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    json!(format!("01a20397-b036-7000-8004-{:012x}", tail & 0xffff_ffff_ffff))
}
