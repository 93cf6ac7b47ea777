//! The formats that other security tools read, held against their schemas, over
//! the demo's account with some of its calls denied.

mod guarded;

use crate::json_schema::Schema;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

const SARIF: &str = include_str!("schemas/sarif.json");
const OCSF: &str = include_str!("schemas/ocsf.json");
const ASFF: &str = include_str!("schemas/asff.json");

/// Calls that are denied, so that something is unknown and something could not
/// be listed.
const DENIED: &str =
    "deny=kms:GetKeyRotationStatus+s3:GetBucketPolicy+sagemaker:ListTrainingJobs+iam:GetAccountSummary";

/// The account, read once, and what is printed of it.
struct Read {
    home: TempDir,
    inventory: PathBuf,
    printed: BTreeMap<&'static str, (String, Value)>,
}

fn account() -> &'static Read {
    static READ: OnceLock<Read> = OnceLock::new();
    READ.get_or_init(|| {
        let home = tempfile::tempdir().expect("a temporary folder");
        let inventory = home.path().join("inventory.json");
        let file = inventory.to_str().expect("UTF-8").to_owned();
        let scan = [
            "scan",
            "--demo",
            "--demo-faults",
            DENIED,
            "--save-inventory",
            &file,
        ];
        assert!(run(home.path(), &scan).status.success());
        let print = |format| {
            let text = text_of(home.path(), &inventory, format, &[]);
            let value = json(&text);
            (format, (text, value))
        };
        let printed = ["json", "sarif", "ocsf", "asff"].map(print).into();
        Read {
            home,
            inventory,
            printed,
        }
    })
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aisec-tui"))
        .env_clear()
        .env("HOME", home)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

/// What a scan of an inventory prints.
fn text_of(home: &Path, inventory: &Path, format: &str, more: &[&str]) -> String {
    let file = inventory.to_str().expect("UTF-8");
    let mut arguments = vec!["scan", "--inventory", file, "--format", format];
    arguments.extend(more);
    let output = run(home, &arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The same, printed anew.
fn anew(format: &str, more: &[&str]) -> Value {
    let read = account();
    json(&text_of(read.home.path(), &read.inventory, format, more))
}

fn scan(format: &str) -> &'static Value {
    &account().printed[format].1
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn word<'v>(value: &'v Value, path: &str) -> &'v str {
    let found = value.pointer(path).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("{path} is a text in {value}"))
}

fn results(sarif: &Value) -> &[Value] {
    list(&sarif["runs"][0]["results"])
}

fn of_class(events: &Value, class: u64) -> Vec<&Value> {
    list(events).iter().filter(|e| e["class_uid"] == class).collect()
}

fn none(faults: &[String]) {
    let some: Vec<&str> = faults.iter().take(10).map(String::as_str).collect();
    assert!(
        faults.is_empty(),
        "{} faults, such as\n{}",
        faults.len(),
        some.join("\n")
    );
}

fn event_faults(events: &Value) -> Vec<String> {
    let schema = Schema::read(OCSF);
    let class = |event: &Value| match event["class_uid"].as_u64() {
        Some(2003) => "compliance_finding",
        Some(2004) => "detection_finding",
        other => panic!("no class of ours: {other:?}"),
    };
    let faults = |event: &Value| schema.faults_as(class(event), event);
    list(events).iter().flat_map(faults).collect()
}

/// Check, resource and status of each finding, however often it is there.
type Verdicts = BTreeMap<(String, String, String), usize>;

fn counted<'s>(rows: impl Iterator<Item = (&'s str, &'s str, &'s str)>) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for (check, resource, status) in rows {
        let key = (check.to_owned(), resource.to_owned(), status.to_owned());
        *verdicts.entry(key).or_default() += 1;
    }
    verdicts
}

fn of_report(report: &Value) -> Verdicts {
    let rows = list(&report["findings"]).iter();
    counted(rows.map(|f| (word(f, "/check"), word(f, "/resource"), word(f, "/status"))))
}

/// The status in the words of the report.
fn status<'w>(word: &str, words: [&str; 3], of_report: [&'w str; 3]) -> &'w str {
    let at = words.iter().position(|w| *w == word);
    of_report[at.unwrap_or_else(|| panic!("{word} is no status"))]
}

const STATUSES: [&str; 3] = ["FAIL", "UNKNOWN", "PASS"];

#[test]
fn sarif_is_as_its_schema_says() {
    none(&Schema::read(SARIF).faults(scan("sarif")));
}

#[test]
fn every_event_of_ocsf_is_as_its_class_says() {
    let events = scan("ocsf");
    none(&event_faults(events));
    for event in list(events) {
        let of_class = event["class_uid"].as_u64().expect("a class") * 100;
        let activity = event["activity_id"].as_u64().expect("an activity");
        assert_eq!(event["type_uid"], of_class + activity);
        assert_eq!(event["metadata"]["uid"], event["finding_info"]["uid"]);
    }
}

