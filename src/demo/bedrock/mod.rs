//! Bedrock: guardrails and their versions, the one that is enforced, and the
//! Region's model invocation logging.
//!
//! - [`guardrails`]: make, change, version, delete, list
//! - [`check`]: what a guardrail must be
//! - [`policies`]: the policies of a request as they are answered
//! - [`enforced`]: the guardrail of every invocation
//! - [`logging`]: where invocations are recorded
//! - [`models`], [`agents`]: models of one's own and the jobs about them; agents and
//!   what they use, a row for each kind
//! - [`shelved`]: which calls are about those
//! - [`tags`]
//! - [`corrections`]: what the base does instead
//!
//! A service of our own: the base drops a guardrail's key and policies.

mod agents;
mod check;
pub(super) mod corrections;
mod enforced;
mod guardrails;
mod logging;
mod models;
mod policies;
mod shelved;
mod tags;

use super::ids::Ids;
use super::kms::Kms;
use super::roles::Roles;
use super::s3::S3;
use super::shelf::Shelf;
use super::wire::json::{self, Refusal};
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use guardrails::Guardrail;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// What Bedrock stands on.
#[derive(Debug)]
struct Ground {
    ids: Arc<Ids>,
    s3: Arc<S3>,
    kms: Arc<Kms>,
    roles: Arc<Roles>,
}

/// One Region.
#[derive(Debug, Default)]
struct Region {
    guardrails: BTreeMap<String, Guardrail>,
    /// Ids by name: names are unique.
    names: HashMap<String, String>,
    /// Answers by client request token.
    tokens: HashMap<String, Value>,
    logging: Option<Value>,
    enforced: Option<Value>,
    /// Models, jobs, agents and what they use.
    shelf: Shelf,
}

/// The service.
#[derive(Debug)]
pub struct Bedrock {
    ground: Ground,
    regions: Mutex<BTreeMap<String, Region>>,
}

type Reply = Result<Value, Refusal>;

/// One call and what it may ask.
struct Work<'a> {
    call: &'a Call,
    request: Value,
    /// The segment of the path that names a resource.
    named: String,
    ground: &'a Ground,
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        self.call.now
    }

    fn region(&self) -> &str {
        &self.call.region
    }

    fn arn(&self, id: &str) -> String {
        format!("arn:aws:bedrock:{}:{ACCOUNT_ID}:guardrail/{id}", self.region())
    }

    fn id(&self) -> String {
        self.ground.ids.unique("", 12).to_lowercase()
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message)
}

fn missing(what: &str) -> Refusal {
    Refusal::new(
        404,
        "ResourceNotFoundException",
        format!("The {what} was not found."),
    )
}

/// The id in an id or ARN.
fn short(identifier: &str) -> &str {
    identifier.rsplit('/').next().unwrap_or(identifier)
}

impl Bedrock {
    /// Without guardrails or logging.
    pub fn new(ids: Arc<Ids>, s3: Arc<S3>, kms: Arc<Kms>, roles: Arc<Roles>) -> Self {
        Self {
            ground: Ground { ids, s3, kms, roles },
            regions: Mutex::default(),
        }
    }

    fn answer(&self, call: &Call) -> Reply {
        let work = Work {
            call,
            request: call.json(),
            named: call.segments().into_iter().skip(1).collect::<Vec<_>>().join("/"),
            ground: &self.ground,
        };
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(call.region.clone()).or_default();
        let work = &work;
        if let Some(route) = shelved::route(call) {
            return route.answer(&mut region.shelf, &self.ground, call);
        }
        match call.operation.as_str() {
            "CreateGuardrail" => guardrails::create(region, work),
            "UpdateGuardrail" => guardrails::update(region, work),
            "CreateGuardrailVersion" => guardrails::version(region, work),
            "GetGuardrail" => guardrails::get(region, work),
            "ListGuardrails" => guardrails::list(region, work),
            "DeleteGuardrail" => guardrails::delete(region, work),
            "ListTagsForResource" => tags::list(region, work),
            "TagResource" => tags::add(region, work),
            "UntagResource" => tags::remove(region, work),
            "PutEnforcedGuardrailConfiguration" => enforced::put(region, work),
            "ListEnforcedGuardrailsConfiguration" => Ok(enforced::list(region)),
            "DeleteEnforcedGuardrailConfiguration" => enforced::delete(region, work),
            "PutModelInvocationLoggingConfiguration" => logging::put(region, work),
            "GetModelInvocationLoggingConfiguration" => Ok(logging::get(region)),
            "DeleteModelInvocationLoggingConfiguration" => {
                region.logging = None;
                Ok(json!({}))
            }
            _ => Err(Refusal::new(
                404,
                "UnknownOperationException",
                "The embedded account has no such Bedrock operation.",
            )),
        }
    }
}

impl Service for Bedrock {
    fn operation(&self, call: &Call) -> String {
        if let Some(route) = shelved::route(call) {
            return route.operation();
        }
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("POST", ["guardrails"]) => "CreateGuardrail",
            ("GET", ["guardrails"]) => "ListGuardrails",
            ("GET", ["guardrails", ..]) => "GetGuardrail",
            ("PUT", ["guardrails", ..]) => "UpdateGuardrail",
            ("POST", ["guardrails", ..]) => "CreateGuardrailVersion",
            ("DELETE", ["guardrails", ..]) => "DeleteGuardrail",
            ("PUT", ["enforcedGuardrailsConfiguration"]) => "PutEnforcedGuardrailConfiguration",
            ("GET", ["enforcedGuardrailsConfiguration"]) => "ListEnforcedGuardrailsConfiguration",
            ("DELETE", ["enforcedGuardrailsConfiguration", _]) => "DeleteEnforcedGuardrailConfiguration",
            ("POST", ["listTagsForResource"]) | ("GET", ["tags", _]) => "ListTagsForResource",
            ("POST", ["tagResource"] | ["tags", _]) => "TagResource",
            ("POST", ["untagResource"]) | ("DELETE", ["tags", _]) => "UntagResource",
            ("PUT", ["logging", "modelinvocations"]) => "PutModelInvocationLoggingConfiguration",
            ("GET", ["logging", "modelinvocations"]) => "GetModelInvocationLoggingConfiguration",
            ("DELETE", ["logging", "modelinvocations"]) => "DeleteModelInvocationLoggingConfiguration",
            ("GET", ["foundation-models"]) => "ListFoundationModels",
            ("GET", ["use-case-for-model-access"]) => "GetUseCaseForModelAccess",
            ("POST", ["use-case-for-model-access"]) => "PutUseCaseForModelAccess",
            ("GET", ["foundation-model-availability", _]) => "GetFoundationModelAvailability",
            ("GET", ["list-foundation-model-agreement-offers", _]) => "ListFoundationModelAgreementOffers",
            ("POST", ["create-foundation-model-agreement"]) => "CreateFoundationModelAgreement",
            ("GET", ["provisioned-model-throughputs"]) => "ListProvisionedModelThroughputs",
            ("POST", ["model", _, "invoke"]) => "InvokeModel",
            ("POST", ["model", _, "converse"]) => "Converse",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let accepted = [
            "CreateGuardrail",
            "UpdateGuardrail",
            "CreateGuardrailVersion",
            "DeleteGuardrail",
        ];
        let waits = shelved::route(call).is_some_and(|route| route.is_accepted());
        match self.answer(call) {
            Ok(body) if waits || accepted.contains(&call.operation.as_str()) => json::rest_ok(202, &body),
            Ok(body) => json::rest_ok(200, &body),
            Err(refusal) => refusal.rest_error(),
        }
    }
}
