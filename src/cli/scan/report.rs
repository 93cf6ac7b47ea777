//! The one object that every format of `scan` prints.

use super::causes::{self, Cause};
use crate::cli::args::ScanArgs;
use crate::cli::exit::Failure;
use crate::inventory::{AccountId, Arn, Inventory, Region, ScopeGap, Timestamp};
use crate::posture::reach::AttackPaths;
use crate::posture::{Finding, Level, Report, Severity, Stake, Status};
use serde::ser::{SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The version of the JSON shape; raised when a field changes its meaning.
const SCHEMA: &str = "aisec-tui/scan/1";

/// Reasons that are told where there is one line.
const TOLD: usize = 2;

/// What one scan found.
#[derive(Debug)]
pub struct ScanReport {
    /// The account that was read.
    pub account: AccountId,
    /// With several accounts: how each of them went.
    pub accounts: Vec<AccountScan>,
    /// The Regions that were read.
    pub regions: Vec<Region>,
    /// When reading began.
    pub started: Timestamp,
    /// When the last answer had arrived.
    pub finished: Timestamp,
    /// Share of decided verdicts, 0 to 1.
    pub coverage: f64,
    /// 0 to 100.
    pub score: u8,
    /// API calls made.
    pub api_calls: u64,
    /// What could not be listed at all.
    pub gaps: Vec<ScopeGap>,
    /// Why what is listed fails, the heaviest cause first.
    pub root_causes: Vec<Cause>,
    /// One entry a check and resource.
    pub findings: Vec<Finding>,
    /// What data is at stake with the resources of the findings, where anything
    /// is known, or not known for a reason.
    stakes: HashMap<Arn, Stake>,
    /// The ways to what is at stake, for the formats that tell of them.
    pub paths: AttackPaths,
    /// What the filters leave out; not printed, but frameworks are told of the
    /// whole account.
    pub left_out: Vec<Finding>,
    /// When the inventory was last read from AWS, where it says so.
    pub read: Option<Timestamp>,
}

/// How the scan of one of several accounts went.
#[derive(Debug, Serialize)]
pub struct AccountScan {
    /// Its number.
    pub account: AccountId,
    /// Its name in the organization; untrusted text.
    pub name: String,
    /// Why nothing of it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// 0 to 100; nothing when it was not read.
    pub score: Option<u8>,
    /// Share of decided verdicts; 0 when it was not read.
    pub coverage: f64,
    /// Findings that fail, of whatever severity.
    pub failing: usize,
    /// What could not be listed, by kind and Region.
    pub gaps: Vec<ScopeGap>,
}

impl AccountScan {
    /// An account that was read.
    pub fn read(account: AccountId, name: String, report: &ScanReport) -> Self {
        let failing = report.findings.iter().filter(|f| f.status == Status::Fail);
        Self {
            account,
            name,
            failed: None,
            score: Some(report.score),
            coverage: report.coverage,
            failing: failing.count(),
            gaps: report.gaps.clone(),
        }
    }

    /// An account of which nothing could be read.
    pub fn failed(account: AccountId, name: String, why: String) -> Self {
        Self {
            account,
            name,
            failed: Some(why),
            score: None,
            coverage: 0.0,
            failing: 0,
            gaps: Vec::new(),
        }
    }
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl ScanReport {
    /// The report of one account.
    pub fn new(
        inventory: &Inventory,
        report: Report,
        (started, finished): (Timestamp, Timestamp),
        api_calls: u64,
    ) -> Self {
        Self {
            account: inventory.account.clone(),
            accounts: Vec::new(),
            regions: inventory.regions.clone(),
            started,
            finished,
            coverage: report.coverage,
            score: report.score,
            api_calls,
            gaps: inventory.gaps().to_vec(),
            root_causes: causes::of_account(&report.findings, inventory),
            stakes: stakes(inventory, &report),
            findings: report.findings,
            paths: AttackPaths::default(),
            left_out: Vec::new(),
            read: inventory.freshness().iter().map(|f| f.at).max(),
        }
    }

    /// The report of several accounts, read from the one that is named first.
    /// An account that was not read counts in `accounts` only: nothing is
    /// known of what it holds.
    pub fn of_accounts(account: AccountId, accounts: Vec<AccountScan>, reports: Vec<Self>) -> Self {
        let mut whole = Self::new(
            &Inventory::new(account, Vec::new()),
            Report::default(),
            (Timestamp(i64::MAX), Timestamp(0)),
            0,
        );
        whole.accounts = accounts;
        for report in reports {
            whole.started = whole.started.min(report.started);
            whole.finished = whole.finished.max(report.finished);
            whole.api_calls += report.api_calls;
            whole.gaps.extend(report.gaps);
            whole.findings.extend(report.findings);
            whole.root_causes.extend(report.root_causes);
            whole.stakes.extend(report.stakes);
            whole.paths.append(report.paths);
            whole.read = whole.read.max(report.read);
            for region in report.regions {
                if !whole.regions.contains(&region) {
                    whole.regions.push(region);
                }
            }
        }
        let judged = Report::new(std::mem::take(&mut whole.findings));
        (whole.score, whole.coverage) = (judged.score, judged.coverage);
        whole.findings = judged.findings;
        whole.root_causes = causes::of_accounts(whole.root_causes);
        whole
    }

    /// Applies the filters of the command line. Score and coverage stay those
    /// of the whole, whatever is listed.
    pub fn filtered(mut self, arguments: &ScanArgs) -> Self {
        let all = std::mem::take(&mut self.findings);
        (self.findings, self.left_out) = all.into_iter().partition(|f| wanted(f, arguments));
        self.findings.sort_by(|a, b| rank(a).cmp(&rank(b)));
        if !self.left_out.is_empty() {
            self.root_causes = causes::of_listed(self.root_causes, &self.findings);
        }
        self
    }

    /// What data is at stake with the resource of a finding, and why.
    pub fn stake(&self, finding: &Finding) -> Option<&Stake> {
        self.stakes.get(finding.resource())
    }

    /// Why a finding is more severe than its check; nothing when it is not.
    pub fn raised(&self, finding: &Finding) -> Option<String> {
        if finding.severity() == finding.check.severity {
            return None;
        }
        let stake = self.stake(finding).map(|s| s.in_short(TOLD));
        let stake = stake.unwrap_or_else(|| finding.stake.word().to_owned());
        Some(format!(
            "{} without its data, which is {stake}",
            finding.check.severity
        ))
    }

    /// The object as indented JSON.
    pub fn json(&self) -> Result<String, Failure> {
        pretty(self)
    }

    /// One finding a line.
    pub fn json_lines(&self) -> Result<String, Failure> {
        let mut out = String::new();
        for row in &self.findings {
            out += &serde_json::to_string(&row.told(self.stake(row))).map_err(|e| not_json(&e))?;
            out.push('\n');
        }
        Ok(out)
    }
}

/// The shape of `scan --format json`.
impl Serialize for ScanReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tool = Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        };
        let mut out = serializer.serialize_struct("ScanReport", 13)?;
        out.serialize_field("schema", SCHEMA)?;
        out.serialize_field("tool", &tool)?;
        out.serialize_field("account", &self.account)?;
        if self.accounts.is_empty() {
            out.skip_field("accounts")?;
        } else {
            out.serialize_field("accounts", &self.accounts)?;
        }
        out.serialize_field("regions", &self.regions)?;
        out.serialize_field("started", &self.started)?;
        out.serialize_field("finished", &self.finished)?;
        out.serialize_field("coverage", &self.coverage)?;
        out.serialize_field("score", &self.score)?;
        out.serialize_field("api_calls", &self.api_calls)?;
        out.serialize_field("gaps", &self.gaps)?;
        out.serialize_field("root_causes", &self.root_causes)?;
        out.serialize_field("findings", &Listed(self))?;
        out.end()
    }
}

