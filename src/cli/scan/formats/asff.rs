//! The AWS Security Finding Format, for `BatchImportFindings` of Security Hub.
//!
//! An array of findings under the account's default product, each within the
//! limits of the format (AwsSecurityFinding in the Security Hub API Reference):
//! a longer text is cut, since Security Hub refuses a finding for one
//! character too many. A call takes 100 of them and those of its Region only.

use super::super::report::{ScanReport, pretty};
use super::text::{fact, finished, inferred, requirements, said, short};
use super::{Each, identity, kinds};
use crate::cli::exit::Failure;
use crate::inventory::Region;
use crate::posture::{Finding, Severity, Status};
use serde_json::{Map, Value, json};

/// The greatest lengths, in characters.
const TITLE: usize = 256;
const DESCRIPTION: usize = 1024;
const RECOMMENDATION: usize = 512;
const REASON: usize = 1024;
const RESOURCE_ID: usize = 512;
const PRODUCT_FIELD: usize = 2048;
const DETAIL: usize = 1024;
/// The most requirements of one finding.
const REQUIREMENTS: usize = 32;
/// The most facts that are listed; a finding has at most 50 product fields.
const FACTS: usize = 40;

/// The type of every finding, in the taxonomy of the format.
const KIND: &str = "Software and Configuration Checks/AWS Security Best Practices";

/// The report as an array of findings.
pub(in crate::cli::scan) fn render(report: &ScanReport) -> Result<String, Failure> {
    pretty(&Each(|| report.findings.iter().map(|f| asff(report, f))))
}

fn asff(report: &ScanReport, finding: &Finding) -> Value {
    let check = finding.check;
    let account = finding.account().as_str();
    let hub = hub_region(report, finding);
    let partition = partition(finding);
    let severity = json!({"Label": label(finding), "Original": finding.severity().word()});
    finished(json!({
        "SchemaVersion": "2018-10-08",
        "Id": format!("{}/{}/{}", env!("CARGO_PKG_NAME"), check.id, identity::of_finding(finding)),
        "ProductArn": format!("arn:{partition}:securityhub:{hub}:{account}:product/{account}/default"),
        "GeneratorId": format!("{}/{}", env!("CARGO_PKG_NAME"), check.id),
        "AwsAccountId": account,
        "Types": [KIND],
        "CreatedAt": finding.first_seen,
        "UpdatedAt": report.finished,
        "Severity": severity,
        "Title": short(check.title, TITLE),
        "Description": short(&format!("{}. {}", said(finding), check.why), DESCRIPTION),
        "Remediation": {"Recommendation": {"Text": short(check.fix.words, RECOMMENDATION)}},
        "ProductFields": product_fields(report, finding),
        "Resources": [resource(finding, partition)],
        "Compliance": compliance(finding),
        "Workflow": {"Status": workflow(finding.status)},
        "RecordState": "ACTIVE",
        "FindingProviderFields": {"Severity": severity, "Types": [KIND]},
    }))
}

/// The Region whose Security Hub takes the finding: that of the resource, or
/// the first that was read for what has no Region.
fn hub_region<'r>(report: &'r ScanReport, finding: &'r Finding) -> &'r str {
    let regions = std::iter::once(finding.region()).chain(&report.regions);
    regions
        .into_iter()
        .find(|r| r.is_well_formed())
        .map_or("us-east-1", Region::as_str)
}

fn partition(finding: &Finding) -> &'static str {
    match finding.resource().partition() {
        "aws-cn" => "aws-cn",
        "aws-us-gov" => "aws-us-gov",
        _ => "aws",
    }
}

/// A label of the format. That of a pass says that no issue was found, as
/// Security Hub's own controls do.
fn label(finding: &Finding) -> &'static str {
    match (finding.status, finding.severity()) {
        (Status::Pass, _) | (_, Severity::Informational) => "INFORMATIONAL",
        (_, Severity::Low) => "LOW",
        (_, Severity::Medium) => "MEDIUM",
        (_, Severity::High) => "HIGH",
        (_, Severity::Critical) => "CRITICAL",
    }
}

/// Where people stand with it when it is new to Security Hub, which keeps what
/// they said of one that it knows.
fn workflow(status: Status) -> &'static str {
    match status {
        Status::Pass => "RESOLVED",
        Status::Fail | Status::Unknown => "NEW",
    }
}

fn compliance(finding: &Finding) -> Value {
    let status = match finding.status {
        Status::Fail => "FAILED",
        Status::Unknown => "NOT_AVAILABLE",
        Status::Pass => "PASSED",
    };
    let mut requirements = requirements(finding.check);
    requirements.truncate(REQUIREMENTS);
    let reasons = finding
        .reason()
        .map(|why| json!([{"ReasonCode": "NOT_READ", "Description": short(why, REASON)}]));
    json!({
        "Status": status,
        "SecurityControlId": finding.check.id,
        "RelatedRequirements": requirements,
        "StatusReasons": reasons,
    })
}

fn resource(finding: &Finding, partition: &str) -> Value {
    let mut other = Map::new();
    for (name, value) in [
        ("Name", finding.resource_name()),
        ("Kind", finding.resource_type().label()),
    ] {
        if !value.trim().is_empty() {
            other.insert(name.to_owned(), json!(short(value, DETAIL)));
        }
    }
    json!({
        "Type": kinds::asff(finding),
        "Id": short(finding.resource().as_str(), RESOURCE_ID),
        "Partition": partition,
        "Region": Some(finding.region()).filter(|r| r.is_well_formed()),
        "Details": {"Other": other},
    })
}

/// What the format has no field for: who says it, and each fact that was read.
fn product_fields(report: &ScanReport, finding: &Finding) -> Value {
    let mut fields = Map::new();
    let mut put = |name: String, value: &str| {
        if !value.trim().is_empty() {
            fields.insert(
                format!("{}/{name}", env!("CARGO_PKG_NAME")),
                json!(short(value, PRODUCT_FIELD)),
            );
        }
    };
    put("Version".to_owned(), env!("CARGO_PKG_VERSION"));
    put("Status".to_owned(), finding.status.word());
    put("CheckSeverity".to_owned(), finding.check.severity.word());
    if let Some(stake) = report.stake(finding) {
        put("Stake".to_owned(), &stake.in_short(usize::MAX));
    }
    put("Prowler".to_owned(), &finding.check.prowler.join(", "));
    put("SecurityHub".to_owned(), &finding.check.security_hub.join(", "));
    put("OwnMapping".to_owned(), &inferred(finding.check).join(", "));
    for (at, evidence) in finding.evidence().iter().take(FACTS).enumerate() {
        put(format!("Evidence/{}", at + 1), &fact(evidence));
    }
    Value::Object(fields)
}
