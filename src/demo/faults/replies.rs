//! Refusals in the protocol of the service that was asked, worded as AWS words
//! them: throttled, broken, denied.

use crate::demo::wire::{json, xml};
use crate::demo::{Call, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use std::time::Duration;

/// How a service words its errors.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    S3,
    Ec2,
    Query,
    Cbor,
    RestJson,
    Json,
}

fn protocol(call: &Call) -> Protocol {
    let form = call
        .header("content-type")
        .is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"));
    match call.service.as_str() {
        "s3" | "s3express" => Protocol::S3,
        "ec2" => Protocol::Ec2,
        _ if call.header("smithy-protocol") == Some("rpc-v2-cbor") => Protocol::Cbor,
        _ if call.header("x-amz-target").is_some() => Protocol::Json,
        "iam" | "sts" => Protocol::Query,
        _ if form => Protocol::Query,
        _ => Protocol::RestJson,
    }
}

/// An error's status and code for each protocol.
struct Words {
    s3: (u16, &'static str),
    ec2: (u16, &'static str),
    query: (u16, &'static str),
    rest: (u16, &'static str),
    json: (u16, &'static str),
}

fn refusal(call: &Call, words: &Words, message: &str) -> Response {
    match protocol(call) {
        Protocol::S3 => xml::s3_error(words.s3.0, words.s3.1, message, &call.path),
        Protocol::Ec2 => xml::ec2_error(words.ec2.0, words.ec2.1, message),
        Protocol::Query => xml::query_error(words.query.0, words.query.1, message),
        Protocol::RestJson => json::rest_error(words.rest.0, words.rest.1, message),
        Protocol::Json => json::error(words.json.0, words.json.1, message),
        Protocol::Cbor => cbor(words.json.0, words.json.1, message),
    }
}

/// Too many calls.
pub fn throttled(call: &Call, retry_after: Option<Duration>) -> Response {
    let words = Words {
        s3: (503, "SlowDown"),
        ec2: (503, "RequestLimitExceeded"),
        query: (400, "Throttling"),
        rest: (429, "ThrottlingException"),
        json: (400, "ThrottlingException"),
    };
    let message = match protocol(call) {
        Protocol::S3 => "Please reduce your request rate.",
        Protocol::Ec2 => "Request limit exceeded.",
        _ => "Rate exceeded",
    };
    let mut response = refusal(call, &words, message);
    if let Some(wait) = retry_after
        && let Ok(milliseconds) = HeaderValue::from_str(&wait.as_millis().to_string())
    {
        response.headers.insert("x-amz-retry-after", milliseconds);
    }
    response
}

/// A fault of the service's own.
pub fn broken(call: &Call) -> Response {
    let words = Words {
        s3: (500, "InternalError"),
        ec2: (503, "Unavailable"),
        query: (503, "ServiceUnavailable"),
        rest: (500, "InternalServerException"),
        json: (500, "InternalFailure"),
    };
    let message = match protocol(call) {
        Protocol::S3 => "We encountered an internal error. Please try again.",
        Protocol::Ec2 => "The service is unavailable. Please try again shortly.",
        Protocol::Query => "Service is unavailable.",
        _ => "An internal error occurred.",
    };
    refusal(call, &words, message)
}

/// Not allowed.
pub fn denied(call: &Call) -> Response {
    let words = Words {
        s3: (403, "AccessDenied"),
        ec2: (403, "UnauthorizedOperation"),
        query: (403, "AccessDenied"),
        rest: (403, "AccessDeniedException"),
        json: (400, "AccessDeniedException"),
    };
    let message = match protocol(call) {
        Protocol::S3 => "Access Denied".to_owned(),
        Protocol::Ec2 => "You are not authorized to perform this operation.".to_owned(),
        _ => format!(
            "User: {} is not authorized to perform: {}:{}",
            call.caller.arn, call.service, call.operation
        ),
    };
    refusal(call, &words, &message)
}

/// An error of Smithy's RPC v2 in CBOR: a map of `__type` and `message`.
fn cbor(status: u16, code: &str, message: &str) -> Response {
    let mut body = vec![0xa2];
    for text in ["__type", code, "message", message] {
        // A text string with a length of two bytes; none of ours is longer.
        let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
        body.push(0x79);
        body.extend(length.to_be_bytes());
        body.extend(text.bytes().take(usize::from(length)));
    }
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/cbor"));
    headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
    Response {
        status,
        headers,
        body: Bytes::from(body),
    }
}
