//! IoT: device policies and their versions, what they are attached to, things.
//!
//! - [`policies`]: make, list, delete; [`versions`]: up to five of each
//! - [`targets`]: certificates, and which policies they carry
//! - [`things`]: devices, and the certificates they hold
//! - [`named`]: role aliases, domains, and what controls devices, a row a kind
//! - [`defender`]: CA certificates, the audit, logging
//! - [`tags`]; [`x509`]: until when a certificate is valid
//!
//! A service of our own: the base has one version of a policy and checks
//! nothing.

pub(super) mod corrections;
mod defender;
mod named;
mod policies;
mod tags;
mod targets;
mod things;
mod versions;
mod x509;

use super::ids::Ids;
use super::wire::json::{self, Refusal};
use super::wire::page;
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use defender::Ca;
use named::Named;
use policies::Policy;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use targets::Certificate;
use things::Thing;

/// One Region.
#[derive(Debug, Default)]
struct Region {
    policies: BTreeMap<String, Policy>,
    /// Certificates by id.
    certificates: BTreeMap<String, Certificate>,
    things: BTreeMap<String, Thing>,
    /// Names of policies by target.
    attached: BTreeMap<String, BTreeSet<String>>,
    /// By kind and name.
    named: BTreeMap<(&'static str, String), Named>,
    /// CA certificates by id.
    authorities: BTreeMap<String, Ca>,
    /// The checks that the audit runs.
    audited: BTreeSet<String>,
    audit_role: Option<String>,
    /// Ids of device certificates that their CA lists as revoked.
    revoked: BTreeSet<String>,
    logging: Option<Value>,
    older_logging: Value,
}

/// The service.
#[derive(Debug)]
pub struct Iot {
    ids: Arc<Ids>,
    regions: Mutex<BTreeMap<String, Region>>,
}

type Reply = Result<Value, Refusal>;

/// One call and what it may ask.
struct Work<'a> {
    call: &'a Call,
    request: Value,
    path: Vec<String>,
    ids: &'a Ids,
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidRequestException", message)
}

fn missing(message: impl Into<String>) -> Refusal {
    Refusal::new(404, "ResourceNotFoundException", message)
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        self.call.now
    }

    /// The segment of the path that names a resource.
    fn name(&self) -> &str {
        self.path.get(1).map_or("", String::as_str)
    }

    fn arn(&self, kind: &str, name: &str) -> String {
        format!("arn:aws:iot:{}:{ACCOUNT_ID}:{kind}/{name}", self.call.region)
    }

    /// A page of a list; the names of size, token and next token differ.
    fn page(&self, field: &str, items: &[Value], names: [&str; 3]) -> Reply {
        let [size, token, next_name] = names;
        let query = &self.call.query;
        let size = query.number(size).and_then(|n| usize::try_from(n).ok());
        if size.is_some_and(|size| !(1..=250).contains(&size)) {
            return Err(invalid("The page size must be between 1 and 250."));
        }
        let cut = page::cut(items, query.get(token), size.unwrap_or(25));
        let (shown, next) = cut.ok_or_else(|| invalid("The marker is not valid."))?;
        let mut body = json!({field: shown});
        if let Some(next) = next {
            body[next_name] = json!(next);
        }
        Ok(body)
    }

    /// Whether a list is to be the other way round.
    fn descends(&self) -> bool {
        self.call.query.get("isAscendingOrder") == Some("false")
    }
}

/// The names by which policies and certificates are paged.
const MARKER: [&str; 3] = ["pageSize", "marker", "nextMarker"];
/// The names by which things are paged.
const TOKEN: [&str; 3] = ["maxResults", "nextToken", "nextToken"];

impl Iot {
    /// Without policies or things.
    pub fn new(ids: Arc<Ids>) -> Self {
        Self {
            ids,
            regions: Mutex::default(),
        }
    }

    /// A CA puts a device certificate on its list of revoked ones, which IoT
    /// does not read but Device Defender does.
    pub fn revoke(&self, region: &str, certificate: &str) {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(region.to_owned()).or_default();
        region.revoked.insert(certificate.to_owned());
    }

