//! What a change sends: an object. The DTOs of `portico_shared` would need a serializer of their own, at ten times
//! the code; that each body is what its DTO says, the tests beside it check.

/// A value in the body of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    Texts(Vec<String>),
    Numbers(Vec<i64>),
    Object(Body),
    Objects(Vec<Body>),
}

/// The fields of a body, by the names of the API.
pub type Body = Vec<(&'static str, Value)>;

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// The body as JSON.
pub(super) fn json(body: &Body) -> String {
    let mut out = String::new();
    object(&mut out, body);
    out
}

fn object(out: &mut String, body: &Body) {
    out.push('{');
    for (index, (name, value)) in body.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        quote(out, name);
        out.push(':');
        write(out, value);
    }
    out.push('}');
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Text(text) => quote(out, text),
        Value::Texts(texts) => {
            out.push('[');
            for (index, text) in texts.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(out, text);
            }
            out.push(']');
        }
        Value::Numbers(numbers) => {
            let all: Vec<_> = numbers.iter().map(i64::to_string).collect();
            out.push('[');
            out.push_str(&all.join(","));
            out.push(']');
        }
        Value::Object(body) => object(out, body),
        Value::Objects(bodies) => {
            out.push('[');
            for (index, body) in bodies.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                object(out, body);
            }
            out.push(']');
        }
    }
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            // Nobody types other control characters, and the API refuses them.
            '\0'..='\x1f' => {}
            _ => out.push(letter),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Value, json as json_of};

    #[test]
    fn whatever_somebody_types_is_read_back_as_it_was() {
        let text = "Müller & \"Söhne\" \\ GmbH\n\u{7f}€ 🙂";
        let body = vec![
            ("city", Value::Text(text.into())),
            ("addition", Value::from(None)),
            ("default", Value::Bool(true)),
            ("version", Value::Number(-7)),
            ("hosts", Value::Texts(vec![text.into(), String::new()])),
            ("none", Value::Texts(Vec::new())),
            ("days", Value::Numbers(vec![3, -5])),
        ];
        let read: serde_json::Value = serde_json::from_str(&json_of(&body)).unwrap();
        let sent = json!({
            "city": text, "addition": null, "default": true, "version": -7, "hosts": [text, ""], "none": [],
            "days": [3, -5]
        });
        assert_eq!(read, sent);
        assert_eq!(json_of(&Vec::new()), "{}");
    }

    #[test]
    fn objects_stand_in_objects_and_in_lists() {
        let inner = || vec![("iban", Value::Text("DE89".into())), ("consent", Value::Bool(true))];
        let body = vec![
            ("sepaDebit", Value::Object(inner())),
            ("moves", Value::Objects(vec![inner(), Vec::new()])),
            ("none", Value::Objects(Vec::new())),
        ];
        let read: serde_json::Value = serde_json::from_str(&json_of(&body)).unwrap();
        let inner = json!({ "iban": "DE89", "consent": true });
        assert_eq!(read, json!({ "sepaDebit": inner, "moves": [inner, {}], "none": [] }));
    }
}
