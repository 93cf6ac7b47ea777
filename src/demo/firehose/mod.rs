//! Firehose: delivery streams, their encryption and tags.
//!
//! A service of our own: the base drops the encryption.

use super::kms::Kms;
use super::roles::Roles;
use super::wire::json::{Refusal, epoch};
use super::wire::outcome::{Outcome, json_response, limit, text};
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

const SERVICE: &str = "firehose.amazonaws.com";
/// How long a stream is `CREATING`, in seconds.
const MAKING: i64 = 30;

/// A delivery stream.
#[derive(Debug)]
struct Stream {
    request: Value,
    encryption: Value,
    tags: BTreeMap<String, String>,
    created: Timestamp,
}

/// The service.
#[derive(Debug)]
pub struct Firehose {
    kms: Arc<Kms>,
    roles: Arc<Roles>,
    /// Streams by Region and name.
    streams: Mutex<BTreeMap<(String, String), Stream>>,
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidArgumentException", message)
}

fn missing(name: &str) -> Refusal {
    let message = format!("Firehose {name} under account {ACCOUNT_ID} not found.");
    Refusal::new(400, "ResourceNotFoundException", message)
}

/// The destinations that a request can name, and what answers call each.
const DESTINATIONS: &[(&str, &str)] = &[
    (
        "ExtendedS3DestinationConfiguration",
        "ExtendedS3DestinationDescription",
    ),
    ("S3DestinationConfiguration", "S3DestinationDescription"),
];

fn tags(request: &Value) -> BTreeMap<String, String> {
    let listed = request["Tags"].as_array().into_iter().flatten();
    listed
        .filter_map(|tag| {
            Some((
                tag["Key"].as_str()?.to_owned(),
                tag["Value"].as_str().unwrap_or("").to_owned(),
            ))
        })
        .collect()
}

impl Firehose {
    /// Without streams.
    pub fn new(kms: Arc<Kms>, roles: Arc<Roles>) -> Self {
        Self {
            kms,
            roles,
            streams: Mutex::default(),
        }
    }

    fn answer(&self, call: &Call) -> Outcome {
        let request = call.json();
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let name = text(&request, "DeliveryStreamName").unwrap_or("").to_owned();
        let key = (call.region.clone(), name.clone());
        if call.operation == "ListDeliveryStreams" {
            return Ok(list(&streams, call, &request));
        }
        if call.operation == "CreateDeliveryStream" {
            if streams.contains_key(&key) {
                let message = format!("Firehose {name} under accountId {ACCOUNT_ID} already exists");
                return Err(Refusal::new(400, "ResourceInUseException", message));
            }
            let made = self.make(call, &name, request)?;
            streams.insert(key, made);
            return Ok(json!({"DeliveryStreamARN": arn(call, &name)}));
        }
        let stream = streams.get_mut(&key).ok_or_else(|| missing(&name))?;
        match call.operation.as_str() {
            "DescribeDeliveryStream" => Ok(describe(stream, call, &name)),
            "ListTagsForDeliveryStream" => {
                let listed = stream.tags.iter();
                let listed: Vec<Value> = listed.map(|(k, v)| json!({"Key": k, "Value": v})).collect();
                Ok(json!({"Tags": listed, "HasMoreTags": false}))
            }
            "TagDeliveryStream" => {
                stream.tags.extend(tags(&request));
                Ok(json!({}))
            }
            "StartDeliveryStreamEncryption" => {
                let input = &request["DeliveryStreamEncryptionConfigurationInput"];
                stream.encryption = self.encryption(call, &stream.request, input, true)?;
                Ok(json!({}))
            }
            "StopDeliveryStreamEncryption" => {
                stream.encryption = json!({"Status": "DISABLED"});
                Ok(json!({}))
            }
            "DeleteDeliveryStream" => {
                streams.remove(&key);
                Ok(json!({}))
            }
            _ => Err(Refusal::new(
                400,
                "UnknownOperationException",
                "The embedded account has no such Firehose operation.",
            )),
        }
    }