    fn answer(&self, call: &Call) -> Reply {
        let work = &Work {
            call,
            request: call.json(),
            path: call.segments(),
            ids: &self.ids,
        };
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(call.region.clone()).or_default();
        match call.operation.as_str() {
            "CreatePolicy" => policies::create(region, work),
            "GetPolicy" => policies::get(region, work),
            "ListPolicies" => policies::list(region, work),
            "DeletePolicy" => policies::delete(region, work),
            "CreatePolicyVersion" => versions::create(region, work),
            "GetPolicyVersion" => versions::get(region, work),
            "ListPolicyVersions" => versions::list(region, work),
            "SetDefaultPolicyVersion" => versions::set_default(region, work),
            "DeletePolicyVersion" => versions::delete(region, work),
            "RegisterCertificateWithoutCA" => targets::register(region, work),
            "DescribeCertificate" => targets::describe(region, work),
            "ListCertificates" => targets::list(region, work),
            "UpdateCertificate" => targets::update(region, work),
            "DeleteCertificate" => targets::delete(region, work),
            "AttachPolicy" => targets::attach(region, work),
            "DetachPolicy" => targets::detach(region, work),
            "ListAttachedPolicies" => targets::policies(region, work),
            "ListTargetsForPolicy" => targets::of_policy(region, work),
            "ListPrincipalThings" => things::of_principal(region, work),
            "RegisterCACertificate" => defender::register_ca(region, work),
            "DescribeCACertificate" => defender::describe_ca(region, work),
            "ListCACertificates" => defender::list_cas(region, work),
            "UpdateAccountAuditConfiguration" => defender::set_audit(region, work),
            "DescribeAccountAuditConfiguration" => Ok(defender::audit(region)),
            "ListAuditFindings" => defender::findings(region, work),
            "SetV2LoggingOptions" => defender::set_logging(region, work),
            "GetV2LoggingOptions" => defender::logging(region),
            "SetLoggingOptions" => Ok(defender::set_older_logging(region, work)),
            "GetLoggingOptions" => Ok(defender::older_logging(region)),
            "CreateThing" => things::create(region, work),
            "DescribeThing" => things::describe(region, work),
            "ListThings" => things::list(region, work),
            "DeleteThing" => things::delete(region, work),
            "AttachThingPrincipal" => things::attach(region, work),
            "DetachThingPrincipal" => things::detach(region, work),
            "ListThingPrincipals" => things::principals(region, work),
            "DescribeEndpoint" => things::endpoint(work),
            "ListTagsForResource" => tags::list(region, work),
            "TagResource" => tags::add(region, work),
            "UntagResource" => tags::remove(region, work),
            _ => {
                let words: Vec<&str> = work.path.iter().map(String::as_str).collect();
                match named::route(call.method.as_str(), &words) {
                    Some((verb, noun)) => named::answer(region, work, verb, noun),
                    None => Err(Refusal::new(
                        404,
                        "UnknownOperationException",
                        "The embedded account has no such IoT operation.",
                    )),
                }
            }
        }
    }
}

impl Service for Iot {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("POST", ["policies", _]) => "CreatePolicy",
            ("GET", ["policies", _]) => "GetPolicy",
            ("DELETE", ["policies", _]) => "DeletePolicy",
            ("GET", ["policies"]) => "ListPolicies",
            ("POST", ["policies", _, "version"]) => "CreatePolicyVersion",
            ("GET", ["policies", _, "version"]) => "ListPolicyVersions",
            ("GET", ["policies", _, "version", _]) => "GetPolicyVersion",
            ("PATCH", ["policies", _, "version", _]) => "SetDefaultPolicyVersion",
            ("DELETE", ["policies", _, "version", _]) => "DeletePolicyVersion",
            ("POST", ["certificate", "register-no-ca"]) => "RegisterCertificateWithoutCA",
            ("GET", ["certificates"]) => "ListCertificates",
            ("GET", ["certificates", _]) => "DescribeCertificate",
            ("PUT", ["certificates", _]) => "UpdateCertificate",
            ("DELETE", ["certificates", _]) => "DeleteCertificate",
            ("PUT", ["target-policies", _]) => "AttachPolicy",
            ("POST", ["target-policies", _]) => "DetachPolicy",
            ("POST", ["attached-policies", ..]) => "ListAttachedPolicies",
            ("POST", ["policy-targets", _]) => "ListTargetsForPolicy",
            ("GET", ["principals", "things"]) => "ListPrincipalThings",
            ("POST", ["cacertificate"]) => "RegisterCACertificate",
            ("GET", ["cacertificate", _]) => "DescribeCACertificate",
            ("GET", ["cacertificates"]) => "ListCACertificates",
            ("PATCH", ["audit", "configuration"]) => "UpdateAccountAuditConfiguration",
            ("GET", ["audit", "configuration"]) => "DescribeAccountAuditConfiguration",
            ("POST", ["audit", "findings"]) => "ListAuditFindings",
            ("POST", ["v2LoggingOptions"]) => "SetV2LoggingOptions",
            ("GET", ["v2LoggingOptions"]) => "GetV2LoggingOptions",
            ("POST", ["loggingOptions"]) => "SetLoggingOptions",
            ("GET", ["loggingOptions"]) => "GetLoggingOptions",
            ("GET", ["things"]) => "ListThings",
            ("POST", ["things", _]) => "CreateThing",
            ("GET", ["things", _]) => "DescribeThing",
            ("DELETE", ["things", _]) => "DeleteThing",
            ("PUT", ["things", _, "principals"]) => "AttachThingPrincipal",
            ("DELETE", ["things", _, "principals"]) => "DetachThingPrincipal",
            ("GET", ["things", _, "principals"]) => "ListThingPrincipals",
            ("GET", ["endpoint"]) => "DescribeEndpoint",
            ("GET", ["tags"]) => "ListTagsForResource",
            ("POST", ["tags"]) => "TagResource",
            ("POST", ["untag"]) => "UntagResource",
            (method, words) => {
                return match named::route(method, words) {
                    Some(("List", noun)) => format!("List{}", noun.plural),
                    Some((verb, noun)) => format!("{verb}{}", noun.name),
                    None => "Unknown".to_owned(),
                };
            }
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        match self.answer(call) {
            Ok(body) => json::rest_ok(200, &body),
            Err(refusal) => refusal.rest_error(),
        }
    }
}
