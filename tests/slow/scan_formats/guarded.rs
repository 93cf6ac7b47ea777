//! What no format gives away or lets drive it, and who may read the file.

use super::{ASFF, SARIF, account, event_faults, json, list, none, results, run, text_of, word};
use crate::json_schema::Schema;
use aisec_tui::inventory::secrets;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn hostile_names_keep_within_the_limits_and_drive_nothing() {
    let read = account();
    let saved = std::fs::read_to_string(&read.inventory).expect("the inventory");
    let name = "cardio-partner-exchange";
    assert!(saved.contains(name), "the story has {name}");
    let hostile = format!(
        "\\u001b]0;{{0}}[go](https://evil.example)\\u202e\\n{}",
        "n".repeat(3000)
    );
    let file = read.home.path().join("hostile.json");
    std::fs::write(&file, saved.replace(name, &hostile)).expect("written");

    let texts = ["sarif", "ocsf", "asff"].map(|format| text_of(read.home.path(), &file, format, &[]));
    let [sarif, ocsf, asff] = &texts.each_ref().map(|text| json(text));
    none(&Schema::read(SARIF).faults(sarif));
    none(&event_faults(ocsf));
    none(&Schema::read(ASFF).faults(asff));
    for text in &texts {
        assert!(text.contains("evil.example"), "the name is there");
        for escape in ["\\u001b", "\u{1b}", "\u{202e}", "\\u202e"] {
            assert!(!text.contains(escape), "{escape:?} is there");
        }
    }
    let link = regex::Regex::new(r"(^|[^\\])\[[^\]]*[^\\]\]\(").expect("a pattern");
    for result in results(sarif) {
        let said = word(result, "/message/text");
        assert!(!link.is_match(said), "no link: {said}");
        assert!(
            !said.replace("{{", "").replace("}}", "").contains(['{', '}']),
            "no placeholder: {said}"
        );
    }
    let ids: BTreeSet<&str> = list(asff).iter().map(|f| word(f, "/Id")).collect();
    assert_eq!(ids.len(), list(asff).len(), "cut names keep their findings apart");
}

#[test]
fn no_format_holds_a_secret() {
    for format in ["sarif", "ocsf", "asff"] {
        let found = secrets::in_text(format, &account().printed[format].0);
        assert!(found.is_empty(), "{found:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_findings_is_for_its_owner_and_the_exit_code_is_that_of_the_table() {
    use std::os::unix::fs::PermissionsExt as _;
    let read = account();
    let inventory = read.inventory.to_str().expect("UTF-8");
    for format in ["sarif", "ocsf", "asff"] {
        let file = read.home.path().join(format!("findings.{format}"));
        let path = file.to_str().expect("UTF-8");
        let output = run(
            read.home.path(),
            &[
                "scan",
                "--inventory",
                inventory,
                "--format",
                format,
                "--output",
                path,
                "--fail-on",
                "critical",
            ],
        );
        assert_eq!(output.status.code(), Some(1), "{format}");
        assert!(output.stdout.is_empty(), "{format}");
        let mode = std::fs::metadata(&file).expect("written").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{format}");
        let text = std::fs::read_to_string(&file).expect("readable");
        serde_json::from_str::<Value>(&text).expect("JSON");
    }
}
