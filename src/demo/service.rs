//! What a service of the embedded account is given, and what it must answer.

use super::wire::query::{self, Params};
use crate::inventory::Timestamp;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;
use std::sync::Arc;

/// An HTTP answer; `winterbaume-core`'s, so that ours and the base's are one.
pub type Response = winterbaume_core::MockResponse;

/// Who made a call, as CloudTrail and STS name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The access key id that signed the call.
    pub access_key: String,
    /// The principal, e.g. `arn:aws:sts::123456789012:assumed-role/Role/name`.
    pub arn: Arc<str>,
}

/// One request, read whole and named.
#[derive(Clone, Debug)]
pub struct Call {
    /// The signing name: `s3`, `ec2`, `sagemaker`, …
    pub service: String,
    /// The operation, e.g. `CreateKey`. Known for JSON and query protocols;
    /// REST services name it in [`Service::operation`].
    pub operation: String,
    /// The Region of the signature, e.g. `us-east-1`.
    pub region: String,
    /// Who.
    pub caller: Caller,
    /// When, on the account's clock.
    pub now: Timestamp,
    /// The HTTP method.
    pub method: String,
    /// The host, e.g. `bucket.s3.us-east-1.amazonaws.com`.
    pub host: String,
    /// The path as sent (still percent-encoded), from the leading slash.
    pub path: String,
    /// The query string, decoded.
    pub query: Params,
    /// The query string as sent.
    pub raw_query: String,
    /// The headers, trailers of a chunked body included.
    pub headers: HeaderMap,
    /// The body, aws-chunked decoded.
    pub body: Bytes,
}

impl Call {
    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// The body as JSON; an empty or broken body is an empty object.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| Value::Object(serde_json::Map::new()))
    }

    /// The body as a form (query and EC2 protocols).
    pub fn form(&self) -> Params {
        query::parse(&String::from_utf8_lossy(&self.body))
    }

    /// The path's segments, decoded, without the empty first.
    pub fn segments(&self) -> Vec<String> {
        self.path
            .split('/')
            .skip(1)
            .filter(|s| !s.is_empty())
            .map(query::decode_path)
            .collect()
    }
}

/// A service of our own. Answers at once: all state is in memory.
pub trait Service: Send + Sync {
    /// The operation that a call means, as IAM and CloudTrail name it. REST
    /// services derive it from method, path and query.
    fn operation(&self, call: &Call) -> String {
        call.operation.clone()
    }

    /// Does it.
    fn handle(&self, call: &Call) -> Response;
}
