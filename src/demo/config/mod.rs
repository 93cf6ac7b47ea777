//! AWS Config, as far as its recorder: whether changes are recorded, and where
//! to.
//!
//! The base has no such service.

use super::wire::json::Refusal;
use super::wire::outcome::{self, Outcome};
use super::{ACCOUNT_ID, Call, Response, Service};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What the service keeps in one Region: one recorder and one channel.
#[derive(Debug, Default)]
struct Region {
    recorder: Option<Recorder>,
    channel: Option<Value>,
}

#[derive(Debug)]
struct Recorder {
    /// As it was put, with its defaults.
    body: Value,
    /// When it was last told to record, and to stop.
    started: Option<i64>,
    stopped: Option<i64>,
}

/// The service.
#[derive(Debug, Default)]
pub struct Config {
    regions: Mutex<HashMap<String, Region>>,
}

fn refuse(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(400, code, message)
}

fn no_recorder(name: &str) -> Refusal {
    refuse(
        "NoSuchConfigurationRecorderException",
        format!("Cannot find configuration recorder with the specified name '{name}'."),
    )
}

impl Recorder {
    fn name(&self) -> &str {
        self.body["name"].as_str().unwrap_or("default")
    }

    fn recording(&self) -> bool {
        self.started.is_some() && self.stopped.is_none()
    }

    fn status(&self) -> Value {
        let mut out = json!({"name": self.name(), "arn": self.body["arn"], "recording": self.recording()});
        if let Some(at) = self.started {
            out["lastStartTime"] = json!(at);
            out["lastStatus"] = json!("SUCCESS");
            out["lastStatusChangeTime"] = json!(at);
        }
        if let Some(at) = self.stopped {
            out["lastStopTime"] = json!(at);
        }
        out
    }
}

impl Region {
    /// The recorder that a call names, or the only one.
    fn recorder(&mut self, name: &str) -> Result<&mut Recorder, Refusal> {
        let found = self.recorder.as_mut().filter(|r| r.name() == name);
        found.ok_or_else(|| no_recorder(name))
    }

    fn put_recorder(&mut self, call: &Call, body: &Value) -> Outcome {
        let given = &body["ConfigurationRecorder"];
        let name = given["name"].as_str().unwrap_or("default").to_owned();
        if self.recorder.as_ref().is_some_and(|r| r.name() != name) {
            return Err(refuse(
                "MaxNumberOfConfigurationRecordersExceededException",
                format!(
                    "Failed to put configuration recorder '{name}' because the maximum number of \
                     configuration recorders: 1 is reached."
                ),
            ));
        }
        let role = given["roleARN"].as_str().unwrap_or("");
        if !role.starts_with("arn:") {
            return Err(refuse(
                "InvalidRoleException",
                "The role ARN is empty or not valid.",
            ));
        }
        let mut kept = given.clone();
        kept["name"] = json!(name);
        kept["arn"] = json!(format!(
            "arn:aws:config:{}:{ACCOUNT_ID}:configuration-recorder/{name}",
            call.region
        ));
        if !kept["recordingGroup"].is_object() {
            kept["recordingGroup"] = json!({
                "allSupported": true, "includeGlobalResourceTypes": false, "resourceTypes": [],
                "exclusionByResourceTypes": {"resourceTypes": []},
                "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
            });
        }
        match &mut self.recorder {
            Some(recorder) => recorder.body = kept,
            none => {
                *none = Some(Recorder {
                    body: kept,
                    started: None,
                    stopped: None,
                });
            }
        }
        Ok(Value::Null)
    }

    fn put_channel(&mut self, body: &Value) -> Outcome {
        let channel = &body["DeliveryChannel"];
        if self.recorder.is_none() {
            return Err(refuse(
                "NoAvailableConfigurationRecorderException",
                "Configuration recorder is not available to put delivery channel.",
            ));
        }
        if outcome::text(channel, "s3BucketName").is_none() {
            return Err(refuse(
                "NoSuchBucketException",
                "Cannot find a S3 bucket with an empty bucket name.",
            ));
        }
        self.channel = Some(channel.clone());
        Ok(Value::Null)
    }

    fn answer(&mut self, call: &Call, body: &Value) -> Outcome {
        let name = || {
            body["ConfigurationRecorderName"]
                .as_str()
                .unwrap_or("")
                .to_owned()
        };
        let named = outcome::texts(body, "ConfigurationRecorderNames");
        match call.operation.as_str() {
            "PutConfigurationRecorder" => self.put_recorder(call, body),
            "PutDeliveryChannel" => self.put_channel(body),
            "DescribeDeliveryChannels" => {
                let channels: Vec<&Value> = self.channel.iter().collect();
                Ok(json!({"DeliveryChannels": channels}))
            }
            "StartConfigurationRecorder" => {
                if self.channel.is_none() {
                    return Err(refuse(
                        "NoAvailableDeliveryChannelException",
                        "Delivery channel is not available to start configuration recorder.",
                    ));
                }
                let recorder = self.recorder(&name())?;
                recorder.started = Some(call.now.0);
                recorder.stopped = None;
                Ok(Value::Null)
            }
            "StopConfigurationRecorder" => {
                self.recorder(&name())?.stopped = Some(call.now.0);
                Ok(Value::Null)
            }
            "DeleteConfigurationRecorder" => {
                self.recorder(&name())?;
                self.recorder = None;
                Ok(Value::Null)
            }
            "DescribeConfigurationRecorders" | "DescribeConfigurationRecorderStatus" => {
                for name in &named {
                    self.recorder(name)?;
                }
                let found = self.recorder.iter();
                if call.operation.ends_with("Status") {
                    let rows: Vec<Value> = found.map(Recorder::status).collect();
                    return Ok(json!({"ConfigurationRecordersStatus": rows}));
                }
                let rows: Vec<&Value> = found.map(|r| &r.body).collect();
                Ok(json!({"ConfigurationRecorders": rows}))
            }
            _ => Err(refuse(
                "UnknownOperationException",
                "The embedded account has no such operation of AWS Config.",
            )),
        }
    }
}

impl Service for Config {
    fn handle(&self, call: &Call) -> Response {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(call.region.clone()).or_default();
        outcome::json_response(region.answer(call, &call.json()))
    }
}
