//! What a Region's Macie keeps while it is on; all of it is gone when Macie is
//! turned off.

use super::discovery::Discovery;
use super::jobs::Job;
use super::{Ground, filters};
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// A resource that the customer made, as it was asked for.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) request: Value,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// Custom data identifiers are only marked: findings still name them.
    pub(super) deleted: bool,
}

/// One Region.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) name: String,
    pub(super) status: String,
    pub(super) frequency: String,
    pub(super) since: Timestamp,
    pub(super) changed: Timestamp,
    /// In the order they were made.
    pub(super) jobs: Vec<Job>,
    pub(super) job_ids: HashMap<String, usize>,
    pub(super) findings: Vec<Value>,
    pub(super) finding_ids: HashMap<String, usize>,
    /// Policy findings by type and bucket: they are updated, not repeated.
    pub(super) open: HashMap<(&'static str, String), usize>,
    pub(super) identifiers: BTreeMap<String, Made>,
    pub(super) lists: BTreeMap<String, Made>,
    pub(super) filters: BTreeMap<String, Made>,
    /// The ids of the filters, in their order of use.
    pub(super) filter_order: Vec<String>,
    pub(super) export: Option<Value>,
    pub(super) publication: Value,
    pub(super) reveal: Value,
    pub(super) discovery: Discovery,
    /// What was made by which client token.
    pub(super) tokens: HashMap<String, String>,
}

impl Region {
    pub(super) fn new(name: &str, status: &str, frequency: &str, now: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            status: status.to_owned(),
            frequency: frequency.to_owned(),
            since: now,
            changed: now,
            jobs: Vec::new(),
            job_ids: HashMap::new(),
            findings: Vec::new(),
            finding_ids: HashMap::new(),
            open: HashMap::new(),
            identifiers: BTreeMap::new(),
            lists: BTreeMap::new(),
            filters: BTreeMap::new(),
            filter_order: Vec::new(),
            export: None,
            // As AWS has it: policy findings go to Security Hub, the others
            // when the customer says so.
            publication: json!({"publishClassificationFindings": false, "publishPolicyFindings": true}),
            reveal: json!({"configuration": {"status": "DISABLED"}}),
            discovery: Discovery::default(),
            tokens: HashMap::new(),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.status == "ENABLED"
    }

    pub(super) fn arn(&self, kind: &str, id: &str) -> String {
        format!("arn:aws:macie2:{}:{ACCOUNT_ID}:{kind}/{id}", self.name)
    }

    /// Lets what is due until now happen.
    pub(super) fn advance(&mut self, ground: &Ground, now: Timestamp) {
        if self.is_on() {
            self.run_jobs(ground, now);
            self.discover(ground, now);
        }
    }

    /// Keeps a finding, suppressed if a filter says so.
    pub(super) fn add(&mut self, mut finding: Value) -> usize {
        finding["archived"] = json!(filters::archives(self, &finding));
        let at = self.findings.len();
        let id = finding["id"].as_str().unwrap_or_default().to_owned();
        self.finding_ids.insert(id, at);
        self.findings.push(finding);
        at
    }
}
