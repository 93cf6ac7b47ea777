//! The three protocols of CloudWatch. Current SDKs speak smithy's rpc-v2-cbor,
//! older ones and Terraform query, some awsJson 1.0; each is answered in its own.
//!
//! Requests become one JSON form with times as seconds; answers are written
//! from it.

use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::Outcome;
use crate::demo::wire::query::{self, Params};
use crate::demo::wire::{cbor, json, xml};
use crate::demo::{Call, Response};
use crate::inventory::Timestamp;
use flate2::read::GzDecoder;
use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::io::Read as _;

const NAMESPACE: &str = "http://monitoring.amazonaws.com/doc/2010-08-01/";

/// The largest body, in bytes, after it is decompressed: CloudWatch's limit.
const LARGEST_BODY: u64 = 1 << 20;

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Cbor,
    Json,
    Query,
}

/// Which protocol a call speaks.
pub(super) fn of(call: &Call) -> Protocol {
    if call.header("smithy-protocol") == Some("rpc-v2-cbor") {
        Protocol::Cbor
    } else if call.header("x-amz-target").is_some() {
        Protocol::Json
    } else {
        Protocol::Query
    }
}

/// The operation: rpc-v2-cbor names it in the path, and a form that came
/// compressed could not be read before.
pub(super) fn operation(call: &Call) -> String {
    match of(call) {
        Protocol::Cbor => call.path.rsplit('/').next().unwrap_or("").to_owned(),
        Protocol::Query if call.operation.is_empty() => body(call)
            .map(|body| form(&body).text("Action").to_owned())
            .unwrap_or_default(),
        _ => call.operation.clone(),
    }
}

/// The body, which SDKs compress when it is large. `None` for what is not gzip
/// as it says, or is larger than the service takes.
fn body(call: &Call) -> Option<Cow<'_, [u8]>> {
    if call.header("content-encoding") != Some("gzip") {
        return Some(Cow::Borrowed(&call.body));
    }
    let mut plain = Vec::new();
    let mut reader = GzDecoder::new(&call.body[..]).take(LARGEST_BODY + 1);
    let read = reader.read_to_end(&mut plain).ok()?;
    (u64::try_from(read).ok()? <= LARGEST_BODY).then_some(Cow::Owned(plain))
}

fn form(body: &[u8]) -> Params {
    query::parse(&String::from_utf8_lossy(body))
}

/// Whether a member of an answer is a time, or a list of times.
fn is_time(name: &str) -> bool {
    name.ends_with("Timestamp") || name == "Timestamps"
}

impl Protocol {
    /// The parameters of a call. `None` for a body that cannot be read.
    pub(super) fn request(self, call: &Call) -> Option<Value> {
        let sent = body(call)?;
        let body = match self {
            Self::Cbor if sent.is_empty() => json!({}),
            Self::Cbor => cbor::parse(&sent)?,
            Self::Json => serde_json::from_slice(&sent).ok()?,
            Self::Query => from_form(&form(&sent)),
        };
        body.is_object().then_some(body)
    }

    /// The answer.
    pub(super) fn response(self, call: &Call, outcome: Outcome) -> Response {
        match (self, outcome) {
            (Self::Cbor, Ok(body)) => cbor_response(200, &body),
            (Self::Cbor, Err(refusal)) => {
                let body = json!({"__type": shape(refusal.code), "message": refusal.message});
                mark(cbor_response(refusal.status, &body), &refusal)
            }
            (Self::Json, Ok(body)) => typed_json(json::ok(&body)),
            (Self::Json, Err(refusal)) => {
                let response = json::error(refusal.status, shape(refusal.code), &refusal.message);
                mark(typed_json(response), &refusal)
            }
            (Self::Query, Ok(body)) => {
                let operation = &call.operation;
                let text = xml::document(&format!("{operation}Response"), Some(NAMESPACE), |x| {
                    if body.as_object().is_some_and(|fields| !fields.is_empty()) {
                        element(x, &format!("{operation}Result"), &body);
                    }
                    x.element("ResponseMetadata", |x| x.text("RequestId", xml::REQUEST_ID));
                });
                xml::response(200, text)
            }
            (Self::Query, Err(refusal)) => refusal.query_error(),
        }
    }
}

fn typed_json(mut response: Response) -> Response {
    let kind = HeaderValue::from_static("application/x-amz-json-1.0");
    response.headers.insert(CONTENT_TYPE, kind);
    response
}

