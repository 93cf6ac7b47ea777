//! The reports for people: everything that fails is in them, nothing unknown
//! counts as a pass, and no name from AWS is more than a name.

#[path = "scan_reports/markdown.rs"]
mod markdown;
#[path = "scan_reports/page.rs"]
mod page;
#[path = "scan_reports/stakes.rs"]
mod stakes;
#[path = "scan_reports/told.rs"]
pub(crate) mod told;

use resvg::usvg::roxmltree;
use serde_json::Value;
use std::collections::BTreeSet;
use told::{HOSTILE_SEEN, half_read, hostile, scan, story, told};

fn findings<'v>(scan: &'v Value, status: &'static str) -> impl Iterator<Item = &'v Value> {
    let all = scan["findings"].as_array().expect("findings").iter();
    all.filter(move |f| f["status"] == status)
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().expect("a text")
}

/// Where the page tells of a finding: a check that is more severe where
/// restricted data is at stake is told with that severity too.
fn anchor(finding: &Value) -> String {
    let [check, own, severity] = ["check", "check_severity", "severity"].map(|key| word(finding, key));
    if own == severity {
        check.to_owned()
    } else {
        format!("{check}.{severity}")
    }
}

fn count(scan: &Value, status: &'static str, severity: &str) -> usize {
    findings(scan, status)
        .filter(|f| f["severity"] == severity)
        .count()
}

#[test]
fn the_page_tells_everything_that_fails_with_its_evidence_why_and_fix() {
    let story = story();
    let page = page::parse(&story.html);
    let mut rows = 0;
    for finding in findings(&story.json, "FAIL") {
        let check = page::words(page::by_id(&page, &anchor(finding)));
        for key in [
            "title",
            "why",
            "remediation",
            "severity",
            "resource",
            "resource_name",
            "region",
        ] {
            assert!(check.contains(word(finding, key)), "{key} of {finding}");
        }
        for evidence in finding["evidence"].as_array().expect("evidence") {
            for key in ["field", "value", "wanted"] {
                assert!(check.contains(word(evidence, key)), "{key} in {evidence}");
            }
        }
        rows += 1;
    }
    let fails = page::by_id(&page, "fails");
    let told = page::all(fails, "th")
        .filter(|n| n.attribute("rowspan").is_some())
        .count();
    assert_eq!(told, rows, "one entry for each finding that fails");
}

#[test]
fn the_markdown_tells_everything_that_fails_with_its_evidence_why_and_fix() {
    let story = story();
    let fails = markdown::part(&story.markdown, "## What fails");
    let mut told = BTreeSet::new();
    for section in fails.split("\n#### ").skip(1) {
        let check = section.split('`').nth(1).expect("the check's id");
        assert!(
            section.contains("- **Why:** ") && section.contains("- **Fix:** "),
            "{section}"
        );
        for line in section
            .lines()
            .filter(|l| l.starts_with("| `") || l.starts_with("| <code>"))
        {
            told.insert((check, markdown::seen(&markdown::cells(line)[0])));
        }
    }
    let wanted: BTreeSet<_> = findings(&story.json, "FAIL")
        .map(|f| (word(f, "check"), word(f, "resource").to_owned()))
        .collect();
    assert_eq!(told, wanted);
    for finding in findings(&story.json, "FAIL") {
        for evidence in finding["evidence"].as_array().expect("evidence") {
            let field = format!("| `{}` |", word(evidence, "field"));
            assert!(fails.contains(&field), "{field}");
        }
    }
}

#[test]
fn what_is_critical_comes_first() {
    let story = story();
    let headings = [("<h3 id=\"", &story.html), ("\n#### FAIL, ", &story.markdown)];
    for (before, text) in headings {
        let fails = &text[text.rfind("What fails").expect("the section")..];
        let places: Vec<_> = ["critical", "high", "medium", "low"]
            .iter()
            .map(|severity| {
                assert!(count(&story.json, "FAIL", severity) > 0, "one of each");
                fails.find(&format!("{before}{severity}")).expect("it is told")
            })
            .collect();
        assert!(places.is_sorted(), "{places:?}");
    }
}

