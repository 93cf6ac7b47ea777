//! Kinesis data streams: streams that take time to be made, encryption with
//! keys that exist, records, tags, resource policies and consumers.
//!
//! - [`state`]: streams and what the clock does to them
//! - [`streams`]: create, describe, list, delete, retention, mode
//! - [`encryption`]: start and stop
//! - [`shards`]: shards, iterators, records
//! - [`labels`]: tags and resource policies
//! - [`consumers`]: enhanced fan-out
//! - [`corrections`]: what the base does instead
//!
//! A service of our own: the base's streams are active at once, on the system's
//! date, encrypted with keys that do not exist, and keep no data.

mod consumers;
pub(super) mod corrections;
mod encryption;
mod labels;
mod shards;
mod state;
mod streams;

use super::kms::Kms;
use super::wire::json;
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use state::{Region, Stream};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The service.
#[derive(Debug)]
pub struct Kinesis {
    kms: Arc<Kms>,
    regions: Mutex<HashMap<String, Region>>,
}

/// A refusal: code and message; all are HTTP 400.
#[derive(Debug)]
struct Refusal(&'static str, String);

impl Refusal {
    fn invalid(message: impl Into<String>) -> Self {
        Self("ValidationException", message.into())
    }

    fn argument(message: impl Into<String>) -> Self {
        Self("InvalidArgumentException", message.into())
    }

    fn in_use(message: impl Into<String>) -> Self {
        Self("ResourceInUseException", message.into())
    }

    fn missing(name: &str) -> Self {
        Self(
            "ResourceNotFoundException",
            format!("Stream {name} under account {ACCOUNT_ID} not found."),
        )
    }
}

type Reply = Result<Value, Refusal>;

/// One call.
struct Work<'a> {
    call: &'a Call,
    request: Value,
    kms: &'a Kms,
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        self.call.now
    }

    fn given(&self, field: &str) -> Option<&str> {
        self.request[field].as_str()
    }

    fn text(&self, field: &str) -> Result<&str, Refusal> {
        self.given(field).filter(|text| !text.is_empty()).ok_or_else(|| {
            Refusal::invalid(format!(
                "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null",
                json::lower_first(field)
            ))
        })
    }

    /// A number within its bounds.
    fn number(&self, field: &str, least: i64, most: i64) -> Result<Option<i64>, Refusal> {
        match self.request[field].as_i64() {
            None => Ok(None),
            Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
            Some(number) => Err(Refusal::invalid(format!(
                "1 validation error detected: Value '{number}' at '{}' failed to satisfy constraint: Member must have value between {least} and {most}",
                json::lower_first(field)
            ))),
        }
    }

    /// The name of the stream: by `StreamName`, `StreamARN` or `ResourceARN`.
    fn name(&self) -> Result<String, Refusal> {
        let arn = self.given("StreamARN").or_else(|| self.given("ResourceARN"));
        let Some(arn) = arn else {
            return self
                .given("StreamName")
                .map(str::to_owned)
                .ok_or_else(|| Refusal::argument("Either StreamName or StreamARN should be provided."));
        };
        let prefix = format!("arn:aws:kinesis:{}:{ACCOUNT_ID}:stream/", self.call.region);
        let name = arn.strip_prefix(&prefix).and_then(|rest| rest.split('/').next());
        let name = name.ok_or_else(|| Refusal::missing(arn))?;
        if self.given("StreamName").is_some_and(|given| given != name) {
            return Err(Refusal::argument("StreamARN and StreamName do not match."));
        }
        Ok(name.to_owned())
    }

    /// The stream that the call names, as it is now.
    fn stream<'r>(&self, region: &'r mut Region) -> Result<&'r mut Stream, Refusal> {
        let name = self.name()?;
        region
            .get(&name, self.now())
            .ok_or_else(|| Refusal::missing(&name))
    }

    /// The same, which must be active: nothing changes two things at once.
    fn active<'r>(&self, region: &'r mut Region) -> Result<&'r mut Stream, Refusal> {
        let now = self.now();
        let stream = self.stream(region)?;
        let status = stream.status(now);
        if status == "ACTIVE" {
            return Ok(stream);
        }
        Err(Refusal::in_use(format!(
            "Stream {} under account {ACCOUNT_ID} not ACTIVE, instead in state {status}",
            stream.name
        )))
    }
}

impl Kinesis {
    /// Kinesis without streams, which are encrypted with the keys of that KMS.
    pub fn new(kms: Arc<Kms>) -> Self {
        Self {
            kms,
            regions: Mutex::default(),
        }
    }

    fn answer(&self, call: &Call) -> Reply {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(call.region.clone()).or_default();
        let work = &Work {
            call,
            request: call.json(),
            kms: &self.kms,
        };
        match call.operation.as_str() {
            "CreateStream" => streams::create(region, work),
            "DeleteStream" => streams::delete(region, work),
            "DescribeStream" => streams::describe(region, work),
            "DescribeStreamSummary" => streams::summary(region, work),
            "ListStreams" => streams::list(region, work),
            "DescribeLimits" => Ok(streams::limits(region, work)),
            "IncreaseStreamRetentionPeriod" => streams::retention(region, work, true),
            "DecreaseStreamRetentionPeriod" => streams::retention(region, work, false),
            "UpdateStreamMode" => streams::set_mode(region, work),
            "StartStreamEncryption" => encryption::start(region, work),
            "StopStreamEncryption" => encryption::stop(region, work),
            "ListShards" => shards::list(region, work),
            "GetShardIterator" => shards::iterator(region, work),
            "PutRecord" => shards::put(region, work),
            "PutRecords" => shards::put_many(region, work),
            "GetRecords" => shards::get(region, work),
            "AddTagsToStream" | "TagResource" => labels::tag(region, work),
            "RemoveTagsFromStream" | "UntagResource" => labels::untag(region, work),
            "ListTagsForStream" => labels::list(region, work),
            "ListTagsForResource" => labels::list_all(region, work),
            "PutResourcePolicy" => labels::put_policy(region, work),
            "GetResourcePolicy" => labels::get_policy(region, work),
            "DeleteResourcePolicy" => labels::delete_policy(region, work),
            "RegisterStreamConsumer" => consumers::register(region, work),
            "DescribeStreamConsumer" => consumers::describe(region, work),
            "ListStreamConsumers" => consumers::list(region, work),
            "DeregisterStreamConsumer" => consumers::deregister(region, work),
            other => Err(Refusal(
                "UnknownOperationException",
                format!("The embedded account does not do {other}."),
            )),
        }
    }
}

impl Service for Kinesis {
    fn handle(&self, call: &Call) -> Response {
        match self.answer(call) {
            Ok(body) => json::ok(&body),
            Err(Refusal(code, message)) => json::error(400, code, &message),
        }
    }
}

/// A page token: what the next page comes after.
fn token(after: &str) -> Value {
    use base64::Engine as _;
    json!(base64::engine::general_purpose::STANDARD.encode(format!("after {after}")))
}

/// What a page token says.
fn after(token: &str) -> Result<String, Refusal> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(token).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| text.strip_prefix("after ").map(str::to_owned))
        .ok_or_else(|| Refusal::argument("The provided NextToken is invalid."))
}
