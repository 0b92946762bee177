//! What tests share.

use portico_ui::client::{Body, Value};
use serde::de::DeserializeOwned;
use serde_json::json;

/// A body as the API reads it.
pub(crate) fn read<T: DeserializeOwned>(body: Body) -> T {
    serde_json::from_value(object(body)).unwrap()
}

fn object(body: Body) -> serde_json::Value {
    let fields = body.into_iter().map(|(name, one)| (name.to_owned(), value(one)));
    serde_json::Value::Object(fields.collect())
}

fn value(value: Value) -> serde_json::Value {
    match value {
        Value::Null => json!(null),
        Value::Bool(value) => json!(value),
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Texts(texts) => json!(texts),
        Value::Numbers(numbers) => json!(numbers),
        Value::Object(body) => object(body),
        Value::Objects(bodies) => bodies.into_iter().map(object).collect(),
    }
}
