//! The command line, headless, against the embedded account.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

fn run(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aisec-tui"))
        .env_clear()
        .env("HOME", home)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Runs it, expects an exit code, answers with standard output.
fn expect(home: &Path, arguments: &[&str], code: i32) -> String {
    let output = run(home, arguments);
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}\nstdout: {}\nstderr: {}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn verdicts(scan: &Value) -> BTreeSet<(String, String, String)> {
    let word = |f: &Value, key: &str| f[key].as_str().expect("a text").to_owned();
    let findings = scan["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|f| (word(f, "check"), word(f, "resource"), word(f, "status")))
        .collect()
}

#[test]
fn a_scan_of_the_demo_is_one_object_with_the_documented_fields() {
    let home = home();
    let scan = json(&expect(home.path(), &["scan", "--demo", "--format", "json"], 0));
    for key in [
        "schema",
        "tool",
        "account",
        "regions",
        "started",
        "finished",
        "coverage",
        "score",
        "api_calls",
    ] {
        assert!(!scan[key].is_null(), "{key} is there");
    }
    assert!(
        scan["api_calls"].as_u64().expect("a count") > 0,
        "the calls are counted"
    );
    let findings = scan["findings"].as_array().expect("findings");
    assert!(
        findings.len() > 100,
        "the demo has something to say: {}",
        findings.len()
    );
    for finding in findings {
        for key in [
            "check",
            "severity",
            "resource_type",
            "region",
            "account",
            "title",
            "remediation",
            "first_seen",
        ] {
            assert!(
                finding[key].as_str().is_some_and(|s| !s.is_empty()),
                "{key} in {finding}"
            );
        }
        assert!(["PASS", "FAIL", "UNKNOWN"].contains(&finding["status"].as_str().expect("a status")));
        assert!(finding["resource"].as_str().expect("an ARN").starts_with("arn:"));
        assert!(finding["frameworks"].is_object());
        let evidence = finding["evidence"].as_array().expect("evidence");
        assert!(
            finding["status"] == "UNKNOWN" || !evidence.is_empty(),
            "a verdict explains itself: {finding}"
        );
        for item in evidence {
            for key in ["field", "value", "wanted"] {
                assert!(item[key].is_string(), "{key} in {item}");
            }
        }
    }
}

#[test]
fn fail_on_ends_with_1_only_when_something_fails_at_that_severity() {
    let home = home();
    expect(home.path(), &["scan", "--demo", "--fail-on", "critical"], 1);
    expect(
        home.path(),
        &[
            "scan",
            "--demo",
            "--check",
            "cloudtrail.multi_region_enabled",
            "--fail-on",
            "critical",
        ],
        0,
    );
}

#[test]
fn a_saved_inventory_gives_the_same_verdicts_without_a_call() {
    let home = home();
    let file = home.path().join("inventory.json");
    let file = file.to_str().expect("UTF-8");
    let live = json(&expect(
        home.path(),
        &["scan", "--demo", "--format", "json", "--save-inventory", file],
        0,
    ));
    let saved = json(&expect(
        home.path(),
        &["scan", "--inventory", file, "--format", "json"],
        0,
    ));
    assert_eq!(verdicts(&live), verdicts(&saved));
    assert_eq!(saved["api_calls"], 0);
}

#[cfg(unix)]
#[test]
fn files_that_hold_findings_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home();
    let file = home.path().join("report.json");
    expect(
        home.path(),
        &[
            "scan",
            "--demo",
            "--format",
            "json",
            "--output",
            file.to_str().expect("UTF-8"),
        ],
        0,
    );
    let mode = std::fs::metadata(&file).expect("written").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_filters_leave_only_what_was_asked_for() {
    let home = home();
    let critical = json(&expect(
        home.path(),
        &[
            "scan",
            "--demo",
            "--format",
            "json",
            "--min-severity",
            "critical",
            "--service",
            "s3",
        ],
        0,
    ));
    let findings = critical["findings"].as_array().expect("findings");
    assert!(!findings.is_empty());
    assert!(
        findings
            .iter()
            .all(|f| f["severity"] == "critical" && f["service"] == "s3")
    );
}

#[test]
fn a_spreadsheet_gets_no_formula() {
    let home = home();
    let csv = expect(home.path(), &["scan", "--demo", "--format", "csv"], 0);
    assert!(csv.lines().count() > 100);
    assert!(
        csv.lines()
            .all(|line| !line.starts_with(['=', '+', '-', '@']) && !line.contains(",\"="))
    );
}

#[test]
fn the_table_names_the_field_that_fails_and_ends_with_the_score() {
    let home = home();
    let table = expect(home.path(), &["scan", "--demo"], 0);
    assert!(table.contains("ResourceConfig.VolumeKmsKeyId"), "{table}");
    assert!(table.contains("score") && table.contains("coverage"), "{table}");
}

#[test]
fn checks_list_carries_severity_frameworks_and_the_ids_of_other_tools() {
    let home = home();
    let checks = json(&expect(home.path(), &["checks", "list", "--format", "json"], 0));
    let checks = checks.as_array().expect("an array");
    assert!(checks.len() >= 40, "{} checks", checks.len());
    for check in checks {
        for key in ["id", "title", "severity", "service", "resource_type"] {
            assert!(
                check[key].as_str().is_some_and(|s| !s.is_empty()),
                "{key} in {check}"
            );
        }
        assert!(
            check["prowler"].is_array()
                && check["security_hub"].is_array()
                && check["frameworks"].is_object()
        );
    }
    let rotation = checks
        .iter()
        .find(|c| c["id"] == "kms.cmk_rotation_enabled")
        .expect("the rotation check");
    assert_eq!(rotation["prowler"][0], "kms_cmk_rotation_enabled");
    assert_eq!(rotation["security_hub"][0], "KMS.4");
}

#[test]
fn checks_show_explains_one_check() {
    let home = home();
    let page = expect(home.path(), &["checks", "show", "kms.cmk_rotation_enabled"], 0);
    assert!(page.contains("KMS.4") && page.contains("HIPAA"), "{page}");
}

#[test]
fn a_stack_is_planned_with_its_actions_and_the_posture_after() {
    let home = home();
    let blueprint = home.path().join("cardiology.toml");
    let blueprint = blueprint.to_str().expect("UTF-8");
    expect(
        home.path(),
        &[
            "stack",
            "new",
            "--scenario",
            "healthcare",
            "--name",
            "cardiology",
            "-o",
            blueprint,
        ],
        0,
    );
    let text = expect(home.path(), &["stack", "plan", "--demo", blueprint], 0);
    assert!(
        text.contains("kms:CreateKey") && text.contains("posture"),
        "{text}"
    );
    let plan = json(&expect(
        home.path(),
        &["stack", "plan", "--demo", "--format", "json", blueprint],
        0,
    ));
    assert!(plan["plan"]["steps"].as_array().expect("steps").len() > 20);
}

#[test]
fn a_stack_applied_to_the_demo_is_whole_and_its_journal_says_so() {
    let home = home();
    let blueprint = home.path().join("cardiology.toml");
    let blueprint = blueprint.to_str().expect("UTF-8");
    expect(
        home.path(),
        &[
            "stack",
            "new",
            "--scenario",
            "healthcare",
            "--name",
            "cardiology",
            "-o",
            blueprint,
        ],
        0,
    );
    let applied = expect(home.path(), &["stack", "apply", "--demo", "--yes", blueprint], 0);
    assert!(applied.contains("verified"), "{applied}");
    let list = expect(home.path(), &["stack", "list", "--demo"], 0);
    assert!(list.contains("cardiology-dev"), "{list}");
}

#[test]
fn a_read_only_session_refuses_to_apply_before_the_first_call() {
    let home = home();
    let blueprint = home.path().join("cardiology.toml");
    let blueprint = blueprint.to_str().expect("UTF-8");
    expect(
        home.path(),
        &["stack", "new", "--name", "cardiology", "-o", blueprint],
        0,
    );
    let output = run(
        home.path(),
        &["stack", "apply", "--demo", "--read-only", "--yes", blueprint],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("read-only"));
}

#[test]
fn completions_and_the_manual_page_are_made_from_the_same_arguments() {
    let home = home();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(expect(home.path(), &["completions", shell], 0).contains("aisec-tui"));
    }
    assert!(expect(home.path(), &["man"], 0).contains("read\\-only"), "roff");
}

#[test]
fn compliance_tells_each_requirement_with_what_is_open_and_what_no_check_can_say() {
    let home = home();
    let at = home.path();
    let saved = at.join("inventory.json");
    let saved = saved.to_str().expect("UTF-8");
    expect(at, &["--demo", "scan", "--save-inventory", saved], 0);
    let all = expect(at, &["compliance", "--inventory", saved], 0);
    assert!(
        all.contains("HIPAA") && all.contains("AI Best Practices"),
        "{all}"
    );
    let asked = ["compliance", "hipaa", "--inventory", saved, "--format", "json"];
    let told = json(&expect(at, &asked, 0));
    assert_eq!(told["schema"], "aisec-tui/compliance/1");
    let requirements = told["frameworks"][0]["requirements"].as_array().expect("a list");
    let find = |id: &str| {
        requirements
            .iter()
            .find(|r| r["id"] == id)
            .expect("the requirement")
    };
    let encryption = find("164.312(a)(2)(iv)");
    assert_eq!(encryption["standing"], "not_met");
    assert!(encryption["verdicts"]["fail"].as_u64() > Some(0), "{encryption}");
    assert_eq!(find("164.308(a)(5)(ii)(B)")["standing"], "by_hand");
    let page = [
        "compliance",
        "hipaa",
        "--inventory",
        saved,
        "--format",
        "markdown",
        "--fail",
    ];
    let page = expect(at, &page, 1);
    assert!(page.contains("### What no check can say"), "{page}");
    assert!(
        page.contains("| 164.312(a)(2)(iv) | Encryption at rest | not met |"),
        "{page}"
    );
    let output = run(at, &["compliance", "nonesuch", "--inventory", saved]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("There are: HIPAA, PCI DSS 4.0"));
}
