//! CloudWatch Logs: groups with their key, retention and filters; streams and
//! events; resource policies.
//!
//! - [`groups`]: log groups: key, retention, class, deletion protection, tags
//! - [`streams`]: streams, and the events put into them and read from them
//! - [`filters`]: metric and subscription filters; what metric filters publish
//! - [`policies`]: resource policies and data protection policies
//! - [`corrections`]: the rows of the table
//!
//! A service of our own: the base forgets the key of a group.

pub mod corrections;
mod filters;
mod groups;
mod policies;
mod streams;

use super::cloudwatch::Metrics;
use super::ids::Ids;
use super::wire::json::Refusal;
use super::wire::outcome::{self, Outcome};
use super::{ACCOUNT_ID, Call, Response, Service};
use groups::Group;
use policies::ResourcePolicy;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// What the service keeps in one Region.
#[derive(Debug, Default)]
struct Region {
    groups: BTreeMap<String, Group>,
    policies: BTreeMap<String, ResourcePolicy>,
}

/// The service.
#[derive(Debug)]
pub struct Logs {
    ids: Arc<Ids>,
    metrics: Arc<Metrics>,
    regions: Mutex<HashMap<String, Region>>,
}

/// One call with what it works on.
struct Request<'a> {
    call: &'a Call,
    body: Value,
    region: &'a mut Region,
    ids: &'a Ids,
    metrics: &'a Metrics,
}

impl Logs {
    /// The service without groups; metric filters publish to `metrics`.
    pub fn new(ids: Arc<Ids>, metrics: Arc<Metrics>) -> Self {
        Self {
            ids,
            metrics,
            regions: Mutex::default(),
        }
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidParameterException", message)
}

fn missing(what: &str) -> Refusal {
    Refusal::new(
        400,
        "ResourceNotFoundException",
        format!("The specified {what} does not exist."),
    )
}

/// A value that breaks a constraint, in the words of AWS's validation.
fn constraint(value: &str, field: &str, rule: &str) -> Refusal {
    invalid(format!(
        "1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: {rule}"
    ))
}

/// Milliseconds since 1970, as the service tells times.
fn millis(call: &Call) -> i64 {
    call.now.0 * 1000
}

impl Request<'_> {
    /// A text that must be given.
    fn required(&self, field: &str) -> Result<&str, Refusal> {
        outcome::text(&self.body, field).ok_or_else(|| constraint("null", field, "Member must not be null"))
    }

    /// The name of the group that the call is about, whether it is given by
    /// name, or as an identifier that may be an ARN.
    fn group_name(&self) -> Result<String, Refusal> {
        let given = [
            "logGroupName",
            "logGroupIdentifier",
            "resourceIdentifier",
            "resourceArn",
        ]
        .iter()
        .find_map(|field| outcome::text(&self.body, field))
        .ok_or_else(|| constraint("null", "logGroupName", "Member must not be null"))?;
        let own = format!("arn:aws:logs:{}:{ACCOUNT_ID}:log-group:", self.call.region);
        match given.strip_prefix(&own) {
            Some(name) => Ok(name.strip_suffix(":*").unwrap_or(name).to_owned()),
            None if given.starts_with("arn:") => Err(missing("log group")),
            None => Ok(given.to_owned()),
        }
    }

    /// The group that the call is about.
    fn group(&mut self) -> Result<&mut Group, Refusal> {
        let name = self.group_name()?;
        self.region
            .groups
            .get_mut(&name)
            .ok_or_else(|| missing("log group"))
    }

    /// The page of rows that the call asks for.
    fn page(&self, name: &str, rows: &[Value]) -> Outcome {
        let most = if name == "logGroups" && self.call.operation == "ListLogGroups" {
            1000
        } else {
            50
        };
        let limit = outcome::limit(&self.body["limit"]).unwrap_or(50);
        if !(1..=most).contains(&limit) {
            let rule = format!("Member must have value less than or equal to {most}");
            return Err(constraint(&limit.to_string(), "limit", &rule));
        }
        outcome::page_of(
            name,
            rows,
            "nextToken",
            outcome::text(&self.body, "nextToken"),
            limit,
        )
        .ok_or_else(|| invalid("The specified nextToken is invalid."))
    }

    fn answer(&mut self) -> Outcome {
        match self.call.operation.as_str() {
            "CreateLogGroup" => groups::create(self),
            "DescribeLogGroups" => groups::describe(self),
            "ListLogGroups" => groups::list(self),
            "DeleteLogGroup" => groups::delete(self),
            "PutRetentionPolicy" => groups::put_retention(self),
            "DeleteRetentionPolicy" => groups::delete_retention(self),
            "AssociateKmsKey" => groups::associate_key(self),
            "DisassociateKmsKey" => groups::disassociate_key(self),
            "PutLogGroupDeletionProtection" => groups::protect(self),
            "TagResource" | "TagLogGroup" => groups::tag(self),
            "UntagResource" | "UntagLogGroup" => groups::untag(self),
            "ListTagsForResource" | "ListTagsLogGroup" => groups::tags(self),
            "PutMetricFilter" => filters::put_metric(self),
            "DescribeMetricFilters" => filters::describe_metric(self),
            "DeleteMetricFilter" => filters::delete_metric(self),
            "TestMetricFilter" => filters::test_metric(self),
            "PutSubscriptionFilter" => filters::put_subscription(self),
            "DescribeSubscriptionFilters" => filters::describe_subscription(self),
            "DeleteSubscriptionFilter" => filters::delete_subscription(self),
            "CreateLogStream" => streams::create(self),
            "DescribeLogStreams" => streams::describe(self),
            "DeleteLogStream" => streams::delete(self),
            "PutLogEvents" => streams::put_events(self),
            "GetLogEvents" => streams::get_events(self),
            "FilterLogEvents" => streams::filter_events(self),
            "PutResourcePolicy" => policies::put(self),
            "DescribeResourcePolicies" => policies::describe(self),
            "DeleteResourcePolicy" => policies::delete(self),
            "PutDataProtectionPolicy" => policies::put_protection(self),
            "GetDataProtectionPolicy" => policies::get_protection(self),
            "DeleteDataProtectionPolicy" => policies::delete_protection(self),
            _ => Err(Refusal::new(
                400,
                "UnknownOperationException",
                "The embedded account has no such CloudWatch Logs operation.",
            )),
        }
    }
}

impl Service for Logs {
    fn handle(&self, call: &Call) -> Response {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut request = Request {
            call,
            body: call.json(),
            region: regions.entry(call.region.clone()).or_default(),
            ids: &self.ids,
            metrics: &self.metrics,
        };
        outcome::json_response(request.answer())
    }
}
