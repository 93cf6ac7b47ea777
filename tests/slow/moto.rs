//! A scan of an account that somebody else's emulator holds, resource by resource.

use crate::moto_server::Moto;
use crate::support::stdout;
use serde_json::Value;
use std::collections::BTreeMap;

/// Checks whose question moto cannot answer: whatever was seeded, no pass.
const UNANSWERED: &[&str] = &[
    "sagemaker.notebook_imdsv2",
    "macie.is_enabled",
    "macie.automated_sensitive_data_discovery_enabled",
    "bedrock.guardrails_configured",
];

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The status of each check of each resource.
fn statuses(report: &Value) -> BTreeMap<(String, String), String> {
    report["findings"]
        .as_array()
        .expect("a scan has findings")
        .iter()
        .map(|f| ((text(&f["resource"]), text(&f["check"])), text(&f["status"])))
        .collect()
}

#[test]
fn a_scan_finds_resource_by_resource_what_was_seeded() {
    let moto = Moto::start();
    let seeded: Value = serde_json::from_str(&moto.script("seed_moto.py", &[])).expect("the seeding is JSON");
    assert!(
        seeded["resources"].as_u64() >= Some(100),
        "at least 100 resources"
    );
    let data = tempfile::tempdir().expect("a folder");
    let output = moto
        .aisec(data.path())
        .args(["scan", "--format", "json"])
        .output();
    let report: Value =
        serde_json::from_str(&stdout(&output.expect("the binary runs"), 0)).expect("a scan is JSON");
    let found = statuses(&report);
    let mut faults = Vec::new();
    for row in seeded["expected"].as_array().expect("the seeding is a list") {
        let (resource, check, wanted) = (text(&row[0]), text(&row[1]), text(&row[2]));
        let status = found.get(&(resource.clone(), check.clone()));
        if status != Some(&wanted) {
            let status = status.map_or("no finding", String::as_str);
            faults.push(format!("{resource} {check}: {status}, wanted {wanted}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_the_account_cannot_answer_never_passes() {
    let moto = Moto::start();
    moto.script("seed_moto.py", &[]);
    let data = tempfile::tempdir().expect("a folder");
    let output = moto
        .aisec(data.path())
        .args(["scan", "--format", "json"])
        .output();
    let report: Value =
        serde_json::from_str(&stdout(&output.expect("the binary runs"), 0)).expect("a scan is JSON");
    for check in UNANSWERED {
        let answers: Vec<String> = statuses(&report)
            .into_iter()
            .filter(|((_, c), _)| c == check)
            .map(|(_, status)| status)
            .collect();
        assert!(!answers.is_empty(), "{check} is missing from the report");
        assert!(!answers.iter().any(|a| a == "PASS"), "{check} passed");
    }
    let coverage = report["coverage"].as_f64().expect("a scan has a coverage");
    assert!(coverage < 1.0, "what was not answered counts against coverage");
}