#[test]
fn the_figures_of_the_page_are_those_of_the_report() {
    let story = story();
    let page = page::parse(&story.html);
    let labels: Vec<_> = page
        .descendants()
        .filter_map(|n| n.attribute("aria-label"))
        .collect();
    let score = format!("Score {} of 100", story.json["score"]);
    assert!(labels.contains(&score.as_str()), "{labels:?}");
    let coverage = format!(
        "{:.1} %",
        story.json["coverage"].as_f64().expect("a share") * 100.0
    );
    assert!(page::words(page::by_id(&page, "figures")).contains(&coverage));
    for severity in ["critical", "high", "medium", "low", "informational"] {
        let of = |status| count(&story.json, status, severity);
        let (fail, unknown, pass) = (of("FAIL"), of("UNKNOWN"), of("PASS"));
        let drawn = format!("{fail} fail, {unknown} unknown, {pass} pass");
        assert!(
            page::words(page::by_id(&page, "figures")).contains(&drawn),
            "{drawn}"
        );
        let row = page::all(page.root(), "tr").find(|row| {
            let mut cells = row.children().filter(roxmltree::Node::is_element);
            cells.next().is_some_and(|c| page::words(c) == severity)
        });
        let row: Vec<_> = page::all(row.expect("a row"), "td").map(page::words).collect();
        assert_eq!(row, [fail, unknown, pass].map(|n| n.to_string()));
        let line = format!("| {severity} | {fail} | {unknown} | {pass} |");
        assert!(story.markdown.contains(&line), "{line}");
    }
}

#[test]
fn every_framework_stands_in_both_with_the_share_of_its_verdicts_that_pass() {
    let story = story();
    let page = page::parse(&story.html);
    let drawn = page::words(page::by_id(&page, "frameworks"));
    let table = markdown::part(&story.markdown, "## Frameworks");
    for framework in aisec_tui::posture::Framework::ALL {
        let checks: BTreeSet<&str> = framework
            .standard()
            .clauses
            .iter()
            .flat_map(|c| c.counted().map(|(id, _)| id))
            .collect();
        let of = |status| {
            findings(&story.json, status)
                .filter(|f| checks.contains(word(f, "check")))
                .count()
        };
        let (pass, all) = (of("PASS"), of("PASS") + of("FAIL") + of("UNKNOWN"));
        let share = format!("{} %", pass * 100 / all);
        let title = &framework.standard().title;
        assert!(drawn.contains(&format!("{framework} ")) || drawn.contains(framework.name()));
        assert!(
            drawn.contains(&format!("{share} pass; ")),
            "{share} of {framework} in {drawn}"
        );
        let line = table
            .lines()
            .find(|l| l.contains(title.as_str()))
            .expect("a line");
        assert_eq!(markdown::cells(line)[1], share, "{line}");
    }
}

#[test]
fn the_attack_paths_are_counted_and_what_to_mend_first_is_named() {
    let story = story();
    let page = page::parse(&story.html);
    let paths = page::words(page::by_id(&page, "paths"));
    let text = markdown::part(&story.markdown, "## Attack paths");
    let count = text
        .lines()
        .nth(2)
        .and_then(|l| l.split(' ').next())
        .expect("a count");
    assert!(count.parse::<usize>().expect("a number") > 0);
    assert!(paths.contains(&format!("{count} attack paths from people and from outside")));
    for told in [&paths, text] {
        assert!(
            told.contains("What to mend first") && told.contains("The shortest"),
            "{told}"
        );
        assert!(told.contains("ci-model-publisher"), "{told}");
    }
}

#[test]
fn what_is_unknown_is_told_with_the_reason_and_never_counts_as_a_pass() {
    let told = half_read();
    let page = page::parse(&told.html);
    let unknown = page::words(page::by_id(&page, "unknown"));
    let text = markdown::part(&told.markdown, "## What is unknown, and why");
    let passes = page::words(page::by_id(&page, "passes"));
    let passing = markdown::part(&told.markdown, "## What passes");
    let mut checks = 0;
    for finding in findings(&told.json, "UNKNOWN") {
        let check = word(finding, "check");
        for told in [&unknown, text] {
            for key in ["resource", "reason"] {
                assert!(told.contains(word(finding, key).trim()), "{key} of {finding}");
            }
        }
        assert!(text.contains(&format!("| `{check}` |")), "{check}");
        assert!(
            !passing.contains(&format!("`{check}`")),
            "{check} could not be decided everywhere"
        );
        assert!(
            !passes.split_whitespace().any(|w| w == check),
            "{check} could not be decided everywhere"
        );
        checks += 1;
    }
    assert!(checks > 10, "a bucket of which nothing is known: {checks}");
    assert!(unknown.contains("cloudtrail:DescribeTrails denied") && text.contains("DescribeTrails denied"));
    let said = "they are unknown, not passed";
    assert!(told.html.contains(said) && told.markdown.contains(said));
}

#[test]
fn hostile_names_are_only_text_in_the_page() {
    let told = hostile();
    let page = page::parse(&told.html);
    assert_eq!(page::harmful(&page), Vec::<String>::new());
    assert!(
        page::words(page.root()).contains(HOSTILE_SEEN),
        "the name is shown as it is"
    );
    assert!(!told.html.contains("<script") && !told.html.contains("<img"));
    let control = |c: &char| (c.is_control() && *c != '\n') || ['\u{202e}', '\u{ffff}'].contains(c);
    assert_eq!(told.html.chars().find(control), None);
}

