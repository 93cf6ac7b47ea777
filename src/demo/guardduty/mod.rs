//! GuardDuty: the Region's detector with its features, sample findings, and
//! where findings are published.
//!
//! - [`detector`]: the detector: status, frequency, features, tags
//! - [`findings`]: sample findings, listed, read, archived
//! - [`samples`]: the types of the sample findings, and what they look like
//! - [`destinations`]: publishing destinations
//!
//! A service of our own: the base has none.

mod destinations;
mod detector;
mod findings;
mod samples;

use super::ids::Ids;
use super::wire::json::Refusal;
use super::wire::outcome::{self, Outcome};
use super::{Call, Response, Service};
use detector::Detector;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The service: a detector at most in each Region.
#[derive(Debug)]
pub struct GuardDuty {
    ids: Arc<Ids>,
    detectors: Mutex<HashMap<String, Detector>>,
}

/// One call with what it works on.
struct Request<'a> {
    call: &'a Call,
    body: Value,
    path: Vec<String>,
    ids: &'a Ids,
}

impl GuardDuty {
    /// The service, off in every Region.
    pub fn new(ids: Arc<Ids>) -> Self {
        Self {
            ids,
            detectors: Mutex::default(),
        }
    }
}

/// What GuardDuty says of a request that it refuses.
fn bad(message: &str) -> Refusal {
    Refusal::new(400, "BadRequestException", message)
        .with("Type", "InvalidInputException")
        .with("__type", "InvalidInputException")
}

fn not_owned() -> Refusal {
    bad("The request is rejected because the input detectorId is not owned by the current account.")
}

impl Request<'_> {
    /// A page of rows; lists here are cut at 50.
    fn page(&self, name: &str, rows: &[Value]) -> Outcome {
        let (given, limit) = if self.call.method == "GET" {
            let limit = self.call.query.number("maxResults");
            (
                self.call.query.get("nextToken"),
                limit.and_then(|n| usize::try_from(n).ok()),
            )
        } else {
            (
                outcome::text(&self.body, "nextToken"),
                outcome::limit(&self.body["maxResults"]),
            )
        };
        let limit = limit.unwrap_or(50);
        if !(1..=50).contains(&limit) {
            return Err(bad(
                "The request is rejected because the parameter maxResults has an invalid value.",
            ));
        }
        outcome::page_of(name, rows, "nextToken", given, limit).ok_or_else(|| {
            bad("The request is rejected because the parameter nextToken has an invalid value.")
        })
    }

    fn answer(&self, detectors: &mut HashMap<String, Detector>) -> Outcome {
        let region = self.call.region.clone();
        match self.call.operation.as_str() {
            "CreateDetector" => return detector::create(self, detectors),
            "ListDetectors" => {
                let ids: Vec<Value> = detectors.get(&region).map(|d| json!(d.id)).into_iter().collect();
                return self.page("detectorIds", &ids);
            }
            "ListMalwareProtectionPlans" => return Ok(json!({"malwareProtectionPlans": []})),
            "ListOrganizationAdminAccounts" => return Ok(json!({"adminAccounts": []})),
            _ => {}
        }
        if self.path.first().is_some_and(|first| first == "tags") {
            return detector::tags(self, detectors);
        }
        let id = self.path.get(1).map_or("", String::as_str);
        let detector = detectors
            .get_mut(&region)
            .filter(|d| d.id == id)
            .ok_or_else(not_owned)?;
        match self.call.operation.as_str() {
            "GetDetector" => Ok(detector.described()),
            "UpdateDetector" => detector::update(self, detector),
            "DeleteDetector" => {
                detectors.remove(&region);
                Ok(json!({}))
            }
            "CreateSampleFindings" => findings::create_samples(self, detector),
            "ListFindings" => findings::list(self, detector),
            "GetFindings" => findings::get(self, detector),
            "ArchiveFindings" => findings::archive(self, detector, true),
            "UnarchiveFindings" => findings::archive(self, detector, false),
            "GetFindingsStatistics" => findings::statistics(self, detector),
            "CreatePublishingDestination" => destinations::create(self, detector),
            "ListPublishingDestinations" => destinations::list(self, detector),
            "DescribePublishingDestination" => destinations::describe(self, detector),
            "UpdatePublishingDestination" => destinations::update(self, detector),
            "DeletePublishingDestination" => destinations::delete(self, detector),
            // The account stands alone: in no organisation, with no members.
            "ListMembers" => Ok(json!({"members": []})),
            "GetMasterAccount" => Ok(json!({"master": {}})),
            "GetAdministratorAccount" => Ok(json!({"administrator": {}})),
            _ => Err(bad("The embedded account has no such GuardDuty operation.")),
        }
    }
}

impl Service for GuardDuty {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("POST", ["detector"]) => "CreateDetector",
            ("GET", ["detector"]) => "ListDetectors",
            ("GET", ["detector", _]) => "GetDetector",
            ("POST", ["detector", _]) => "UpdateDetector",
            ("DELETE", ["detector", _]) => "DeleteDetector",
            ("POST", ["detector", _, "findings"]) => "ListFindings",
            ("POST", ["detector", _, "findings", "create"]) => "CreateSampleFindings",
            ("POST", ["detector", _, "findings", "get"]) => "GetFindings",
            ("POST", ["detector", _, "findings", "archive"]) => "ArchiveFindings",
            ("POST", ["detector", _, "findings", "unarchive"]) => "UnarchiveFindings",
            ("POST", ["detector", _, "findings", "statistics"]) => "GetFindingsStatistics",
            ("POST", ["detector", _, "publishingDestination"]) => "CreatePublishingDestination",
            ("GET", ["detector", _, "publishingDestination"]) => "ListPublishingDestinations",
            ("GET", ["detector", _, "publishingDestination", _]) => "DescribePublishingDestination",
            ("POST", ["detector", _, "publishingDestination", _]) => "UpdatePublishingDestination",
            ("DELETE", ["detector", _, "publishingDestination", _]) => "DeletePublishingDestination",
            ("GET", ["detector", _, "member"]) => "ListMembers",
            ("GET", ["detector", _, "master"]) => "GetMasterAccount",
            ("GET", ["detector", _, "administrator"]) => "GetAdministratorAccount",
            ("GET", ["malware-protection-plan"]) => "ListMalwareProtectionPlans",
            ("GET", ["admin"]) => "ListOrganizationAdminAccounts",
            ("GET", ["tags", ..]) => "ListTagsForResource",
            ("POST", ["tags", ..]) => "TagResource",
            ("DELETE", ["tags", ..]) => "UntagResource",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let mut detectors = self.detectors.lock().unwrap_or_else(PoisonError::into_inner);
        let request = Request {
            call,
            body: call.json(),
            path: call.segments(),
            ids: &self.ids,
        };
        let mut response = outcome::rest_response(request.answer(&mut detectors));
        if ["TagResource", "UntagResource"].contains(&call.operation.as_str()) && response.status == 200 {
            response.status = 204;
            response.body = bytes::Bytes::new();
        }
        response
    }
}
