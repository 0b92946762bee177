//! Request bodies: read once, refused with line and column, or with the field and the rule.

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web};
use futures_util::future::LocalBoxFuture;
use portico_shared::{
    ErrorCode, Violation, addresses::AddressPatch, contacts::ContactPatch, customers::CustomerPatch,
    gateways::GatewayPatch, numbers::NumberRangePatch, payment_methods::PaymentMethodPatch,
    subscriptions::CancellationReasonPatch, webhooks::WebhookPatch,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{ApiError, ApiResult, check::Check, idempotency::Once};

/// A JSON body, kept with whatever is wrong with it until the handler reads it: who may not do a thing
/// is told so first. An empty body counts as `{}`.
#[derive(Debug)]
pub struct Body<T>(ApiResult<Input<T>>);

/// A body that was read, and what makes the request unique.
#[derive(Debug)]
pub struct Input<T> {
    pub value: T,
    pub once: Once,
    pub echo: Echo,
}

/// Read-only fields that a change carries because its client read, edited and sent the whole.
#[derive(Debug, Default)]
pub struct Echo(Map<String, Value>);

impl Echo {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// # Errors
    /// 422 for each that differs from what stands; 409 where the client read an older state.
    pub fn check(&self, current: &impl Serialize) -> ApiResult<()> {
        let current = serde_json::to_value(current).map_err(ApiError::internal)?;
        let differs = |(name, sent): &(&String, &Value)| current.get(*name).unwrap_or(&Value::Null) != *sent;
        let different: Vec<_> = self.0.iter().filter(differs).map(|(name, _)| name.as_str()).collect();
        if different.contains(&"updatedAt") {
            return Err(ApiError::concurrent());
        }
        let mut check = Check::default();
        for name in different {
            let told = "differs from what is stored and is not set here; leave it out, or send it as it was read";
            check.refuse(name, "read-only", told);
        }
        check.finish()
    }
}

/// For operations without a body; `{}` is accepted too.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// An update of a resource: fields that its answers carry but nobody sets are kept apart.
#[derive(Debug)]
pub struct Update<T>(ApiResult<Input<T>>);

impl<T> Body<T> {
    /// # Errors
    /// 400, 413, 415 or 422.
    pub fn read(self) -> ApiResult<Input<T>> {
        self.0
    }
}

impl<T> Update<T> {
    /// # Errors
    /// 400, 413, 415 or 422.
    pub fn read(self) -> ApiResult<Input<T>> {
        self.0
    }
}

/// What a change of a resource accepts as it stands, so that read-edit-write works.
pub trait ReadOnly {
    const FIELDS: &'static [&'static str];
}

impl ReadOnly for CustomerPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for AddressPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for NumberRangePatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for CancellationReasonPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for WebhookPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for PaymentMethodPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for GatewayPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl ReadOnly for ContactPatch {
    const FIELDS: &'static [&'static str] = Self::READ_ONLY;
}

impl<T: DeserializeOwned + Serialize + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let raw = read(request, payload);
        Box::pin(async move {
            Ok(Self(raw.await.and_then(|(once, raw)| {
                Ok(Input {
                    value: typed(&json(&raw)?)?,
                    once,
                    echo: Echo::default(),
                })
            })))
        })
    }
}

impl<T: DeserializeOwned + Serialize + ReadOnly + 'static> FromRequest for Update<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let raw = read(request, payload);
        Box::pin(async move {
            Ok(Self(raw.await.and_then(|(once, raw)| {
                let mut value = json(&raw)?;
                let mut echo = Echo::default();
                if let Value::Object(fields) = &mut value {
                    for name in T::FIELDS {
                        echo.0.extend(fields.remove_entry(*name));
                    }
                }
                Ok(Input {
                    value: typed(&value)?,
                    once,
                    echo,
                })
            })))
        })
    }
}

