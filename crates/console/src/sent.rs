//! For tests: a body as the API reads it.

use portico_ui::client::{Body, Value};
use serde_json::json;

pub(crate) fn sent(body: Body) -> serde_json::Value {
    let fields = body.into_iter().map(|(name, value)| (name.to_owned(), read(value)));
    serde_json::Value::Object(fields.collect())
}

fn read(value: Value) -> serde_json::Value {
    match value {
        Value::Null => json!(null),
        Value::Bool(on) => json!(on),
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Texts(texts) => json!(texts),
        Value::Numbers(numbers) => json!(numbers),
        Value::Object(body) => sent(body),
        Value::Objects(bodies) => bodies.into_iter().map(sent).collect(),
    }
}