/// The findings, each with what is at stake.
struct Listed<'r>(&'r ScanReport);

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        let mut out = serializer.serialize_seq(Some(report.findings.len()))?;
        for finding in &report.findings {
            out.serialize_element(&finding.told(report.stake(finding)))?;
        }
        out.end()
    }
}

/// What is at stake with the resources that findings are about.
fn stakes(inventory: &Inventory, report: &Report) -> HashMap<Arn, Stake> {
    let mut stakes = HashMap::new();
    let mut last = None;
    for arn in report.findings.iter().map(Finding::resource) {
        if last.replace(arn) == Some(arn) {
            continue;
        }
        let stake = inventory.get(arn).map(|r| report.stakes.of(inventory, r));
        if let Some(stake) = stake.filter(|s| s.level != Level::NoneKnown) {
            stakes.insert(arn.clone(), stake);
        }
    }
    stakes
}

/// Indented JSON with a line end.
pub(super) fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|e| not_json(&e))
}

fn not_json(error: &serde_json::Error) -> Failure {
    Failure::usage(format!("The report cannot be written as JSON: {error}."))
}

/// The order of the list: what is worst and decided comes first.
fn rank(finding: &Finding) -> (Reverse<Severity>, Status, &'static str, &Arn) {
    (
        Reverse(finding.severity()),
        finding.status,
        finding.check.id,
        finding.resource(),
    )
}

fn wanted(finding: &Finding, arguments: &ScanArgs) -> bool {
    let check = finding.check;
    arguments
        .min_severity
        .is_none_or(|limit| finding.severity() >= limit)
        && (arguments.check.is_empty() || arguments.check.iter().any(|c| c == check.id))
        && (arguments.service.is_empty() || arguments.service.iter().any(|s| s == check.service()))
        && arguments
            .framework
            .as_ref()
            .is_none_or(|name| maps_to(finding, name))
}

fn maps_to(finding: &Finding, framework: &str) -> bool {
    let wanted = framework.to_lowercase();
    finding
        .check
        .requirements()
        .iter()
        .any(|r| r.framework.name().to_lowercase().contains(&wanted))
}
