//! AWS Backup, as far as backups on demand go: vaults, jobs that make recovery
//! points, and the resources that have one.
//!
//! - [`vaults`]: where recovery points are kept
//! - [`jobs`]: backups of EC2's volumes and instances, and what is protected
//!
//! A service of our own: the base has none.

mod jobs;
mod vaults;

use super::ec2::Ec2;
use super::ids::Ids;
use super::wire::json::Refusal;
use super::wire::outcome::{Outcome, rest_response};
use super::wire::page;
use super::{ACCOUNT_ID, Call, Response, Service};
use jobs::Job;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use vaults::Vault;

/// One Region.
#[derive(Debug, Default)]
struct Region {
    vaults: BTreeMap<String, Vault>,
    jobs: BTreeMap<String, Job>,
}

/// The service.
#[derive(Debug)]
pub(super) struct Backup {
    ids: Arc<Ids>,
    ec2: Arc<Ec2>,
    regions: Mutex<BTreeMap<String, Region>>,
}

/// One call and what it may ask.
struct Work<'a> {
    call: &'a Call,
    request: Value,
    path: Vec<String>,
    ids: &'a Ids,
    ec2: &'a Ec2,
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidParameterValueException", message)
}

fn missing(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ResourceNotFoundException", message)
}

impl Work<'_> {
    /// The segment of the path that names a resource.
    fn name(&self) -> &str {
        self.path.get(1).map_or("", String::as_str)
    }

    fn arn(&self, resource: &str) -> String {
        format!("arn:aws:backup:{}:{ACCOUNT_ID}:{resource}", self.call.region)
    }

    /// A text that the request must have.
    fn require(&self, field: &str) -> Result<&str, Refusal> {
        let text = self.request[field].as_str().filter(|text| !text.is_empty());
        text.ok_or_else(|| {
            let message = format!("{field} is required.");
            Refusal::new(400, "MissingParameterValueException", message)
        })
    }

    /// A page of a list.
    fn page(&self, field: &str, rows: &[Value]) -> Outcome {
        let query = &self.call.query;
        let size = query.number("maxResults").unwrap_or(1000);
        let size = usize::try_from(size)
            .ok()
            .filter(|size| (1..=1000).contains(size))
            .ok_or_else(|| invalid("maxResults must be between 1 and 1000."))?;
        let (shown, next) = page::cut(rows, query.get("nextToken"), size)
            .ok_or_else(|| invalid("Provided nextToken is invalid."))?;
        let mut body = json!({ field: shown });
        if let Some(next) = next {
            body["NextToken"] = json!(next);
        }
        Ok(body)
    }
}

impl Backup {
    /// Without vaults. `ids` decides the names of jobs; what is backed up is
    /// `ec2`'s.
    pub(super) fn new(ids: Arc<Ids>, ec2: Arc<Ec2>) -> Self {
        Self {
            ids,
            ec2,
            regions: Mutex::default(),
        }
    }

    fn answer(&self, call: &Call) -> Outcome {
        let work = &Work {
            call,
            request: call.json(),
            path: call.segments(),
            ids: &self.ids,
            ec2: &self.ec2,
        };
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions.entry(call.region.clone()).or_default();
        match call.operation.as_str() {
            "CreateBackupVault" => vaults::create(region, work),
            "DescribeBackupVault" => vaults::describe(region, work),
            "ListBackupVaults" => vaults::list(region, work),
            "DeleteBackupVault" => vaults::delete(region, work),
            "StartBackupJob" => jobs::start(region, work),
            "DescribeBackupJob" => jobs::describe(region, work),
            "ListProtectedResources" => jobs::protected(region, work),
            _ => Err(Refusal::new(
                404,
                "UnknownOperationException",
                "The embedded account has no such operation of AWS Backup.",
            )),
        }
    }
}

impl Service for Backup {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("PUT", ["backup-vaults", _]) => "CreateBackupVault",
            ("GET", ["backup-vaults", _]) => "DescribeBackupVault",
            ("GET", ["backup-vaults"]) => "ListBackupVaults",
            ("DELETE", ["backup-vaults", _]) => "DeleteBackupVault",
            ("PUT", ["backup-jobs"]) => "StartBackupJob",
            ("GET", ["backup-jobs", _]) => "DescribeBackupJob",
            ("GET", ["resources"]) => "ListProtectedResources",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        rest_response(self.answer(call))
    }
}
