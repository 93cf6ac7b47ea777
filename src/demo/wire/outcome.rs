//! What an operation comes to, an answer or a refusal, and reading what its
//! request gives.

use super::json::{self, Refusal};
use super::page;
use crate::demo::Response;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What an operation comes to: the body of its answer, or a refusal.
pub type Outcome = Result<Value, Refusal>;

/// An outcome as awsJson; operations without output answer an empty body.
pub fn json_response(outcome: Outcome) -> Response {
    match outcome {
        Ok(Value::Null) => {
            let mut response = json::ok(&Value::Null);
            response.body = bytes::Bytes::new();
            response
        }
        Ok(body) => json::ok(&body),
        Err(refusal) => refusal.error(),
    }
}

/// An outcome as restJson.
pub fn rest_response(outcome: Outcome) -> Response {
    match outcome {
        Ok(Value::Null) => json::rest_ok(200, &json!({})),
        Ok(body) => json::rest_ok(200, &body),
        Err(refusal) => refusal.rest_error(),
    }
}

/// A field's text, when it is there and not empty.
pub fn text<'v>(request: &'v Value, field: &str) -> Option<&'v str> {
    request[field].as_str().filter(|text| !text.is_empty())
}

/// The texts of a list.
pub fn texts<'v>(request: &'v Value, field: &str) -> Vec<&'v str> {
    let list = request[field].as_array();
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A map of texts, e.g. `tags`.
pub fn text_map(value: &Value) -> BTreeMap<String, String> {
    let fields = value.as_object().into_iter().flatten();
    fields
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

/// A page of rows under a name, with `token` naming the next page if there is
/// one. `None` when the token given is not ours.
pub fn page_of(name: &str, rows: &[Value], token: &str, given: Option<&str>, limit: usize) -> Option<Value> {
    let (shown, next) = page::cut(rows, given, limit)?;
    let mut body = json!({name: shown});
    if let Some(next) = next {
        body[token] = json!(next);
    }
    Some(body)
}

/// A number of the request as a limit, when it is one.
pub fn limit(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|n| usize::try_from(n).ok())
}