#[test]
fn asff_is_as_its_reference_says() {
    let findings = scan("asff");
    none(&Schema::read(ASFF).faults(findings));
    for finding in list(findings) {
        assert!(
            finding.to_string().len() < 240 * 1024,
            "Security Hub takes 240 KB"
        );
    }
}

#[test]
fn a_schema_that_is_broken_is_said() {
    let mut findings = scan("asff").clone();
    findings[0]["Title"] = Value::from("x".repeat(257));
    findings[1]["Compliance"]["Status"] = Value::from("OK");
    findings[2].as_object_mut().expect("a finding").remove("Id");
    findings[3]["Severity"]["Lable"] = Value::from("HIGH");
    findings[4]["CreatedAt"] = Value::from("yesterday");
    let faults = Schema::read(ASFF).faults(&findings).join("\n");
    for said in [
        "Title",
        "Compliance.Status",
        "Id is missing",
        "Lable",
        "CreatedAt",
    ] {
        assert!(faults.contains(said), "{said} in\n{faults}");
    }
}

#[test]
fn every_finding_of_the_report_is_in_each_format_with_its_status() {
    let wanted = of_report(scan("json"));
    assert!(
        STATUSES
            .iter()
            .all(|s| wanted.keys().any(|(.., status)| status == s))
    );

    let sarif = scan("sarif");
    let at = "/locations/0/logicalLocations/0/fullyQualifiedName";
    let told = counted(results(sarif).iter().map(|r| {
        let status = status(word(r, "/kind"), ["fail", "open", "pass"], STATUSES);
        (word(r, "/ruleId"), word(r, at), status)
    }));
    assert_eq!(told, wanted, "SARIF");

    let ocsf = scan("ocsf");
    let told = counted(of_class(ocsf, 2003).into_iter().map(|e| {
        let status = status(
            word(e, "/compliance/status"),
            ["Fail", "Warning", "Pass"],
            STATUSES,
        );
        (
            word(e, "/compliance/control"),
            word(e, "/resources/0/uid"),
            status,
        )
    }));
    assert_eq!(told, wanted, "OCSF");

    let asff = scan("asff");
    let told = counted(list(asff).iter().map(|f| {
        let words = ["FAILED", "NOT_AVAILABLE", "PASSED"];
        let status = status(word(f, "/Compliance/Status"), words, STATUSES);
        (
            word(f, "/Compliance/SecurityControlId"),
            word(f, "/Resources/0/Id"),
            status,
        )
    }));
    assert_eq!(told, wanted, "ASFF");
}

#[test]
fn a_failure_is_as_severe_in_each_format_as_in_the_report_where_data_raises_it_too() {
    let key = |check: &str, resource: &str| (check.to_owned(), resource.to_owned());
    let fails = list(&scan("json")["findings"])
        .iter()
        .filter(|f| f["status"] == "FAIL");
    let wanted: BTreeMap<_, &str> = fails
        .clone()
        .map(|f| (key(word(f, "/check"), word(f, "/resource")), word(f, "/severity")))
        .collect();
    let raised = fails.filter(|f| f["severity"] != f["check_severity"]).count();
    assert!(raised > 0, "the story has restricted data");

    let at = "/locations/0/logicalLocations/0/fullyQualifiedName";
    let failed = results(scan("sarif")).iter().filter(|r| r["kind"] == "fail");
    let told: BTreeMap<_, &str> = failed
        .map(|r| {
            (
                key(word(r, "/ruleId"), word(r, at)),
                word(r, "/properties/severity"),
            )
        })
        .collect();
    assert_eq!(told, wanted, "SARIF");

    let lower = |text: &str| text.to_lowercase();
    let wanted: BTreeMap<_, String> = wanted.into_iter().map(|(k, s)| (k, lower(s))).collect();
    let events = of_class(scan("ocsf"), 2003).into_iter();
    let failed = events.filter(|e| e["compliance"]["status"] == "Fail");
    let told: BTreeMap<_, String> = failed
        .map(|e| {
            let key = key(word(e, "/compliance/control"), word(e, "/resources/0/uid"));
            (key, lower(word(e, "/severity")))
        })
        .collect();
    assert_eq!(told, wanted, "OCSF");

    let all = list(scan("asff")).iter();
    let failed = all.filter(|f| f["Compliance"]["Status"] == "FAILED");
    let told: BTreeMap<_, String> = failed
        .map(|f| {
            let key = key(
                word(f, "/Compliance/SecurityControlId"),
                word(f, "/Resources/0/Id"),
            );
            (key, lower(word(f, "/Severity/Label")))
        })
        .collect();
    assert_eq!(told, wanted, "ASFF");
}

