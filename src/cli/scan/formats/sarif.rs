//! The Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS, with
//! its errata of 2023).
//!
//! One run; a rule for every check that was asked; a result for every finding.
//! The place of a result is a logical location that is fully named by the ARN.
//! A physical location would be a file and a line, and a resource of an account
//! has neither: GitHub's code scanning, which shows results in files only, does
//! not take these; viewers and pipelines that read SARIF do.

use super::super::report::{ScanReport, pretty};
use super::text::{finished, inferred, requirements, said};
use super::{Each, identity};
use crate::cli::exit::Failure;
use crate::inventory::ScopeGap;
use crate::posture::{Check, Finding, Severity, Status};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as one SARIF log.
pub(in crate::cli::scan) fn render(report: &ScanReport) -> Result<String, Failure> {
    pretty(&Log(report))
}

struct Log<'r>(&'r ScanReport);

impl Serialize for Log<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut log = serializer.serialize_map(Some(3))?;
        log.serialize_entry("$schema", SCHEMA)?;
        log.serialize_entry("version", "2.1.0")?;
        log.serialize_entry("runs", &[Run(self.0)])?;
        log.end()
    }
}

struct Run<'r>(&'r ScanReport);

impl Serialize for Run<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let report = self.0;
        let checks: BTreeMap<&str, &Check> = report.findings.iter().map(|f| (f.check.id, f.check)).collect();
        let places: BTreeMap<&str, usize> = checks.keys().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut run = serializer.serialize_map(Some(6))?;
        run.serialize_entry("tool", &tool(checks.values().copied()))?;
        // Logs of the same account belong together, whatever day they are of.
        let category = json!({"id": format!("{}/scan/{}/", env!("CARGO_PKG_NAME"), report.account)});
        run.serialize_entry("automationDetails", &finished(category))?;
        run.serialize_entry("invocations", &[invocation(report)])?;
        let results = || {
            let findings = report.findings.iter();
            findings.map(|f| result(report, f, places.get(f.check.id).copied()))
        };
        run.serialize_entry("results", &Each(results))?;
        let of_run = json!({
            "account": report.account,
            "regions": report.regions,
            "score": report.score,
            "coverage": report.coverage,
        });
        run.serialize_entry("properties", &finished(of_run))?;
        run.end()
    }
}

fn tool<'c>(checks: impl Iterator<Item = &'c Check>) -> Value {
    finished(json!({
        "driver": {
            "name": env!("CARGO_PKG_NAME"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "version": env!("CARGO_PKG_VERSION"),
            "rules": checks.map(rule).collect::<Vec<_>>(),
        }
    }))
}

fn rule(check: &Check) -> Value {
    let mut tags = vec!["security", "aws", check.service()];
    for requirement in check.requirements() {
        let name = requirement.framework.name();
        if !tags.contains(&name) {
            tags.push(name);
        }
    }
    json!({
        "id": check.id,
        "shortDescription": {"text": message(check.title)},
        "fullDescription": {"text": message(check.why)},
        "help": {"text": message(check.fix.words)},
        "defaultConfiguration": {"level": level(check.severity)},
        "properties": {
            "security-severity": score(check.severity),
            "severity": check.severity.word(),
            "tags": tags,
            "requirements": requirements(check),
            "requirements_inferred": inferred(check),
            "prowler": check.prowler,
            "security_hub": check.security_hub,
        },
    })
}

/// How a failing result is ranked.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Informational => "note",
    }
}

/// A number in the range that GitHub reads as the severity: critical is above
/// 9.0, high from 7.0, medium from 4.0, low above 0.0.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Informational => "0.0",
    }
}

/// The kind and the level; the level of all but a failure is `none` (§3.27.10).
///
/// What is unknown is `open`: "the tool concluded that there was insufficient
/// information to decide whether a problem exists" (§3.27.9). `review` would
/// say that the tool did its part and that a person has to judge.
fn kind(finding: &Finding) -> (&'static str, &'static str) {
    match finding.status {
        Status::Fail => ("fail", level(finding.severity())),
        Status::Unknown => ("open", "none"),
        Status::Pass => ("pass", "none"),
    }
}

fn result(report: &ScanReport, finding: &Finding, rule: Option<usize>) -> Value {
    let (kind, level) = kind(finding);
    // Where space is short the first sentence is all that is shown.
    let verb = match finding.status {
        Status::Fail => "fails",
        Status::Unknown => "cannot be said to pass or fail",
        Status::Pass => "passes",
    };
    let text = format!(
        "{} {verb} \"{}\". {}",
        finding.resource_name(),
        finding.check.title,
        said(finding)
    );
    finished(json!({
        "ruleId": finding.check.id,
        "ruleIndex": rule,
        "kind": kind,
        "level": level,
        "message": {"text": message(&text)},
        "locations": [{
            "logicalLocations": [{
                "name": finding.resource_name(),
                "fullyQualifiedName": finding.resource(),
                "kind": "resource",
            }],
        }],
        "partialFingerprints": {"finding/v1": identity::of_finding(finding)},
        "provenance": {"firstDetectionTimeUtc": finding.first_seen},
        "properties": {
            "status": finding.status.word(),
            "severity": finding.severity().word(),
            "check_severity": finding.check.severity.word(),
            "stake": report.stake(finding),
            "account": finding.account(),
            "region": finding.region(),
            "resource_type": finding.resource_type().label(),
            "evidence": finding.evidence(),
            "reason": finding.reason(),
        },
    }))
}

fn invocation(report: &ScanReport) -> Value {
    finished(json!({
        "executionSuccessful": true,
        "startTimeUtc": report.started,
        "endTimeUtc": report.finished,
        "toolExecutionNotifications": report.gaps.iter().map(notification).collect::<Vec<_>>(),
        "properties": {"api_calls": report.api_calls},
    }))
}

/// What could not be listed: the run ended well and does not tell all.
fn notification(gap: &ScopeGap) -> Value {
    let text = format!(
        "Not read: every {} in {}: {}",
        gap.kind.label(),
        gap.region,
        gap.gap
    );
    json!({
        "level": "warning",
        "message": {"text": message(&text)},
        "properties": {"operation": gap.gap.operation, "why": gap.gap.kind.word()},
    })
}

/// Text as a message string: braces would begin a placeholder and brackets a
/// link, and a resource can be named like either (§3.11.5, §3.11.6).
fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => out.extend([c, c]),
            '[' | ']' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