fn read(request: &HttpRequest, payload: &mut Payload) -> LocalBoxFuture<'static, ApiResult<(Once, web::Bytes)>> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_json = kind.is_empty() || {
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
    };
    let bytes = web::Bytes::from_request(request, payload);
    let request = request.clone();
    Box::pin(async move {
        let raw = bytes
            .await
            .map_err(|error| match error.as_response_error().status_code().as_u16() {
                413 => ApiError::new(
                    ErrorCode::PayloadTooLarge,
                    "The request body is larger than this server accepts.",
                ),
                _ => ApiError::new(ErrorCode::MalformedRequest, "The request body did not arrive whole."),
            })?;
        if !raw.is_empty() && !is_json {
            return Err(ApiError::new(
                ErrorCode::UnsupportedMediaType,
                "Send the body as application/json.",
            ));
        }
        Ok((Once::of(&request, &raw)?, raw))
    })
}

fn json(raw: &[u8]) -> ApiResult<Value> {
    if raw.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(raw).map_err(|error| {
        let detail = if error.is_eof() {
            let (line, column) = (error.line(), error.column());
            format!("The body is not valid JSON: it ends too early, at line {line} column {column}. Send all of it.")
        } else {
            format!("The body is not valid JSON: {error}. Often a quote, comma or bracket is missing just before.")
        };
        ApiError::new(ErrorCode::MalformedRequest, detail)
    })
}

pub fn typed<T: DeserializeOwned + Serialize>(value: &Value) -> ApiResult<T> {
    let typed: T = serde_path_to_error::deserialize(value).map_err(|error| {
        let message = error.inner().to_string();
        let at = error.path().to_string();
        ApiError::invalid(vec![violation(if at == "." { "" } else { &at }, &message)])
    })?;
    let meant = serde_json::to_value(&typed).map_err(ApiError::internal)?;
    match array_for_object(value, &meant, String::new()) {
        Some(at) => Err(ApiError::invalid(vec![violation(
            &at,
            "invalid type: array, expected an object",
        )])),
        None => Ok(typed),
    }
}

/// serde reads a struct from an array too, by position: nobody who sends one means what it does.
fn array_for_object(sent: &Value, meant: &Value, at: String) -> Option<String> {
    match (sent, meant) {
        (Value::Array(_), Value::Object(_)) => Some(at),
        (Value::Array(sent), Value::Array(meant)) => {
            let pairs = sent.iter().zip(meant).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (sent, meant))| array_for_object(sent, meant, format!("{at}[{index}]")))
        }
        (Value::Object(sent), Value::Object(meant)) => sent.iter().find_map(|(name, sent)| {
            let path = if at.is_empty() {
                name.clone()
            } else {
                format!("{at}.{name}")
            };
            array_for_object(sent, meant.get(name)?, path)
        }),
        _ => None,
    }
}

/// What JSON calls what serde names as Rust does.
fn in_words(message: &str) -> String {
    let message = message
        .replace("unknown variant", "unknown value")
        .replace("type: sequence,", "type: array,")
        .replace("type: map,", "type: object,")
        .replace("floating point `", "number `");
    let Some((found, kind)) = message.rsplit_once(", expected ") else {
        return message;
    };
    let kind = match kind {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number, 0 or more",
        "i32" => "a whole number from -2147483648 to 2147483647",
        "i64" => "a whole number",
        "f64" => "a number",
        "a sequence" => "an array",
        "a map" => "an object",
        _ if kind.starts_with("struct ") => "an object",
        _ => kind,
    };
    format!("{found}, expected {kind}")
}