fn cbor_response(status: u16, body: &Value) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/cbor"));
    headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
    Response {
        status,
        headers,
        body: cbor::write(body, is_time).into(),
    }
}

/// The code of the query protocol, for clients that knew the service by it.
fn mark(mut response: Response, refusal: &Refusal) -> Response {
    let side = if refusal.status >= 500 {
        "Receiver"
    } else {
        "Sender"
    };
    if let Ok(value) = HeaderValue::from_str(&format!("{};{side}", refusal.code)) {
        response.headers.insert("x-amzn-query-error", value);
    }
    response
}

/// The error's shape, which differs from its code in the query protocol.
fn shape(code: &str) -> &str {
    match code {
        "LimitExceeded" => "LimitExceededFault",
        "InvalidFormat" => "InvalidFormatFault",
        "InvalidParameterValue" => "InvalidParameterValueException",
        "MissingParameter" => "MissingRequiredParameterException",
        "InvalidParameterCombination" => "InvalidParameterCombinationException",
        other => other,
    }
}

/// `A.member.1.B=x` as nested values, each of its type.
fn from_form(form: &Params) -> Value {
    let mut root = Value::Object(Map::new());
    for (name, value) in &form.0 {
        if name == "Action" || name == "Version" {
            continue;
        }
        let mut place = &mut root;
        for step in name.split('.').take(16) {
            if !place.is_object() {
                *place = json!({});
            }
            place = &mut place[step];
        }
        *place = json!(value);
    }
    typed("", root, false)
}

/// Makes lists of `member` objects, and gives leaves their types.
fn typed(name: &str, value: Value, in_datum: bool) -> Value {
    match value {
        Value::Object(mut fields) => {
            if fields.len() == 1
                && let Some(Value::Object(members)) = fields.remove("member")
            {
                let mut items: Vec<(u64, Value)> = members
                    .into_iter()
                    .filter_map(|(n, v)| Some((n.parse().ok()?, v)))
                    .collect();
                items.sort_by_key(|(n, _)| *n);
                let datum = name == "MetricData";
                let items = items.into_iter().map(|(_, v)| typed(name, v, datum));
                return Value::Array(items.collect());
            }
            let typed = fields.into_iter().map(|(n, v)| {
                let v = typed(&n, v, in_datum);
                (n, v)
            });
            Value::Object(typed.collect())
        }
        Value::String(text) => leaf(name, text, in_datum),
        other => other,
    }
}

fn leaf(name: &str, text: String, in_datum: bool) -> Value {
    let number = |text: &str| text.parse::<f64>().ok().map(|n| json!(n));
    let typed = match name {
        "Period" | "EvaluationPeriods" | "DatapointsToAlarm" | "MaxRecords" | "MaxDatapoints"
        | "StorageResolution" | "EvaluationInterval" => text.parse::<i64>().ok().map(|n| json!(n)),
        "ActionsEnabled" | "ReturnData" | "IncludeLinkedAccounts" => Some(json!(text == "true")),
        "Threshold" | "SampleCount" | "Sum" | "Minimum" | "Maximum" | "Values" | "Counts" => number(&text),
        "Value" if in_datum => number(&text),
        _ => None,
    };
    typed.unwrap_or(Value::String(text))
}

/// A value as XML: lists as `member`, percentiles as a map, times in RFC 3339.
fn element(x: &mut xml::Writer, name: &str, value: &Value) {
    match value {
        Value::Array(items) => x.element(name, |x| {
            for item in items {
                match item {
                    Value::Number(_) if is_time(name) => x.text("member", time(item)),
                    _ => element(x, "member", item),
                }
            }
        }),
        Value::Object(fields) if name == "ExtendedStatistics" => x.element(name, |x| {
            for (key, value) in fields {
                x.element("entry", |x| {
                    x.text("key", key);
                    element(x, "value", value);
                });
            }
        }),
        Value::Object(fields) => x.element(name, |x| {
            for (name, value) in fields {
                element(x, name, value);
            }
        }),
        Value::Number(_) if is_time(name) => x.text(name, time(value)),
        Value::String(text) => x.text(name, text),
        Value::Null => {}
        other => x.text(name, other),
    }
}

fn time(value: &Value) -> String {
    Timestamp(value.as_i64().unwrap_or(0)).rfc3339()
}