    fn make(&self, call: &Call, name: &str, request: Value) -> Result<Stream, Refusal> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if !(1..=64).contains(&name.len()) || !name.chars().all(plain) {
            return Err(invalid(format!("Invalid delivery stream name: {name}")));
        }
        let places = DESTINATIONS.iter().map(|(given, _)| &request[*given]);
        for place in places.filter(|p| p.is_object()) {
            let role = place["RoleARN"].as_str().unwrap_or("");
            if !self.roles.admits(role, SERVICE) {
                return Err(invalid(format!(
                    "Firehose is unable to assume role {role}. Please check the role provided."
                )));
            }
        }
        let input = &request["DeliveryStreamEncryptionConfigurationInput"];
        Ok(Stream {
            encryption: self.encryption(call, &request, input, false)?,
            tags: tags(&request),
            created: call.now,
            request,
        })
    }

    /// What an encryption input comes to. Streams that read from elsewhere are
    /// encrypted there.
    fn encryption(&self, call: &Call, stream: &Value, input: &Value, started: bool) -> Outcome {
        if !input.is_object() && !started {
            return Ok(json!({"Status": "DISABLED"}));
        }
        if text(stream, "DeliveryStreamType").is_some_and(|kind| kind != "DirectPut") {
            return Err(invalid(
                "Encryption is for delivery streams with DirectPut as their source.",
            ));
        }
        let kind = text(input, "KeyType").unwrap_or("AWS_OWNED_CMK");
        let mut out = json!({"KeyType": kind, "Status": "ENABLED"});
        if kind == "CUSTOMER_MANAGED_CMK" {
            let key = text(input, "KeyARN").unwrap_or("");
            match self.kms.usable(&call.region, key, call.now) {
                Ok(arn) => out["KeyARN"] = json!(arn),
                Err(fault) => {
                    return Err(Refusal::new(
                        400,
                        "InvalidKMSResourceException",
                        fault.to_string(),
                    ));
                }
            }
        }
        Ok(out)
    }
}

fn arn(call: &Call, name: &str) -> String {
    format!(
        "arn:aws:firehose:{}:{ACCOUNT_ID}:deliverystream/{name}",
        call.region
    )
}

fn describe(stream: &Stream, call: &Call, name: &str) -> Value {
    let request = &stream.request;
    let there = call.now.seconds_since(stream.created) >= MAKING;
    let mut out = json!({
        "DeliveryStreamName": name,
        "DeliveryStreamARN": arn(call, name),
        "DeliveryStreamStatus": if there { "ACTIVE" } else { "CREATING" },
        "DeliveryStreamType": text(request, "DeliveryStreamType").unwrap_or("DirectPut"),
        "DeliveryStreamEncryptionConfiguration": stream.encryption,
        "VersionId": "1",
        "CreateTimestamp": epoch(stream.created),
        "Destinations": [],
        "HasMoreDestinations": false,
    });
    let source = &request["KinesisStreamSourceConfiguration"];
    if source.is_object() {
        out["Source"] = json!({"KinesisStreamSourceDescription": source});
    }
    for (given, answered) in DESTINATIONS {
        if request[*given].is_object() {
            let mut place = request[*given].clone();
            for (field, value) in [
                (
                    "BufferingHints",
                    json!({"SizeInMBs": 5, "IntervalInSeconds": 300}),
                ),
                ("CompressionFormat", json!("UNCOMPRESSED")),
                (
                    "EncryptionConfiguration",
                    json!({"NoEncryptionConfig": "NoEncryption"}),
                ),
            ] {
                if place[field].is_null() {
                    place[field] = value;
                }
            }
            let destination = json!({"DestinationId": "destinationId-000000000001", *answered: place});
            out["Destinations"] = json!([destination]);
        }
    }
    json!({"DeliveryStreamDescription": out})
}

fn list(streams: &BTreeMap<(String, String), Stream>, call: &Call, request: &Value) -> Value {
    let after = text(request, "ExclusiveStartDeliveryStreamName").unwrap_or("");
    let most = limit(&request["Limit"]).unwrap_or(10);
    let here = streams.keys().filter(|(region, _)| *region == call.region);
    let names: Vec<&String> = here
        .map(|(_, name)| name)
        .filter(|name| name.as_str() > after)
        .collect();
    let shown = &names[..names.len().min(most)];
    json!({"DeliveryStreamNames": shown, "HasMoreDeliveryStreams": names.len() > shown.len()})
}

impl Service for Firehose {
    fn handle(&self, call: &Call) -> Response {
        json_response(self.answer(call))
    }
}
