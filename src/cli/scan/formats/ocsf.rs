//! The Open Cybersecurity Schema Framework: a Compliance Finding (class 2003)
//! for what each check says of each resource, a Detection Finding (class 2004)
//! for each attack path.
//!
//! An array of events, each with the profile `cloud`. What a check could not
//! decide has the compliance status that the schema keeps for it, "did not
//! yield a result due to missing information". The fields that were read stand
//! under `unmapped`, as a Compliance Finding has no place for them.

use super::super::report::{ScanReport, pretty};
use super::text::{finished, inferred, requirements, said};
use super::{Each, attack, identity, kinds};
use crate::cli::exit::Failure;
use crate::inventory::{Region, Timestamp};
use crate::posture::reach::AttackPaths;
use crate::posture::{Check, Finding, Severity, Status};
use serde_json::{Value, json};

/// The version of the schema that the events follow.
const SCHEMA: &str = "1.9.0-dev";

/// Findings are category 2 of the schema.
const CATEGORY: u32 = 2;

/// Every event is told as found now: the scan keeps no memory of earlier ones.
const CREATE: u32 = 1;

/// The report and the attack paths as an array of events.
pub(in crate::cli::scan) fn render(
    report: &ScanReport,
    paths: &AttackPaths,
    least: Option<Severity>,
) -> Result<String, Failure> {
    pretty(&Each(|| {
        let findings = report.findings.iter().map(|f| compliance(report, f));
        findings.chain(attack::events(report, paths, least))
    }))
}

/// A class of findings.
pub(super) struct Class {
    uid: u32,
    name: &'static str,
}

/// What a check says of a resource.
const COMPLIANCE: Class = Class {
    uid: 2003,
    name: "Compliance Finding",
};

/// What was detected: here, a way to something at stake.
pub(super) const DETECTION: Class = Class {
    uid: 2004,
    name: "Detection Finding",
};

/// The attributes that every event has, whatever its class. `members` are
/// those of its own.
pub(super) fn event(
    report: &ScanReport,
    class: &Class,
    uid: &str,
    severity: Severity,
    members: Value,
) -> Value {
    let (severity_id, caption) = severity_of(severity);
    let mut event = json!({
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": class.uid,
        "class_name": class.name,
        "type_uid": class.uid * 100 + CREATE,
        "type_name": format!("{}: Create", class.name),
        "severity_id": severity_id,
        "severity": caption,
        "time": milliseconds(report.finished),
        "metadata": {
            "version": SCHEMA,
            "product": {
                "name": env!("CARGO_PKG_NAME"),
                "vendor_name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
            },
            "profiles": ["cloud"],
            "uid": uid,
        },
    });
    if let (Value::Object(event), Value::Object(members)) = (&mut event, members) {
        event.extend(members);
    }
    finished(event)
}

/// The account and Region as the profile `cloud` names them.
pub(super) fn cloud(account: &str, region: Option<&Region>) -> Value {
    json!({
        "provider": "AWS",
        "region": region.filter(|r| r.is_well_formed()),
        "account": account_of(account),
    })
}

fn account_of(account: &str) -> Value {
    json!({"uid": account, "type": "AWS Account", "type_id": 10})
}

fn compliance(report: &ScanReport, finding: &Finding) -> Value {
    let uid = identity::of_finding(finding);
    let check = finding.check;
    let outcome = outcome(finding.status);
    // A finding is bad only while it is open.
    let severity = match finding.status {
        Status::Pass => Severity::Informational,
        Status::Fail | Status::Unknown => finding.severity(),
    };
    let members = json!({
        "message": format!("{}: {}", finding.resource_name(), said(finding)),
        "status_id": outcome.status_id,
        "status": outcome.status,
        "cloud": cloud(finding.account().as_str(), Some(finding.region())),
        "finding_info": {
            "uid": uid,
            "title": check.title,
            "desc": check.why,
            "types": ["Posture"],
            "analytic": {"uid": check.id, "name": check.title, "type": "Rule", "type_id": 1},
            "created_time": milliseconds(finding.first_seen),
            "first_seen_time": milliseconds(finding.first_seen),
            "last_seen_time": milliseconds(report.finished),
        },
        "compliance": verdict(finding, &outcome),
        "resources": [resource(finding)],
        "remediation": {"desc": check.fix.words},
        "unmapped": {
            "status": finding.status.word(),
            "evidence": finding.evidence(),
            "reason": finding.reason(),
            "service": check.service(),
            "check_severity": check.severity.word(),
            "stake": report.stake(finding),
            "requirements_inferred": inferred(check),
            "prowler": check.prowler,
            "security_hub": check.security_hub,
        },
    });
    event(report, &COMPLIANCE, &uid, severity, members)
}

/// A status in the words of the schema.
struct Outcome {
    /// Of the finding's life.
    status_id: u32,
    status: &'static str,
    /// Of the check.
    check_id: u32,
    check: &'static str,
}

/// What a check passes has nothing left to do, as Security Hub has it; what is
/// unknown is open.
fn outcome(status: Status) -> Outcome {
    let (status_id, status, check_id, check) = match status {
        Status::Fail => (1, "New", 3, "Fail"),
        Status::Unknown => (1, "New", 2, "Warning"),
        Status::Pass => (4, "Resolved", 1, "Pass"),
    };
    Outcome {
        status_id,
        status,
        check_id,
        check,
    }
}

fn verdict(finding: &Finding, outcome: &Outcome) -> Value {
    let check = finding.check;
    let standards = standards(check);
    let (severity_id, severity) = severity_of(check.severity);
    json!({
        "control": check.id,
        "desc": check.title,
        "standards": standards,
        "requirements": requirements(check),
        "status_id": outcome.check_id,
        "status": outcome.check,
        "status_code": finding.status.word(),
        "status_details": [said(finding)],
        "checks": [{
            "uid": check.id,
            "name": check.title,
            "desc": check.why,
            "standards": standards,
            "severity_id": severity_id,
            "severity": severity,
            "status_id": outcome.check_id,
            "status": outcome.check,
        }],
    })
}

/// The frameworks that a check answers for; the product's own list where it
/// answers for none, since older versions of the schema want one.
fn standards(check: &Check) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for requirement in check.requirements() {
        let name = requirement.framework.name();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        names.push(env!("CARGO_PKG_NAME"));
    }
    names
}

fn resource(finding: &Finding) -> Value {
    let partition = finding.resource().partition();
    json!({
        "uid": finding.resource(),
        "name": finding.resource_name(),
        "type": kinds::resource_type(finding),
        "region": Some(finding.region()).filter(|r| r.is_well_formed()),
        "cloud_partition": Some(partition).filter(|p| !p.is_empty()),
        "owner": {"account": account_of(finding.account().as_str())},
    })
}

/// The number and the caption of a severity.
fn severity_of(severity: Severity) -> (u32, &'static str) {
    match severity {
        Severity::Informational => (1, "Informational"),
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

/// Times are milliseconds since 1970.
pub(super) fn milliseconds(at: Timestamp) -> i64 {
    at.0.saturating_mul(1000)
}
