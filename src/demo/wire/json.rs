//! Answers and errors of awsJson 1.0/1.1 and restJson.

use super::xml;
use crate::demo::Response;
use crate::inventory::Timestamp;
use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};

fn with_type(status: u16, content_type: &'static str, body: &Value) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    Response {
        status,
        headers,
        body: body.to_string().into(),
    }
}

/// The operation of an awsJson call: what follows the dot of `X-Amz-Target`.
pub fn target(headers: &HeaderMap) -> Option<&str> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    target.rsplit('.').next()
}

/// A success of an awsJson service.
pub fn ok(body: &Value) -> Response {
    with_type(200, "application/x-amz-json-1.1", body)
}

/// An awsJson error, e.g. 400 `ValidationException`.
pub fn error(status: u16, code: &str, message: &str) -> Response {
    with_type(
        status,
        "application/x-amz-json-1.1",
        &json!({"__type": code, "message": message, "Message": message}),
    )
}

/// A success of a restJson service.
pub fn rest_ok(status: u16, body: &Value) -> Response {
    with_type(status, "application/json", body)
}

/// A restJson error: the code is in the header `X-Amzn-Errortype`.
pub fn rest_error(status: u16, code: &str, message: &str) -> Response {
    let mut response = with_type(status, "application/json", &json!({"message": message}));
    if let Ok(code) = HeaderValue::from_str(code) {
        response.headers.insert("x-amzn-errortype", code);
    }
    response
}

/// A time as awsJson writes it: seconds since 1970 as a number.
pub fn epoch(time: Timestamp) -> Value {
    json!(time.0)
}

/// A refusal, before it is written as awsJson, restJson or query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The error code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Further members of a restJson error, e.g. `resourceId`.
    pub more: Map<String, Value>,
}

impl Refusal {
    /// A refusal with an HTTP status and an error code.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            more: Map::new(),
        }
    }

    /// With a further member of the error.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// As awsJson.
    pub fn error(&self) -> Response {
        error(self.status, self.code, &self.message)
    }

    /// As restJson.
    pub fn rest_error(&self) -> Response {
        let mut response = rest_error(self.status, self.code, &self.message);
        if !self.more.is_empty() {
            let mut body = self.more.clone();
            body.insert("message".to_owned(), json!(self.message));
            response.body = Value::Object(body).to_string().into();
        }
        response
    }

    /// As the query protocol.
    pub fn query_error(&self) -> Response {
        xml::query_error(self.status, self.code, &self.message)
    }
}

/// A member's name as validation messages write it: `KeyId` as `keyId`.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
