//! Macie: what the account's buckets hold, and who could read it.
//!
//! - [`state`]: what a Region's Macie keeps while it is on
//! - [`route`]: which operation a method and path mean
//! - [`session`]: on, off, paused; what is published
//! - [`jobs`], [`scope`], [`runs`]: classification jobs: what they are asked,
//!   which buckets and objects they cover, and their runs on the clock
//! - [`content`], [`detect`], [`inspect`]: reading objects and recognising
//! - [`findings`], [`finding`], [`criteria`]: what was found, and asking for it
//! - [`policy`]: findings about buckets that are opened
//! - [`samples`]: findings that are examples
//! - [`buckets`], [`inventory`]: what Macie knows of S3
//! - [`identifiers`], [`lists`], [`filters`], [`tags`]: what the customer made
//! - [`discovery`]: automated discovery, and what it says of a bucket
//! - [`export`], [`reveal`]: where results go; samples of what was found
//! - [`corrections`]: what the base does instead
//!
//! A service of our own: the base finds nothing, finishes jobs before they
//! began, and knows no buckets.

mod buckets;
mod content;
pub(super) mod corrections;
mod criteria;
mod detect;
mod discovery;
mod export;
mod filters;
mod finding;
mod findings;
mod identifiers;
mod inspect;
mod inventory;
mod jobs;
mod lists;
mod policy;
mod reveal;
mod route;
mod runs;
mod samples;
mod scope;
mod session;
mod state;
mod tags;

use super::ids::Ids;
use super::kms::Kms;
use super::roles::Roles;
use super::s3::S3;
use super::wire::json::{self, Refusal};
use super::wire::page;
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use state::Region;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The role by which Macie reads: made when Macie is turned on.
const ROLE: &str =
    "arn:aws:iam::123456789012:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie";

/// The service.
#[derive(Debug)]
pub struct Macie {
    ground: Ground,
    regions: Mutex<BTreeMap<String, Region>>,
}

/// What Macie stands on.
#[derive(Debug)]
struct Ground {
    ids: Arc<Ids>,
    s3: Arc<S3>,
    kms: Arc<Kms>,
    roles: Arc<Roles>,
}

type Reply = Result<Value, Refusal>;

/// One call and what it may ask.
struct Work<'a> {
    call: &'a Call,
    request: Value,
    /// The segments of the path, decoded.
    path: Vec<String>,
    ground: &'a Ground,
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message)
}

fn missing() -> Refusal {
    Refusal::new(
        404,
        "ResourceNotFoundException",
        "The request failed because the specified resource doesn't exist.",
    )
}

/// A text of the request's that must be there, and how long it may be.
fn text<'v>(request: &'v Value, field: &str, most: usize) -> Result<&'v str, Refusal> {
    let given = request[field].as_str().filter(|text| !text.is_empty());
    let text = given.ok_or_else(|| invalid(format!("The {field} field is required and can't be empty.")))?;
    if text.chars().count() > most {
        return Err(invalid(format!(
            "The {field} field can contain as many as {most} characters."
        )));
    }
    Ok(text)
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        self.call.now
    }

    fn region(&self) -> &str {
        &self.call.region
    }

    /// The segment of the path that names a resource.
    fn id(&self) -> &str {
        self.path.get(1).map_or("", String::as_str)
    }

    fn arn(&self, kind: &str, id: &str) -> String {
        format!("arn:aws:macie2:{}:{ACCOUNT_ID}:{kind}/{id}", self.region())
    }

    /// A page of a list: `maxResults` and `nextToken`, wherever they are sent.
    fn page(&self, field: &str, items: &[Value], default: usize, most: usize) -> Reply {
        let asked = self.request["maxResults"]
            .as_u64()
            .or_else(|| self.call.query.get("maxResults").and_then(|n| n.parse().ok()));
        let limit = match asked.map(|n| usize::try_from(n).unwrap_or(usize::MAX)) {
            None => default,
            Some(n) if (1..=most).contains(&n) => n,
            Some(_) => {
                return Err(invalid(format!(
                    "The maxResults value must be between 1 and {most}."
                )));
            }
        };
        let token = self.request["nextToken"]
            .as_str()
            .or_else(|| self.call.query.get("nextToken"));
        let (shown, next) =
            page::cut(items, token, limit).ok_or_else(|| invalid("The nextToken value isn't valid."))?;
        let mut body = json!({field: shown});
        if let Some(next) = next {
            body["nextToken"] = json!(next);
        }
        Ok(body)
    }
}

impl Macie {
    /// Macie, off in every Region.
    pub fn new(ids: Arc<Ids>, s3: Arc<S3>, kms: Arc<Kms>, roles: Arc<Roles>) -> Self {
        Self {
            ground: Ground { ids, s3, kms, roles },
            regions: Mutex::default(),
        }
    }

    /// Looks at a bucket that a call has changed: Macie judges buckets as they
    /// change, not when it is asked.
    pub(super) fn note(&self, call: &Call, answer: &Response) {
        if call.service == "s3" && answer.status < 300 {
            let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
            policy::note(&mut regions, &self.ground, call);
        }
    }

    fn answer(&self, call: &Call) -> Reply {
        let work = Work {
            call,
            request: call.json(),
            path: call.segments(),
            ground: &self.ground,
        };
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        if call.operation == "EnableMacie" {
            return session::enable(&mut regions, &work);
        }
        if call.operation == "DisableMacie" && regions.remove(&call.region).is_some() {
            return Ok(json!({}));
        }
        let region = regions.get_mut(&call.region).ok_or_else(session::off)?;
        region.advance(&self.ground, call.now);
        route::answer(region, &work)
    }
}

impl Service for Macie {
    fn operation(&self, call: &Call) -> String {
        route::name(call).to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        match self.answer(call) {
            Ok(body) if ["TagResource", "UntagResource"].contains(&call.operation.as_str()) => {
                json::rest_ok(204, &body)
            }
            Ok(body) => json::rest_ok(200, &body),
            Err(refusal) => refusal.rest_error(),
        }
    }
}
