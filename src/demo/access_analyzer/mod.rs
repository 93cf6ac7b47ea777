//! IAM Access Analyzer: what the account's resource policies let in from
//! outside, and what is wrong with a policy before it is put.
//!
//! - [`analyzers`]: analyzers, archive rules, tags
//! - [`survey`]: reads the account's resource policies, as any client would
//! - [`scan`]: from a resource's policy to the access that it gives outside
//! - [`findings`]: the life of findings: found, archived, resolved
//! - [`criteria`]: the filters of findings and archive rules
//! - [`validate`]: ValidatePolicy, by our linter
//! - [`checks`]: the custom policy checks, by what can be proved
//! - [`corrections`]: the rows of the table
//!
//! A service of our own: the base keeps analyzers and finds nothing.

mod analyzers;
mod checks;
pub mod corrections;
mod criteria;
mod findings;
mod scan;
mod survey;
mod validate;

pub(super) use survey::survey;

use super::ids::Ids;
use super::wire::json::Refusal;
use super::wire::outcome::{self, Outcome};
use super::{ACCOUNT_ID, Call, Response, Service};
use analyzers::Analyzer;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use survey::Resource;

/// How old the last look at the resources may be, in seconds: AWS looks anew
/// within 30 minutes of a change.
const FRESH: i64 = 30 * 60;

/// The analyzers of one Region, by name.
type Analyzers = BTreeMap<String, Analyzer>;

/// The service.
#[derive(Debug)]
pub struct AccessAnalyzer {
    ids: Arc<Ids>,
    regions: Mutex<HashMap<String, Analyzers>>,
}

/// One call with what it works on.
struct Request<'a> {
    call: &'a Call,
    body: Value,
    path: Vec<String>,
    analyzers: &'a mut Analyzers,
}

impl AccessAnalyzer {
    /// The service without analyzers.
    pub fn new(ids: Arc<Ids>) -> Self {
        Self {
            ids,
            regions: Mutex::default(),
        }
    }

    /// Whether a call needs the resources to be looked at first, and whether
    /// that look must include when roles were last used.
    pub(super) fn needs_survey(&self, call: &Call) -> Option<bool> {
        let looks = [
            "ListFindings",
            "ListFindingsV2",
            "GetFinding",
            "GetFindingV2",
            "ListAnalyzedResources",
            "GetAnalyzedResource",
            "GetAnalyzer",
            "ListAnalyzers",
        ];
        if call.operation == "StartResourceScan" {
            return Some(false);
        }
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let analyzers = regions.get(&call.region)?;
        let stale = |analyzer: &&Analyzer| {
            analyzer
                .scanned
                .is_none_or(|at| call.now.seconds_since(at) >= FRESH)
        };
        let mut waiting = analyzers.values().filter(stale).peekable();
        if !looks.contains(&call.operation.as_str()) || waiting.peek().is_none() {
            return None;
        }
        Some(waiting.any(Analyzer::is_of_unused_access))
    }

    /// Takes over what the resources of a Region were seen to be.
    pub(super) fn saw(&self, call: &Call, resources: &[Resource]) {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let only = (call.operation == "StartResourceScan")
            .then(|| call.json()["resourceArn"].as_str().unwrap_or("").to_owned());
        for analyzer in regions.entry(call.region.clone()).or_default().values_mut() {
            findings::take(analyzer, resources, only.as_deref(), &self.ids, call.now);
        }
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message).with("reason", "fieldValidationFailed")
}

fn missing(id: &str, kind: &str) -> Refusal {
    Refusal::new(404, "ResourceNotFoundException", format!("{kind} {id} not found"))
        .with("resourceId", id)
        .with("resourceType", kind)
}

