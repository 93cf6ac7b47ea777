//! The report in GitHub's Markdown: what is worst comes first, with the
//! evidence, why it matters and what mends it. It reads as plain text too.
//!
//! - `escape`: text that stays text
//! - `account`: attack paths, frameworks, and what could not be read

mod account;
mod escape;

use super::summary::{Asked, READING, Summary, TITLE, counted, coverage, requirements};
use crate::posture::{Finding, Severity};
use escape::{code, words};
use std::fmt::Write as _;

/// The report.
pub(super) fn render(summary: &Summary<'_>) -> String {
    let mut out = String::new();
    head(&mut out, summary);
    figures(&mut out, summary);
    account::root_causes(&mut out, summary);
    out.push_str("\n## What fails\n");
    if summary.total.fail == 0 {
        out.push_str("\nNothing that was asked and listed fails.\n");
    }
    for severity in Severity::ALL {
        failing(&mut out, summary, severity);
    }
    account::attack_paths(&mut out, summary);
    account::frameworks(&mut out, summary);
    account::unknown(&mut out, summary);
    passing(&mut out, summary);
    out.push_str("\n## How to read this\n\n");
    for sentence in READING {
        let _ = writeln!(out, "- {}", words(sentence));
    }
    out
}

fn head(out: &mut String, summary: &Summary<'_>) {
    let report = summary.report;
    let _ = writeln!(out, "# {TITLE}: account {}\n", code(report.account.as_str()));
    for sentence in summary.headline() {
        let _ = writeln!(out, "{}\n", words(&sentence));
    }
    out.push_str("| what | value |\n|---|---|\n");
    let _ = writeln!(out, "| Score | {} of 100 |", report.score);
    let _ = writeln!(out, "| Coverage | {} |", coverage(report));
    for (what, value) in summary.facts() {
        let _ = writeln!(out, "| {what} | {} |", code(&value));
    }
}

fn figures(out: &mut String, summary: &Summary<'_>) {
    out.push_str("\n## Figures\n\n| severity | fail | unknown | pass |\n|---|--:|--:|--:|\n");
    for (severity, tally) in &summary.severities {
        let _ = writeln!(
            out,
            "| {severity} | {} | {} | {} |",
            tally.fail, tally.unknown, tally.pass
        );
    }
    let total = summary.total;
    let _ = writeln!(
        out,
        "| **all** | **{}** | **{}** | **{}** |",
        total.fail, total.unknown, total.pass
    );
    out.push_str("\nFailing, by service:\n\n| service |");
    for severity in Severity::ALL {
        let _ = write!(out, " {severity} |");
    }
    out.push_str(" unknown |\n|---|--:|--:|--:|--:|--:|--:|\n");
    for service in &summary.services {
        let _ = write!(out, "| {} |", service.name);
        for tally in service.tallies {
            let _ = write!(out, " {} |", tally.fail);
        }
        let unknown: usize = service.tallies.iter().map(|t| t.unknown).sum();
        let _ = writeln!(out, " {unknown} |");
    }
}

fn failing(out: &mut String, summary: &Summary<'_>, severity: Severity) {
    let checks: Vec<&Asked<'_>> = summary.failing(severity).collect();
    if checks.is_empty() {
        return;
    }
    let findings = checks.iter().map(|c| c.fail.len()).sum();
    let _ = writeln!(
        out,
        "\n### {}: {} of {}",
        capital(severity.word()),
        counted(findings, "finding"),
        counted(checks.len(), "check")
    );
    for asked in checks {
        check(out, summary, asked);
    }
}

fn check(out: &mut String, summary: &Summary<'_>, asked: &Asked<'_>) {
    let check = asked.check;
    let _ = writeln!(
        out,
        "\n#### FAIL, {}: {}\n\n`{}`: {}.\n\n- **Why:** {}\n- **Fix:** {}",
        asked.severity,
        words(check.title),
        check.id,
        asked.in_short(),
        words(check.why),
        words(check.fix.words)
    );
    let requirements = requirements(check);
    if !requirements.is_empty() {
        let told: Vec<String> = requirements
            .iter()
            .map(|(framework, ids)| format!("{framework} {}", words(ids)))
            .collect();
        let _ = writeln!(out, "- **Requirements:** {}", told.join("; "));
    }
    out.push_str("\n| resource | Region | field | value | wanted |\n|---|---|---|---|---|\n");
    for finding in &asked.fail {
        evidence(out, finding);
    }
    let raised = asked.fail.iter().filter_map(|f| Some((f, summary.raised(f)?)));
    for (at, (finding, why)) in raised.enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        let _ = writeln!(
            out,
            "{gap}- {}: {}",
            code(finding.resource().as_str()),
            words(&why)
        );
    }
}

/// A row for each thing that was read; the resource stands in the first.
fn evidence(out: &mut String, finding: &Finding) {
    let mut place = format!(
        "{} | {}",
        code(finding.resource().as_str()),
        code(finding.region().as_str())
    );
    if finding.evidence().is_empty() {
        let _ = writeln!(out, "| {place} | | | |");
    }
    for evidence in finding.evidence() {
        let _ = writeln!(
            out,
            "| {place} | {} | {} | {} |",
            code(evidence.field),
            code(&evidence.value),
            words(evidence.wanted)
        );
        " | ".clone_into(&mut place);
    }
}

fn passing(out: &mut String, summary: &Summary<'_>) {
    let passing: Vec<&Asked<'_>> = summary.passing().collect();
    let _ = writeln!(
        out,
        "\n## What passes\n\n{} pass wherever they were asked.",
        counted(passing.len(), "check")
    );
    if passing.is_empty() {
        return;
    }
    out.push_str("\n| check | severity | passes | what holds |\n|---|---|--:|---|\n");
    for asked in passing {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            asked.check.id,
            asked.check.severity,
            asked.tally.pass,
            words(asked.check.title)
        );
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}
