//! How the account stands to the frameworks: all of them, one with its
//! requirements, one requirement with its checks and what is open.

use super::{Line, Sources};
use crate::app::digest::finding_id;
use crate::app::sanitise;
use crate::app::table::RowId;
use crate::app::tabs::{Tone, status};
use crate::posture::compliance::{Answer, Compliance, Requirement, Standing, assess};
use crate::posture::{Finding, Framework};

/// Cells of a bar.
const BAR: usize = 10;

/// The lines of the section.
pub(super) fn lines(id: &RowId, sources: Sources<'_>) -> Vec<Line> {
    let findings = &sources.digest.report.findings;
    match id {
        RowId::Frameworks => all(findings),
        RowId::Framework(framework) => one(&assess(*framework, findings)),
        RowId::Requirement(framework, at) => assess(*framework, findings)
            .requirements
            .get(*at)
            .map(|requirement| told(requirement, findings))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The columns of the list of frameworks.
const COLUMNS: [(Standing, &str); 5] = [
    (Standing::Met, "met"),
    (Standing::NotMet, "not met"),
    (Standing::Unknown, "unknown"),
    (Standing::NothingToAsk, "no case"),
    (Standing::ByHand, "by hand"),
];

fn all(findings: &[Finding]) -> Vec<Line> {
    let mut head = Line::new(format!("{:<35}", "framework"), Tone::Dim);
    for (_, word) in COLUMNS {
        head = head.and(format!("{word:>8}"), Tone::Dim);
    }
    let mut lines = vec![
        Line::new("Requirements met, of those that checks decide.", Tone::Dim),
        head,
    ];
    for framework in Framework::ALL {
        let compliance = assess(framework, findings);
        let line = Line::new(format!("{:<18}", framework.name()), Tone::Plain);
        let mut line = bar(line, compliance.percent());
        let counts = compliance.standings();
        for (way, _) in COLUMNS {
            let count = counts.get(&way).copied().unwrap_or(0);
            let tone = if count == 0 { Tone::Dim } else { standing(way).1 };
            line = line.and(format!("{count:>8}"), tone);
        }
        lines.push(line.to(RowId::Framework(framework)));
    }
    lines.push(Line::default());
    let note = "What checks see is a part of a framework; the rest is people's to show.";
    lines.push(Line::new(note, Tone::Dim));
    lines
}

fn one(compliance: &Compliance) -> Vec<Line> {
    let title = format!("{}, version {}", compliance.title, compliance.version);
    let mut lines = vec![
        Line::new(title, Tone::Accent),
        counted(bar(Line::default(), compliance.percent()), compliance),
        Line::default(),
    ];
    for (at, requirement) in compliance.requirements.iter().enumerate() {
        let (glyph, tone) = standing(requirement.standing);
        let line = Line::new(format!("{glyph} {:<14} ", requirement.standing.word()), tone)
            .and(format!("{:>5}  ", share(requirement.percent())), Tone::Plain)
            .and(format!("{:<23} ", requirement.clause.id), Tone::Accent)
            .and(requirement.title(), Tone::Plain);
        lines.push(line.to(RowId::Requirement(compliance.framework, at)));
    }
    lines
}

fn told(requirement: &Requirement, findings: &[Finding]) -> Vec<Line> {
    let (glyph, tone) = standing(requirement.standing);
    let mut lines = vec![
        Line::new(format!("{} ", requirement.clause.id), Tone::Accent).and(requirement.title(), Tone::Plain),
        bar(
            Line::new(format!("{glyph} {:<14} ", requirement.standing.word()), tone),
            requirement.percent(),
        ),
    ];
    if let Some(words) = &requirement.clause.by_hand {
        lines.push(Line::new("by hand  ", Tone::Dim).and(words.as_str(), Tone::Plain));
    }
    for answer in &requirement.answers {
        lines.push(Line::default());
        lines.extend(answered(answer, findings));
    }
    if !requirement.clause.loose.is_empty() {
        lines.push(Line::default());
        let names = requirement.clause.loose.join(", ");
        let words = "published, though hardly about it, and not counted  ";
        lines.push(Line::new(words, Tone::Dim).and(names, Tone::Dim));
    }
    lines
}

fn answered(answer: &Answer, findings: &[Finding]) -> Vec<Line> {
    let tally = answer.tally;
    let counts = format!(
        "  {} pass, {} fail, {} unknown",
        tally.pass, tally.fail, tally.unknown
    );
    let own = if answer.own {
        "  our own mapping: to be confirmed"
    } else {
        ""
    };
    let mut lines = vec![
        Line::new(answer.check, Tone::Plain)
            .and(counts, Tone::Dim)
            .and(own, Tone::Unknown),
    ];
    for finding in answer.open.iter().filter_map(|at| findings.get(*at)) {
        let (glyph, word, tone) = status(finding.status);
        let name = sanitise::clean(finding.resource_name(), sanitise::LINE_LIMIT);
        let line = Line::new(format!("  {glyph} {word:<8}"), tone)
            .and(name, Tone::Plain)
            .and(format!("  {}", finding.region()), Tone::Dim);
        lines.push(line.to(finding_id(finding)));
    }
    lines
}

/// The line with a bar and its percentage at the end.
fn bar(line: Line, percent: Option<usize>) -> Line {
    let filled = percent.unwrap_or(0) * BAR / 100;
    line.and("█".repeat(filled), Tone::Pass)
        .and("░".repeat(BAR - filled), Tone::Dim)
        .and(format!(" {:>5} ", share(percent)), Tone::Plain)
}

/// The line with the requirements counted by how they stand.
fn counted(mut line: Line, compliance: &Compliance) -> Line {
    for (way, count) in compliance.standings() {
        let (_, tone) = standing(way);
        line = line.and(format!("{count} {}  ", way.word()), tone);
    }
    line
}

fn share(percent: Option<usize>) -> String {
    percent.map_or_else(|| "-".to_owned(), |p| format!("{p} %"))
}

fn standing(standing: Standing) -> (char, Tone) {
    match standing {
        Standing::NotMet => ('✗', Tone::Fail),
        Standing::Unknown => ('?', Tone::Unknown),
        Standing::NothingToAsk | Standing::ByHand => ('·', Tone::Dim),
        Standing::Met => ('✓', Tone::Pass),
    }
}
