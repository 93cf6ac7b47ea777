//! CloudWatch: metrics as they were put, and alarms whose state follows them on
//! the account's clock.
//!
//! - [`protocol`]: rpc-v2-cbor, awsJson 1.0 and query: what came is what goes
//! - [`metrics`]: the store of data, and statistics over it
//! - [`data`]: putting, listing and reading metrics
//! - [`math`]: arithmetic over the results of queries
//! - [`alarms`]: alarms as they were put
//! - [`validate`]: what is refused of an alarm
//! - [`evaluate`]: the state of an alarm from its data
//! - [`history`]: what happened to alarms
//! - [`corrections`]: the rows of the table
//!
//! A service of our own: the base answers no statistics.

mod alarms;
pub mod corrections;
mod data;
mod evaluate;
mod history;
mod math;
mod metrics;
mod protocol;
mod validate;

pub use metrics::{Datum, MetricName, Metrics};

use super::wire::json::Refusal;
use super::wire::outcome::{self, Outcome};
use super::{ACCOUNT_ID, Call, Response, Service};
use alarms::Alarm;
use history::Item;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// The alarms of one Region.
#[derive(Debug, Default)]
struct Region {
    alarms: BTreeMap<String, Alarm>,
    /// Oldest first.
    history: VecDeque<Item>,
}

/// The service.
#[derive(Debug)]
pub struct CloudWatch {
    metrics: Arc<Metrics>,
    regions: Mutex<HashMap<String, Region>>,
}

/// One call with what it works on.
struct Request<'a> {
    call: &'a Call,
    body: Value,
    region: &'a mut Region,
    metrics: &'a Metrics,
}

impl CloudWatch {
    /// The service without alarms, over metrics that others put into too.
    pub fn new(metrics: Arc<Metrics>) -> Self {
        Self {
            metrics,
            regions: Mutex::default(),
        }
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationError", message)
}

fn bad_value(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidParameterValue", message)
}

fn arn(region: &str, alarm: &str) -> String {
    format!("arn:aws:cloudwatch:{region}:{ACCOUNT_ID}:alarm:{alarm}")
}

impl Request<'_> {
    /// A text that must be given.
    fn required(&self, field: &str) -> Result<&str, Refusal> {
        outcome::text(&self.body, field).ok_or_else(|| {
            let mut name = field.to_owned();
            name[..1].make_ascii_lowercase();
            invalid(format!(
                "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"
            ))
        })
    }

    /// A page of rows, of `MaxRecords` at most.
    fn page(&self, name: &str, rows: &[Value], default: usize) -> Outcome {
        let limit = outcome::limit(&self.body["MaxRecords"]).unwrap_or(default);
        if !(1..=default.max(100)).contains(&limit) {
            return Err(invalid(format!(
                "1 validation error detected: Value '{limit}' at 'maxRecords' failed to satisfy constraint: Member must have value less than or equal to 100"
            )));
        }
        outcome::page_of(
            name,
            rows,
            "NextToken",
            outcome::text(&self.body, "NextToken"),
            limit,
        )
        .ok_or_else(|| Refusal::new(400, "InvalidNextToken", "The next token specified is invalid."))
    }

    /// The alarm that a `ResourceARN` names.
    fn tagged(&mut self) -> Result<&mut Alarm, Refusal> {
        let given = self.required("ResourceARN")?.to_owned();
        let name = given
            .strip_prefix(&arn(&self.call.region, ""))
            .ok_or_else(|| bad_value(format!("The value {given} for parameter ResourceARN is invalid.")))?;
        self.region.alarms.get_mut(name).ok_or_else(|| {
            Refusal::new(
                404,
                "ResourceNotFoundException",
                format!("Unknown resource: {given}"),
            )
        })
    }

    fn tag(&mut self) -> Outcome {
        let added = alarms::tags(&self.body);
        let tags = &mut self.tagged()?.tags;
        tags.extend(added);
        Ok(json!({}))
    }

    fn untag(&mut self) -> Outcome {
        let gone: Vec<String> = outcome::texts(&self.body, "TagKeys")
            .into_iter()
            .map(str::to_owned)
            .collect();
        self.tagged()?.tags.retain(|key, _| !gone.contains(key));
        Ok(json!({}))
    }

    fn tags(&mut self) -> Outcome {
        let tags = self.tagged()?.tags.iter();
        let rows: Vec<Value> = tags
            .map(|(key, value)| json!({"Key": key, "Value": value}))
            .collect();
        Ok(json!({"Tags": rows}))
    }

    fn answer(&mut self) -> Outcome {
        match self.call.operation.as_str() {
            "PutMetricAlarm" => alarms::put(self),
            "DescribeAlarms" => alarms::describe(self),
            "DescribeAlarmsForMetric" => alarms::describe_for_metric(self),
            "DeleteAlarms" => alarms::delete(self),
            "SetAlarmState" => alarms::set_state(self),
            "EnableAlarmActions" => {
                alarms::set_actions(self, true);
                Ok(json!({}))
            }
            "DisableAlarmActions" => {
                alarms::set_actions(self, false);
                Ok(json!({}))
            }
            "DescribeAlarmHistory" => history::describe(self),
            "PutMetricData" => data::put(self),
            "ListMetrics" => data::list(self),
            "GetMetricStatistics" => data::statistics(self),
            "GetMetricData" => data::get(self),
            "TagResource" => self.tag(),
            "UntagResource" => self.untag(),
            "ListTagsForResource" => self.tags(),
            _ => Err(Refusal::new(
                400,
                "InvalidAction",
                "The embedded account has no such CloudWatch operation.",
            )),
        }
    }
}

impl Service for CloudWatch {
    fn operation(&self, call: &Call) -> String {
        protocol::operation(call)
    }

    fn handle(&self, call: &Call) -> Response {
        let spoken = protocol::of(call);
        let Some(body) = spoken.request(call) else {
            let refusal = Refusal::new(
                400,
                "SerializationException",
                "The body of the request cannot be read.",
            );
            return spoken.response(call, Err(refusal));
        };
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut request = Request {
            call,
            body,
            region: regions.entry(call.region.clone()).or_default(),
            metrics: &self.metrics,
        };
        spoken.response(call, request.answer())
    }
}
