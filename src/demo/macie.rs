//! Macie: the Region's session, automated discovery, and classification jobs
//! that run on the clock.
//!
//! A service of our own: the base finishes jobs before they began and keeps
//! no automated discovery status.

use super::ids::Ids;
use super::wire::{json, page};
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long a run of a job takes, in seconds.
const RUN: i64 = 60;

#[derive(Debug)]
struct Job {
    id: String,
    request: Value,
    created: Timestamp,
    /// Set by `UpdateClassificationJob`: `CANCELLED`, `USER_PAUSED`.
    set_to: Option<String>,
}

/// What a Region's Macie keeps while it is on.
#[derive(Debug)]
struct Session {
    status: String,
    frequency: String,
    since: Timestamp,
    changed: Timestamp,
    discovery: Option<(String, Timestamp)>,
    jobs: Vec<Job>,
}

/// The service.
#[derive(Debug)]
pub struct Macie {
    ids: Arc<Ids>,
    sessions: Mutex<BTreeMap<String, Session>>,
}

impl Macie {
    /// Macie, off in every Region.
    pub fn new(ids: Arc<Ids>) -> Self {
        Self {
            ids,
            sessions: Mutex::default(),
        }
    }
}

fn off() -> Response {
    json::rest_error(403, "AccessDeniedException", "Macie is not enabled.")
}

fn enable(sessions: &mut BTreeMap<String, Session>, call: &Call) -> Response {
    if sessions.contains_key(&call.region) {
        return json::rest_error(409, "ConflictException", "Macie has already been enabled");
    }
    let request = call.json();
    let text = |field: &str, default: &str| request[field].as_str().unwrap_or(default).to_owned();
    sessions.insert(
        call.region.clone(),
        Session {
            status: text("status", "ENABLED"),
            frequency: text("findingPublishingFrequency", "SIX_HOURS"),
            since: call.now,
            changed: call.now,
            discovery: None,
            jobs: Vec::new(),
        },
    );
    json::rest_ok(200, &json!({}))
}

impl Session {
    fn describe(&self) -> Value {
        json!({
            "createdAt": self.since.rfc3339(),
            "updatedAt": self.changed.rfc3339(),
            "findingPublishingFrequency": self.frequency,
            "serviceRole": format!("arn:aws:iam::{ACCOUNT_ID}:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"),
            "status": self.status,
        })
    }

    fn update(&mut self, call: &Call) -> Response {
        let request = call.json();
        if let Some(status) = request["status"].as_str() {
            status.clone_into(&mut self.status);
        }
        if let Some(frequency) = request["findingPublishingFrequency"].as_str() {
            frequency.clone_into(&mut self.frequency);
        }
        self.changed = call.now;
        json::rest_ok(200, &json!({}))
    }

    fn discovery(&self) -> Value {
        match &self.discovery {
            Some((status, at)) => json!({
                "status": status,
                "autoEnableOrganizationMembers": "NONE",
                "firstEnabledAt": at.rfc3339(),
                "lastUpdatedAt": at.rfc3339(),
            }),
            None => json!({"status": "DISABLED", "autoEnableOrganizationMembers": "NONE"}),
        }
    }

    fn create_job(&mut self, call: &Call, id: &str) -> Response {
        let request = call.json();
        if request["name"].as_str().is_none_or(str::is_empty) {
            return json::rest_error(400, "ValidationException", "The name of the job is required.");
        }
        let arn = job_arn(&call.region, id);
        self.jobs.push(Job {
            id: id.to_owned(),
            request,
            created: call.now,
            set_to: None,
        });
        json::rest_ok(200, &json!({"jobArn": arn, "jobId": id}))
    }

    fn list_jobs(&self, call: &Call) -> Response {
        let request = call.json();
        let items: Vec<Value> = self
            .jobs
            .iter()
            .map(|job| {
                let full = job.describe(call);
                json!({
                    "jobId": full["jobId"],
                    "name": full["name"],
                    "jobType": full["jobType"],
                    "jobStatus": full["jobStatus"],
                    "createdAt": full["createdAt"],
                    "lastRunErrorStatus": full["lastRunErrorStatus"],
                    "bucketDefinitions": full["s3JobDefinition"]["bucketDefinitions"],
                })
            })
            .collect();
        let limit = request["maxResults"]
            .as_u64()
            .and_then(|n| usize::try_from(n).ok());
        let Some((shown, next)) = page::cut(&items, request["nextToken"].as_str(), limit.unwrap_or(25))
        else {
            return json::rest_error(400, "ValidationException", "The token is not valid.");
        };
        let mut body = json!({"items": shown});
        if let Some(next) = next {
            body["nextToken"] = json!(next);
        }
        json::rest_ok(200, &body)
    }