fn violation(at: &str, message: &str) -> Violation {
    let message = in_words(message);
    let rules = [
        ("unknown field", "unknown-field"),
        ("missing field", "required"),
        ("invalid type", "wrong-type"),
        ("invalid length", "wrong-type"),
        ("unknown value", "unknown-value"),
    ];
    let code = rules
        .iter()
        .find(|(start, _)| message.starts_with(start))
        .map_or("invalid", |(_, code)| code);
    // serde names a missing or unknown field in its words alone: "missing field `email`".
    let named = message
        .split('`')
        .nth(1)
        .filter(|_| matches!(code, "required" | "unknown-field"));
    let path = match named {
        Some(field) if at.rsplit('.').next() == Some(field) => at.to_owned(),
        Some(field) if at.is_empty() => field.to_owned(),
        Some(field) => format!("{at}.{field}"),
        None => at.to_owned(),
    };
    let path = if path.is_empty() { "(body)".to_owned() } else { path };
    Violation {
        property_path: path,
        message,
        code: code.into(),
    }
}

#[cfg(test)]
mod tests {
    use portico_shared::{Money, payment_methods::PaymentMethodIn, subscriptions::SubscriptionItemIn};

    use super::*;

    fn refused<T: DeserializeOwned + Serialize>(text: &str) -> ApiError {
        json(text.as_bytes())
            .and_then(|value| typed::<T>(&value))
            .err()
            .unwrap()
    }

    #[test]
    fn malformed_json_is_refused_with_line_and_column() {
        let error = refused::<Money>("{\n  \"amount\": }");
        assert_eq!(error.code, ErrorCode::MalformedRequest);
        assert!(error.detail.contains("line 2 column 13"), "{}", error.detail);
        let cut = refused::<Money>("{\"amount\": 1");
        assert!(
            cut.detail.contains("it ends too early, at line 1 column"),
            "{}",
            cut.detail
        );
    }

    #[test]
    fn what_is_expected_is_said_as_json_has_it() {
        let told = |text| refused::<Money>(text).violations.remove(0).message;
        let amount = told(r#"{"amount":1.5,"currency":"EUR"}"#);
        assert_eq!(amount, "invalid type: number `1.5`, expected a whole number");
        let array = told(r#"{"amount":[1],"currency":"EUR"}"#);
        assert_eq!(array, "invalid type: array, expected a whole number");
        assert_eq!(
            in_words("invalid type: map, expected a sequence"),
            "invalid type: object, expected an array"
        );
        assert_eq!(
            in_words("invalid type: null, expected struct Money"),
            "invalid type: null, expected an object"
        );
    }

    #[test]
    fn a_field_that_is_wrong_missing_or_unknown_is_named() {
        let path = |text| refused::<Money>(text).violations.remove(0);
        assert_eq!(path(r#"{"amount":"x","currency":"EUR"}"#).property_path, "amount");
        assert_eq!(
            (path(r#"{"amount":1}"#).property_path, path(r#"{"amount":1}"#).code),
            ("currency".into(), "required".into())
        );
        let unknown = path(r#"{"amount":1,"currency":"EUR","cents":2}"#);
        assert_eq!(
            (unknown.property_path.as_str(), unknown.code.as_str()),
            ("cents", "unknown-field")
        );
        let value = refused::<PaymentMethodIn>(r#"{"gateway":"cash","type":"card"}"#)
            .violations
            .remove(0);
        assert_eq!(
            (value.property_path.as_str(), value.code.as_str()),
            ("gateway", "unknown-value")
        );
        assert!(
            value
                .message
                .starts_with("unknown value `cash`, expected one of `wallet`, `sepa_debit`, `stripe`"),
            "as they are written here: {}",
            value.message
        );
        let deep = refused::<Vec<SubscriptionItemIn>>(
            r#"[{"name":"a","unitPrice":"1e9","taxRate":0,"billingInterval":"1M"}]"#,
        );
        assert_eq!(deep.violations[0].property_path, "[0].unitPrice");
        assert_eq!(
            refused::<Money>(r#"[1, "EUR"]"#).violations[0].property_path,
            "(body)",
            "an array is no object"
        );
        assert_eq!(
            refused::<Vec<Money>>(r#"[{"amount":1,"currency":"EUR"},[1,"EUR"]]"#).violations[0].property_path,
            "[1]"
        );
    }
}
