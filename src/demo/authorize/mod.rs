//! IAM decides on every call, on request: by the caller's policies, boundary
//! and session policy, and by the policy of the resource.
//!
//! - [`actions`]: which IAM actions a call takes
//! - [`resources`]: on which ARNs; [`ec2`] has its own way of naming
//! - [`context`]: the condition keys that the request sets; [`fields`] reads them
//!   out of SageMaker's
//! - [`passed`]: roles that are handed to a service: `iam:PassRole`
//! - [`lookup`]: bucket, key and other resource policies, asked of the services
//! - [`denial`]: the refusal, in each service's words
//!
//! Who is decided on: everyone but the root user, and the person at the terminal
//! while the account has no role for them: there is no policy that could let
//! them in. Whoever else IAM does not have (a session whose role is gone, a
//! caller of another account) may do nothing. Without credentials one may do
//! what a bucket's policy lets everyone do, unless Block Public Access restricts it. An
//! access key that looks like one of IAM's (`AKIA` or `ASIA` and sixteen
//! characters of base 32) and was never given out is refused; any other unknown
//! key is the operator's, as are those that the product itself signs with.

mod actions;
mod context;
mod denial;
mod ec2;
mod fields;
mod lookup;
mod passed;
mod resources;

use super::iam::{Iam, Standing, closed};
use super::wire::{query, xml};
use super::{Call, Response, Service};
use crate::policy::Document;
use crate::policy::evaluate::{Decision, Outcome, Policies, Request, decide};
use lookup::Lookup;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The services of the account, by signing name.
pub type Services = HashMap<&'static str, Arc<dyn Service>>;

/// The root user of the account.
const ROOT: &str = "arn:aws:iam::123456789012:root";

/// Decides on calls, when it is asked to.
#[derive(Debug, Default)]
pub struct Authorizer {
    on: AtomicBool,
    /// Session policies by access key id.
    sessions: Mutex<HashMap<String, Vec<Document>>>,
}

/// What a call needs: an action on a resource, in a context of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Demand {
    action: String,
    resource: String,
    /// Condition keys of this action only, e.g. `iam:PassedToService`.
    context: Vec<(String, Vec<String>)>,
}

impl Demand {
    fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
            context: Vec::new(),
        }
    }
}

impl Authorizer {
    /// Turns it on or off.
    pub fn set(&self, on: bool) {
        self.on.store(on, Ordering::SeqCst);
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.on.load(Ordering::SeqCst)
    }

    /// Whether an access key that nobody is known by must be refused: it looks
    /// like one of IAM's, which then is not from here.
    pub fn refuses_key(&self, access_key: &str) -> bool {
        self.is_on()
            && access_key.len() == 20
            && (access_key.starts_with("AKIA") || access_key.starts_with("ASIA"))
            && access_key
                .bytes()
                .all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b))
    }

    /// Remembers the session policies of an `AssumeRole` that succeeded, also
    /// while the decisions are off: they may be turned on later.
    pub fn note(&self, call: &Call, response: &Response, iam: &Iam) {
        let assumed = call.service == "sts" && call.operation.starts_with("AssumeRole");
        if !assumed || response.status >= 300 {
            return;
        }
        let form = call.form();
        let inline = form.get("Policy").map(str::to_owned);
        let managed = form
            .groups("PolicyArns")
            .iter()
            // A policy that is not there reads as one that denies.
            .map(|group| iam.document_of(group.text("arn")).unwrap_or_default())
            .collect::<Vec<_>>();
        let given = inline.into_iter().chain(managed);
        let documents: Vec<Document> = given.map(|text| closed(&text)).collect();
        if documents.is_empty() {
            return;
        }
        let root = xml::parse(&response.body);
        if let Some(key) = root
            .as_ref()
            .and_then(|r| r.at(&format!("{}Result/Credentials/AccessKeyId", call.operation)))
        {
            let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
            sessions.insert(key.to_owned(), documents);
        }
    }

    /// The refusal of a call that IAM does not allow. `at_terminal` says that
    /// the access key is nobody's, and so the operator's.
    pub fn judge(&self, call: &Call, at_terminal: bool, iam: &Iam, services: &Services) -> Option<Response> {
        let anonymous = call.caller.access_key.is_empty();
        // STS itself judges the token of whoever has no credentials yet.
        if !self.is_on() || (anonymous && call.service == "sts") || *call.caller.arn == *ROOT {
            return None;
        }
        let standing = if anonymous {
            Standing::unknown("*")
        } else {
            match iam.standing(&call.caller.arn) {
                Some(standing) => standing,
                None if at_terminal => return None,
                None => Standing::unknown(&call.caller.arn),
            }
        };
        let session = {
            let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
            sessions.get(&call.caller.access_key).cloned()
        };
        let look = Lookup::new(call, services, iam);
        for demand in demands(call, &look) {
            let request = context::request(call, &standing, &demand, &look);
            let mut policies = policies(&request, &standing, session.as_deref(), &look);
            // The policies of a resource bind and admit those that exist; the
            // public is let in where Block Public Access does not restrict it.
            let stranger = standing.id.is_empty() && !anonymous;
            if stranger || (anonymous && look.is_restricted(bucket_of(&demand.resource))) {
                policies.resource = None;
            }
            let decision = decide(&request, &policies);
            if !decision.is_allowed() && !granted(&decision, call, &demand, &look, &standing) {
                return Some(denial::refusal(call, &demand, &decision));
            }
        }
        None
    }
}

fn bucket_of(arn: &str) -> &str {
    let resource = arn.rsplit(':').next().unwrap_or("");
    resource.split('/').next().unwrap_or("")
}

/// Everything that the call needs, what it is about first.
fn demands(call: &Call, look: &Lookup<'_>) -> Vec<Demand> {
    let mut demands = Vec::new();
    for action in actions::of(call) {
        let resources = resources::of(call, &action, look);
        demands.extend(resources.into_iter().map(|arn| Demand::new(&action, arn)));
    }
    demands.extend(copied(call));
    demands.extend(passed::roles(call, look));
    demands
}

/// What is copied in S3 is read where it comes from.
fn copied(call: &Call) -> Option<Demand> {
    let source = call
        .header("x-amz-copy-source")
        .filter(|_| call.service == "s3")?;
    let (path, version) = source.split_once("?versionId=").unwrap_or((source, ""));
    let action = if version.is_empty() {
        "s3:GetObject"
    } else {
        "s3:GetObjectVersion"
    };
    let path = query::decode_path(path.trim_start_matches('/'));
    Some(Demand::new(action, format!("arn:aws:s3:::{path}")))
}

/// The policies that bear on the request. Several session policies allow what
/// any one of them allows: their statements make one document.
fn policies(
    request: &Request,
    standing: &Standing,
    session: Option<&[Document]>,
    look: &Lookup<'_>,
) -> Policies {
    let session = session.and_then(|documents| {
        let mut one = documents.first()?.clone();
        for other in &documents[1..] {
            one.statements.extend(other.statements.iter().cloned());
        }
        Some(one)
    });
    Policies {
        identity: standing.identity.clone(),
        boundary: standing.boundary.clone(),
        session,
        resource: look.policy_of(&request.resource),
        ..Policies::default()
    }
}

/// Whether a grant on the key allows what no policy does.
fn granted(
    decision: &Decision,
    call: &Call,
    demand: &Demand,
    look: &Lookup<'_>,
    standing: &Standing,
) -> bool {
    decision.result == Outcome::ImplicitlyDenied
        && call.service == "kms"
        && look.has_grant(
            &demand.resource,
            &call.operation,
            &[&standing.arn, &call.caller.arn],
        )
}