    fn one_job(&mut self, call: &Call, id: &str) -> Response {
        let Some(job) = self.jobs.iter_mut().find(|job| job.id == id) else {
            return json::rest_error(
                404,
                "ResourceNotFoundException",
                "The request failed because the specified resource wasn't found",
            );
        };
        if call.method == "PATCH" {
            job.set_to = call.json()["jobStatus"].as_str().map(str::to_owned);
            return json::rest_ok(200, &json!({}));
        }
        json::rest_ok(200, &job.describe(call))
    }
}

impl Job {
    fn describe(&self, call: &Call) -> Value {
        let mut out = self.request.clone();
        let ran = call.now.seconds_since(self.created) >= RUN;
        let scheduled = self.request["jobType"] == "SCHEDULED";
        let status = match (&self.set_to, ran, scheduled) {
            (Some(status), ..) if status != "RUNNING" => status.as_str(),
            (_, false, _) => "RUNNING",
            (_, true, true) => "IDLE",
            (_, true, false) => "COMPLETE",
        };
        out["jobId"] = json!(self.id);
        out["jobArn"] = json!(job_arn(&call.region, &self.id));
        out["jobStatus"] = json!(status);
        out["createdAt"] = json!(self.created.rfc3339());
        out["lastRunTime"] = json!(self.created.rfc3339());
        // A job over a bucket that Macie may not read ends its run in error.
        let denied = self.request["tags"]["simulate"] == "ACCESS_DENIED";
        let code = if ran && denied { "ERROR" } else { "NONE" };
        out["lastRunErrorStatus"] = json!({"code": code});
        out["statistics"] = json!({"numberOfRuns": 1.0});
        out
    }
}

fn job_arn(region: &str, id: &str) -> String {
    format!("arn:aws:macie2:{region}:{ACCOUNT_ID}:classification-job/{id}")
}

impl Service for Macie {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("GET", ["macie"]) => "GetMacieSession",
            ("POST", ["macie"]) => "EnableMacie",
            ("PATCH", ["macie"]) => "UpdateMacieSession",
            ("DELETE", ["macie"]) => "DisableMacie",
            ("GET", ["automated-discovery", "configuration"]) => "GetAutomatedDiscoveryConfiguration",
            ("PUT", ["automated-discovery", "configuration"]) => "UpdateAutomatedDiscoveryConfiguration",
            ("POST", ["jobs"]) => "CreateClassificationJob",
            ("POST", ["jobs", "list"]) => "ListClassificationJobs",
            ("GET", ["jobs", _]) => "DescribeClassificationJob",
            ("PATCH", ["jobs", _]) => "UpdateClassificationJob",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if call.operation == "EnableMacie" {
            return enable(&mut sessions, call);
        }
        let Some(session) = sessions.get_mut(&call.region) else {
            return off();
        };
        match call.operation.as_str() {
            "GetMacieSession" => json::rest_ok(200, &session.describe()),
            "UpdateMacieSession" => session.update(call),
            "DisableMacie" => {
                sessions.remove(&call.region);
                json::rest_ok(200, &json!({}))
            }
            "GetAutomatedDiscoveryConfiguration" => json::rest_ok(200, &session.discovery()),
            "UpdateAutomatedDiscoveryConfiguration" => {
                let status = call.json()["status"].as_str().unwrap_or("DISABLED").to_owned();
                session.discovery = Some((status, call.now));
                json::rest_ok(200, &json!({}))
            }
            "CreateClassificationJob" => session.create_job(call, &self.ids.hex(32)),
            "ListClassificationJobs" => session.list_jobs(call),
            "DescribeClassificationJob" | "UpdateClassificationJob" => {
                let id = call.segments().into_iter().nth(1).unwrap_or_default();
                session.one_job(call, &id)
            }
            _ => json::rest_error(
                404,
                "UnknownOperationException",
                "The embedded account has no such Macie operation.",
            ),
        }
    }
}