#[test]
fn hostile_names_are_only_text_in_the_markdown() {
    let told = hostile();
    assert_eq!(markdown::torn(&told.markdown), Vec::<&str>::new());
    let mut shown = 0;
    for line in told.markdown.lines() {
        let marks = markdown::markup_of(line);
        assert!(!marks.contains(['<', '`', '[', ']']), "{marks}\nin {line}");
        assert!(
            !marks.contains("://") && !marks.contains("www."),
            "{marks}\nin {line}"
        );
        if line.starts_with('|') {
            shown += markdown::cells(line)
                .iter()
                .filter(|cell| {
                    markdown::seen(cell).ends_with("next") || markdown::seen(cell).contains(HOSTILE_SEEN)
                })
                .count();
        }
    }
    assert!(shown > 100, "the names are shown as they are: {shown}");
    assert_eq!(told.markdown.chars().find(|c| c.is_control() && *c != '\n'), None);
}

#[test]
fn the_page_opens_without_a_network_and_runs_nothing() {
    let html = &story().html;
    let page = page::parse(html);
    assert_eq!(page::harmful(&page), Vec::<String>::new());
    let policy = page::all(page.root(), "meta").find_map(|m| m.attribute("content"));
    let wanted = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    assert!(policy.is_some_and(|p| p.starts_with(wanted)), "{policy:?}");
    let style = page::words(page::all(page.root(), "style").next().expect("a stylesheet"));
    for outside in ["@import", "url(", "http", "@font-face", "//"] {
        assert!(!style.contains(outside), "{outside}");
    }
    let anchors: Vec<_> = page.descendants().filter_map(|n| n.attribute("href")).collect();
    assert!(anchors.len() >= 7);
    for anchor in anchors {
        page::by_id(&page, anchor.trim_start_matches('#'));
    }
    let ids: Vec<_> = page.descendants().filter_map(|n| n.attribute("id")).collect();
    assert_eq!(
        ids.len(),
        ids.iter().collect::<BTreeSet<_>>().len(),
        "an id is of one element"
    );
}

#[test]
fn every_ink_reads_on_every_paper_light_and_dark() {
    let page = page::parse(&story().html);
    let [light, dark] = page::colours(&page);
    assert_eq!(
        light.keys().collect::<BTreeSet<_>>(),
        dark.keys().collect::<BTreeSet<_>>(),
        "both schemes name the same colours"
    );
    for scheme in [light, dark] {
        let named = |start: &'static str| scheme.iter().filter(move |(name, _)| name.starts_with(start));
        assert!(named("ink").count() >= 11 && named("paper").count() == 3 && named("heat").count() == 4);
        for (ink, colour) in named("ink") {
            for (paper, under) in named("paper") {
                let contrast = page::contrast(colour, under);
                assert!(contrast >= 4.5, "{ink} on {paper}: {contrast:.2}");
            }
        }
        for (heat, under) in named("heat") {
            let contrast = page::contrast(&scheme["ink"], under);
            assert!(contrast >= 4.5, "ink on {heat}: {contrast:.2}");
        }
    }
}

#[test]
fn the_same_inventory_gives_the_same_reports_but_for_the_time() {
    let story = story();
    let again = told(story.inventory.clone());
    let without_time = |text: &str| -> String {
        let mut evaluated = false;
        let kept = text.lines().filter(|line| {
            let is_time = evaluated || line.starts_with("| Evaluated |");
            evaluated = line.ends_with("<dt>Evaluated</dt>");
            !is_time
        });
        kept.collect()
    };
    for (one, other) in [(&story.html, &again.html), (&story.markdown, &again.markdown)] {
        assert_eq!(without_time(one), without_time(other));
    }
}

#[test]
fn what_the_filters_leave_out_is_said_and_the_exit_codes_are_as_ever() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("inventory.json");
    std::fs::write(&file, &story().inventory).expect("written");
    let saved = [
        "--inventory",
        file.to_str().expect("UTF-8"),
        "--min-severity",
        "critical",
    ];
    let narrow = |format| {
        let report = [&saved[..], &["--format", format, "--fail-on", "critical"]].concat();
        let report = scan(&report, 1);
        assert!(report.contains("left out by the filters of the command line"));
        assert!(
            !report.contains("s3.bucket_object_versioning"),
            "a check of medium severity, which no data makes critical"
        );
        report
    };
    let (html, text) = (narrow("html"), narrow("markdown"));
    let (one, other) = (page::parse(&html), page::parse(&story().html));
    for section in ["frameworks", "paths"] {
        let told = [&one, &other].map(|page| page::words(page::by_id(page, section)));
        assert_eq!(told[0], told[1], "{section} are told of the whole account");
    }
    for section in ["## Frameworks", "## Attack paths"] {
        let told = [&text, &story().markdown].map(|text| markdown::part(text, section));
        assert_eq!(told[0], told[1], "{section} are told of the whole account");
    }
}
