//! What is at stake and why things fail, as the reports tell it.

use super::told::{scan, story};
use super::{anchor, findings, markdown, page, word};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn where_restricted_data_is_at_stake_a_finding_is_a_step_more_severe_and_says_why() {
    let story = story();
    let page = page::parse(&story.html);
    let steps = [("low", "medium"), ("medium", "high"), ("high", "critical")];
    let mut raised = 0;
    for finding in findings(&story.json, "FAIL") {
        let [own, severity] = ["check_severity", "severity"].map(|key| word(finding, key));
        let stake = &finding["stake"];
        if own == severity {
            let kept = ["critical", "informational"].contains(&own);
            assert!(kept || stake["level"] != "restricted", "{finding}");
            continue;
        }
        raised += 1;
        assert!(steps.contains(&(own, severity)), "{own} to {severity}");
        assert_eq!(stake["level"], "restricted");
        let why = stake["reasons"][0].as_str().expect("a reason");
        let told = page::words(page::by_id(&page, &anchor(finding)));
        assert!(told.contains(why), "{why} is told in the page");
    }
    assert!(raised > 10, "{raised} findings are raised");
    assert!(
        story
            .markdown
            .contains("without its data, which is restricted: tag data")
    );
}

#[test]
fn the_severity_of_a_pass_is_raised_with_that_of_a_failure_so_that_the_score_is_of_one_measure() {
    let story = story();
    let all = story.json["findings"].as_array().expect("findings");
    let weight = |f: &Value| match word(f, "severity") {
        "critical" => 20,
        "high" => 8,
        "medium" => 3,
        "low" => 1,
        _ => 0_u64,
    };
    let passed: u64 = all.iter().filter(|f| f["status"] == "PASS").map(weight).sum();
    let whole: u64 = all.iter().map(weight).sum();
    assert_eq!(story.json["score"], passed * 100 / whole);
    let of = |f: &&Value| f["check_severity"] == "high" && f["stake"]["level"] == "restricted";
    let severities: BTreeSet<&str> = all.iter().filter(of).map(|f| word(f, "severity")).collect();
    assert_eq!(severities, BTreeSet::from(["critical"]));
}

#[test]
fn the_root_causes_have_every_failing_finding_once_and_stand_in_every_report() {
    let story = story();
    let causes = story.json["root_causes"].as_array().expect("causes");
    let mut members = BTreeSet::new();
    let mut count = 0;
    for cause in causes {
        for member in cause["findings"].as_array().expect("findings") {
            members.insert((word(member, "check"), word(member, "resource")));
            count += 1;
        }
    }
    let failing: BTreeSet<_> = findings(&story.json, "FAIL")
        .map(|f| (word(f, "check"), word(f, "resource")))
        .collect();
    assert_eq!(members, failing);
    assert_eq!(count, failing.len(), "each once");
    for kind in ["setting", "shared", "template"] {
        let mut of = causes.iter().filter(|c| c["kind"] == kind);
        let many = |c: &Value| c["findings"].as_array().is_some_and(|f| f.len() > 2);
        assert!(of.any(many), "a {kind} that several findings have in common");
    }
    let page = page::parse(&story.html);
    let drawn = page::words(page::by_id(&page, "causes"));
    let written = markdown::part(&story.markdown, "## Root causes");
    for cause in causes.iter().take(20) {
        assert!(drawn.contains(word(cause, "cause")), "{cause}");
        assert!(drawn.contains(word(cause, "fix")), "{cause}");
    }
    assert!(
        written.lines().filter(|l| l.starts_with("| ")).count() > 10,
        "{written}"
    );
    assert_eq!(markdown::torn(written), Vec::<&str>::new());
}

#[test]
fn the_table_names_the_heaviest_causes_within_eighty_columns() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("story.json");
    std::fs::write(&file, &story().inventory).expect("written");
    let text = scan(&["--inventory", file.to_str().expect("UTF-8")], 0);
    let (_, after) = text
        .split_once("root causes, the heaviest first:\n")
        .expect("the section");
    let (told, _) = after.split_once("\n\n").expect("its end");
    assert_eq!(told.lines().count(), 6, "{told}");
    for line in told.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let first = &story().json["root_causes"][0];
    let cause: String = word(first, "cause").chars().take(50).collect();
    assert!(told.contains(&cause), "{told}");
}