impl Request<'_> {
    fn required(&self, field: &str) -> Result<&str, Refusal> {
        outcome::text(&self.body, field)
            .ok_or_else(|| invalid(format!("1 validation error detected: Value at '{field}' failed to satisfy constraint: Member must not be null")))
    }

    /// The analyzer that an ARN names, in the body or in the query.
    fn analyzer(&mut self) -> Result<&mut Analyzer, Refusal> {
        let given = outcome::text(&self.body, "analyzerArn").or(self.call.query.get("analyzerArn"));
        let given = given
            .ok_or_else(|| invalid("analyzerArn is required"))?
            .to_owned();
        let own = analyzers::arn(&self.call.region, "");
        let name = given
            .strip_prefix(&own)
            .ok_or_else(|| invalid("Invalid analyzerArn"))?;
        self.analyzers
            .get_mut(name)
            .ok_or_else(|| missing(&given, "ANALYZER"))
    }

    /// A page of rows, from `maxResults` and `nextToken` wherever they are.
    fn page(&self, name: &str, rows: &[Value]) -> Outcome {
        let query = &self.call.query;
        let limit = outcome::limit(&self.body["maxResults"])
            .or_else(|| query.number("maxResults").and_then(|n| usize::try_from(n).ok()))
            .unwrap_or(100);
        let token = outcome::text(&self.body, "nextToken").or(query.get("nextToken"));
        outcome::page_of(name, rows, "nextToken", token, limit).ok_or_else(|| invalid("Invalid nextToken"))
    }

    fn answer(&mut self) -> Outcome {
        match self.call.operation.as_str() {
            "CreateAnalyzer" => analyzers::create(self),
            "GetAnalyzer" => analyzers::get(self),
            "ListAnalyzers" => analyzers::list(self),
            "UpdateAnalyzer" => analyzers::update(self),
            "DeleteAnalyzer" => analyzers::delete(self),
            "CreateArchiveRule" => analyzers::create_rule(self),
            "GetArchiveRule" => analyzers::get_rule(self),
            "ListArchiveRules" => analyzers::list_rules(self),
            "UpdateArchiveRule" => analyzers::update_rule(self),
            "DeleteArchiveRule" => analyzers::delete_rule(self),
            "ApplyArchiveRule" => findings::apply_rule(self),
            "TagResource" | "UntagResource" | "ListTagsForResource" => analyzers::tags(self),
            "ListFindings" => findings::list(self),
            "ListFindingsV2" => findings::list_v2(self),
            "GetFinding" => findings::get(self),
            "GetFindingV2" => findings::get_v2(self),
            "UpdateFindings" => findings::update(self),
            "ListAnalyzedResources" => findings::list_resources(self),
            "GetAnalyzedResource" => findings::get_resource(self),
            "StartResourceScan" => findings::start_scan(self),
            "ValidatePolicy" => validate::validate(self),
            "CheckNoPublicAccess" => checks::no_public_access(self),
            "CheckNoNewAccess" => checks::no_new_access(self),
            "CheckAccessNotGranted" => checks::access_not_granted(self),
            _ => Err(invalid(
                "The embedded account has no such Access Analyzer operation.",
            )),
        }
    }
}

impl Service for AccessAnalyzer {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("PUT", ["analyzer"]) => "CreateAnalyzer",
            ("GET", ["analyzer"]) => "ListAnalyzers",
            ("GET", ["analyzer", _]) => "GetAnalyzer",
            ("PUT", ["analyzer", _]) => "UpdateAnalyzer",
            ("DELETE", ["analyzer", _]) => "DeleteAnalyzer",
            ("PUT", ["analyzer", _, "archive-rule"]) => "CreateArchiveRule",
            ("GET", ["analyzer", _, "archive-rule"]) => "ListArchiveRules",
            ("GET", ["analyzer", _, "archive-rule", _]) => "GetArchiveRule",
            ("PUT", ["analyzer", _, "archive-rule", _]) => "UpdateArchiveRule",
            ("DELETE", ["analyzer", _, "archive-rule", _]) => "DeleteArchiveRule",
            ("PUT", ["archive-rule"]) => "ApplyArchiveRule",
            ("POST", ["finding"]) => "ListFindings",
            ("PUT", ["finding"]) => "UpdateFindings",
            ("GET", ["finding", _]) => "GetFinding",
            ("POST", ["findingv2"]) => "ListFindingsV2",
            ("GET", ["findingv2", _]) => "GetFindingV2",
            ("POST", ["resource", "scan"]) => "StartResourceScan",
            ("POST", ["analyzed-resource"]) => "ListAnalyzedResources",
            ("GET", ["analyzed-resource"]) => "GetAnalyzedResource",
            ("POST", ["policy", "validation"]) => "ValidatePolicy",
            ("POST", ["policy", "check-no-public-access"]) => "CheckNoPublicAccess",
            ("POST", ["policy", "check-no-new-access"]) => "CheckNoNewAccess",
            ("POST", ["policy", "check-access-not-granted"]) => "CheckAccessNotGranted",
            ("GET", ["tags", ..]) => "ListTagsForResource",
            ("POST", ["tags", ..]) => "TagResource",
            ("DELETE", ["tags", ..]) => "UntagResource",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut request = Request {
            call,
            body: call.json(),
            path: call.segments(),
            analyzers: regions.entry(call.region.clone()).or_default(),
        };
        outcome::rest_response(request.answer())
    }
}

/// The account, as answers name the owner of resources.
fn owner() -> Value {
    json!(ACCOUNT_ID)
}