#[test]
fn what_is_unknown_stays_open_and_says_why() {
    let sarif = scan("sarif");
    let rotation = "kms.cmk_rotation_enabled";
    let unknown = |status: &str, check: &str| status == "UNKNOWN" && check == rotation;
    let result = results(sarif)
        .iter()
        .find(|r| unknown(word(r, "/properties/status"), word(r, "/ruleId")))
        .expect("rotation could not be read");
    assert_eq!((word(result, "/kind"), word(result, "/level")), ("open", "none"));
    assert!(word(result, "/message/text").contains("kms:GetKeyRotationStatus denied"));

    let ocsf = scan("ocsf");
    let event = of_class(ocsf, 2003)
        .into_iter()
        .find(|e| unknown(word(e, "/unmapped/status"), word(e, "/compliance/control")))
        .expect("an event");
    assert_eq!(event["compliance"]["status_id"], 2);
    assert_eq!(word(event, "/status"), "New");
    assert!(word(event, "/compliance/status_details/0").contains("denied"));

    let asff = scan("asff");
    let finding = list(asff)
        .iter()
        .find(|f| {
            unknown(
                word(f, "/ProductFields/aisec-tui~1Status"),
                word(f, "/Compliance/SecurityControlId"),
            )
        })
        .expect("a finding");
    assert_eq!(word(finding, "/Compliance/Status"), "NOT_AVAILABLE");
    assert_eq!(word(finding, "/Workflow/Status"), "NEW");
    assert!(word(finding, "/Compliance/StatusReasons/0/Description").contains("denied"));
}

#[test]
fn what_could_not_be_listed_is_a_notification_of_the_run() {
    let sarif = scan("sarif");
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let said = invocation["toolExecutionNotifications"].to_string();
    assert!(said.contains("every training job in us-east-1"), "{said}");
}

#[test]
fn every_result_names_its_rule_and_a_pass_has_no_level() {
    let sarif = scan("sarif");
    let rules = list(&sarif["runs"][0]["tool"]["driver"]["rules"]);
    for result in results(sarif) {
        let at = result["ruleIndex"].as_u64().and_then(|n| usize::try_from(n).ok());
        assert_eq!(rules[at.expect("an index")]["id"], result["ruleId"]);
        assert_eq!(result["kind"] == "fail", result["level"] != "none", "{result}");
    }
    let severe = rules.iter().find(|r| r["properties"]["severity"] == "critical");
    let severe = severe.expect("a critical check");
    assert_eq!(severe["properties"]["security-severity"], "9.5");
    assert_eq!(severe["defaultConfiguration"]["level"], "error");
}

#[test]
fn ids_are_one_a_finding_and_the_same_in_two_runs() {
    let ids = |sarif: &Value, ocsf: &Value, asff: &Value| -> [Vec<String>; 3] {
        let all = |rows: &[Value], path: &str| rows.iter().map(|r| word(r, path).to_owned()).collect();
        [
            all(results(sarif), "/partialFingerprints/finding~1v1"),
            all(list(ocsf), "/finding_info/uid"),
            all(list(asff), "/Id"),
        ]
    };
    let first = ids(scan("sarif"), scan("ocsf"), scan("asff"));
    for of_format in &first {
        let unique: BTreeSet<&String> = of_format.iter().collect();
        assert_eq!(unique.len(), of_format.len());
    }
    assert_eq!(
        first,
        ids(&anew("sarif", &[]), &anew("ocsf", &[]), &anew("asff", &[]))
    );
}

#[test]
fn attack_paths_are_detections_unless_only_some_checks_are_asked_for() {
    let read = account();
    let file = read.inventory.to_str().expect("UTF-8");
    let output = run(
        read.home.path(),
        &["policy", "paths", "--inventory", file, "--format", "json"],
    );
    let paths: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let paths = list(&paths["paths"]);
    let events = scan("ocsf");
    let detections = of_class(events, 2004);
    assert_eq!(detections.len(), paths.len());
    for (event, path) in detections.iter().zip(paths) {
        assert_eq!(event["unmapped"]["principal"], path["from"]);
        assert_eq!(list(&event["evidences"]).len(), list(&path["hops"]).len());
        assert!(path["escalates"] == false || event["is_alert"] == true);
    }
    let severe = anew("ocsf", &["--min-severity", "high"]);
    let severe = of_class(&severe, 2004);
    assert!(!severe.is_empty() && severe.len() < detections.len());
    assert!(severe.iter().all(|e| e["severity_id"].as_u64() >= Some(4)));
    for only in [
        ["--service", "kms"],
        ["--framework", "HIPAA"],
        ["--check", "kms.cmk_rotation_enabled"],
    ] {
        assert!(of_class(&anew("ocsf", &only), 2004).is_empty(), "{only:?}");
    }
}
