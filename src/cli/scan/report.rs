//! The one object that every format of `scan` prints.

use crate::cli::args::ScanArgs;
use crate::cli::exit::Failure;
use crate::inventory::{AccountId, Arn, Inventory, Region, ScopeGap, Timestamp};
use crate::posture::{Finding, Report, Severity, Status};
use serde::Serialize;
use std::cmp::Reverse;

/// The version of the JSON shape; raised when a field changes its meaning.
const SCHEMA: &str = "aisec-tui/scan/1";

/// What one scan found.
#[derive(Debug, Serialize)]
pub struct ScanReport {
    schema: &'static str,
    tool: Tool,
    /// The account that was read.
    pub account: AccountId,
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
    /// One entry a check and resource.
    pub findings: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl ScanReport {
    /// Applies the filters of the command line. Score and coverage are those
    /// of the whole account, whatever is listed.
    pub fn new(
        inventory: &Inventory,
        report: Report,
        arguments: &ScanArgs,
        started: Timestamp,
        finished: Timestamp,
        api_calls: u64,
    ) -> Self {
        let (score, coverage) = (report.score, report.coverage);
        let mut findings: Vec<Finding> = report
            .findings
            .into_iter()
            .filter(|f| wanted(f, arguments))
            .collect();
        findings.sort_by(|a, b| rank(a).cmp(&rank(b)));
        Self {
            schema: SCHEMA,
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            account: inventory.account.clone(),
            regions: inventory.regions.clone(),
            started,
            finished,
            coverage,
            score,
            api_calls,
            gaps: inventory.gaps().to_vec(),
            findings,
        }
    }

    /// The object as indented JSON.
    pub fn json(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|e| not_json(&e))
    }

    /// One finding a line.
    pub fn json_lines(&self) -> Result<String, Failure> {
        let mut out = String::new();
        for row in &self.findings {
            out += &serde_json::to_string(row).map_err(|e| not_json(&e))?;
            out.push('\n');
        }
        Ok(out)
    }
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
    arguments.min_severity.is_none_or(|limit| check.severity >= limit)
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
